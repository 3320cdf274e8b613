using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ReplicaTests : RdsToolTest
{
    [Fact]
    public async Task A_replica_gets_the_security_groups_of_its_source_and_needs_its_backups()
    {
        (Orders.VpcSecurityGroups, Orders.BackupRetentionPeriod) = ([new() { VpcSecurityGroupId = "sg-1" }], 0);
        Client.DescribeDBInstancesAsync(default!, default)
            .ReturnsForAnyArgs(call => call.Arg<DescribeDBInstancesRequest>().DBInstanceIdentifier == "orders"
            ? new DescribeDBInstancesResponse { DBInstances = [Orders] } : throw new DBInstanceNotFoundException("none"));
        CreateDBInstanceReadReplicaRequest? sent = null;
        Client.CreateDBInstanceReadReplicaAsync(Arg.Do<CreateDBInstanceReadReplicaRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateDBInstanceReadReplicaResponse { DBInstance = Orders });

        var plan = await PlanAsync(CreateReplica.Tool, new { sourceId = "orders", instanceId = "orders-read" });
        await RunAsync(CreateReplica.Tool, new { sourceId = "orders", instanceId = "orders-read" });

        Assert.Contains("backupDays", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
        Assert.Equal(("sg-1", false), (sent!.VpcSecurityGroupIds.Single(), sent.PubliclyAccessible!.Value));
    }

    // CreateDBInstanceReadReplicaMessage.SourceDBInstanceIdentifier.
    [Theory]
    [InlineData("postgres", 14, 0)]
    [InlineData("postgres", 15, 1)]
    [InlineData("sqlserver-ee", 5, 1)]
    public async Task Each_engine_has_its_most_replicas(string engine, int replicas, int obstacles)
    {
        (Orders.Engine, Orders.ReadReplicaDBInstanceIdentifiers) = (engine, [.. Enumerable.Range(0, replicas).Select(i => $"r-{i}")]);
        Client.DescribeDBInstancesAsync(default!, default).ReturnsForAnyArgs(call =>
            call.Arg<DescribeDBInstancesRequest>().DBInstanceIdentifier == "orders"
                ? new DescribeDBInstancesResponse { DBInstances = [Orders] }
            : throw new DBInstanceNotFoundException("no such instance") { ErrorCode = "DBInstanceNotFound" });

        Assert.Equal(obstacles,
            (await PlanAsync(CreateReplica.Tool, new { sourceId = "orders", instanceId = "orders-r" })).Obstacles.Count);
    }

    [Fact]
    public async Task Promotion_loses_the_replication_and_is_only_for_replicas()
    {
        There(Orders);
        Assert.Contains("It is no read replica.", (await PlanAsync(PromoteReplica.Tool, new { instanceId = "orders" })).Obstacles);
        Orders.ReadReplicaSourceDBInstanceIdentifier = "main";

        var plan = await PlanAsync(PromoteReplica.Tool, new { instanceId = "orders" });

        Assert.Empty(plan.Obstacles);
        Assert.Contains(plan.Changes, c => c is { Kind: ChangeKind.Lose, Resource: "the replication from main" });
        Assert.Null(plan.Undo);
    }

    [Fact]
    public async Task A_source_whose_password_RDS_keeps_has_no_replicas_and_others_keep_their_storage()
    {
        (Orders.StorageType, Orders.Iops) = ("io2", 4000);
        There(Orders);
        CreateDBInstanceReadReplicaRequest? sent = null;
        Client.CreateDBInstanceReadReplicaAsync(Arg.Do<CreateDBInstanceReadReplicaRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateDBInstanceReadReplicaResponse { DBInstance = Orders });

        await RunAsync(CreateReplica.Tool, new { sourceId = "orders", instanceId = "orders-r" });
        Orders.MasterUserSecret = new() { SecretArn = "arn:secret" };
        var plan = await PlanAsync(CreateReplica.Tool, new { sourceId = "orders", instanceId = "orders-r" });

        Assert.Equal(("io2", 4000), (sent!.StorageType, sent.Iops!.Value));
        Assert.Contains(plan.Obstacles, o => o.Contains("Secrets Manager", StringComparison.Ordinal));
    }
}
