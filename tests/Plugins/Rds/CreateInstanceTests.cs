using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class CreateInstanceTests : RdsToolTest
{
    private CreateDBInstanceRequest? sent;

    public CreateInstanceTests()
    {
        NotThere();
        Client.CreateDBInstanceAsync(Arg.Do<CreateDBInstanceRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateDBInstanceResponse { DBInstance = Orders });
    }

    [Fact]
    public async Task It_is_safe_by_default()
    {
        await RunAsync(CreateInstance.Tool, new { instanceId = "orders", engine = "postgres", instanceClass = "db.t4g.micro" });

        Assert.True(sent!.StorageEncrypted);
        Assert.False(sent.PubliclyAccessible);
        Assert.True(sent.DeletionProtection);
        Assert.True(sent.ManageMasterUserPassword);
        Assert.Equal((null, "postgres", 7, "gp3", 20),
            (sent.MasterUserPassword, sent.MasterUsername, sent.BackupRetentionPeriod!.Value, sent.StorageType,
                sent.AllocatedStorage!.Value));
        Assert.Null(sent.VpcSecurityGroupIds);
        Assert.Null(sent.Tags);
    }

    [Fact]
    public async Task An_own_password_replaces_the_managed_one_and_is_told_nowhere()
    {
        var input = new
        {
            instanceId = "orders",
            engine = "mysql",
            instanceClass = "db.t4g.micro",
            masterPassword = "correct-horse",
            tags = new { team = "shop" }
        };
        var plan = await PlanAsync(CreateInstance.Tool, input);
        var result = await RunAsync(CreateInstance.Tool, input);

        Assert.Equal(("correct-horse", null, "admin"), (sent!.MasterUserPassword, sent.ManageMasterUserPassword, sent.MasterUsername));
        Assert.DoesNotContain("correct-horse", string.Join(' ', Lines(plan)) + result.GetRawText());
        Assert.Equal("shop", sent.Tags.Single().Value);
    }

    [Fact]
    public async Task A_member_of_a_cluster_takes_storage_and_login_from_it()
    {
        Client.DescribeDBClustersAsync(default!, default).ReturnsForAnyArgs(
            new DescribeDBClustersResponse
            {
                DBClusters = [
                new() { DBClusterIdentifier = "shop", DBClusterArn = "arn", Engine = "aurora-postgresql" }]
            });
        var input = new { instanceId = "shop-2", engine = "aurora-postgresql", instanceClass = "db.r7g.large", clusterId = "shop" };

        var plan = await PlanAsync(CreateInstance.Tool, input);
        await RunAsync(CreateInstance.Tool, input);

        Assert.Empty(plan.Obstacles);
        Assert.Equal("arn", Assert.Single(plan.Resources).Id);
        Assert.Equal("shop", sent!.DBClusterIdentifier);
        Assert.Equal((null, null, null, null, null),
            (sent.AllocatedStorage, sent.StorageEncrypted, sent.MasterUsername, sent.ManageMasterUserPassword, sent.DeletionProtection));
    }

    [Fact]
    public async Task The_plan_warns_of_what_is_unsafe_and_finds_a_taken_id()
    {
        var input = new
        {
            instanceId = "orders",
            engine = "postgres",
            instanceClass = "db.t4g.micro",
            publiclyAccessible = true,
            backupDays = 0
        };
        var plan = await PlanAsync(CreateInstance.Tool, input);

        Assert.Equal(3, plan.Warnings.Count);
        Assert.Empty(plan.Obstacles);
        There(Orders);
        Assert.Contains("exists already", Assert.Single((await PlanAsync(CreateInstance.Tool, input)).Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_ends_when_the_instance_is_available()
    {
        Orders.MasterUserSecret = new() { SecretArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1" };
        There(Orders);

        var result = await RunAsync(CreateInstance.Tool,
            new { instanceId = "orders", engine = "postgres", instanceClass = "db.t4g.micro", wait = true });

        Assert.Equal("available", result.GetProperty("status").GetString());
        Assert.Equal("arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1", result.GetProperty("masterSecretArn").GetString());
    }

    [Fact]
    public async Task Aurora_without_a_cluster_and_a_member_of_a_Multi_AZ_cluster_are_refused_in_the_plan()
    {
        Client.DescribeDBClustersAsync(default!, default).ReturnsForAnyArgs(
            new DescribeDBClustersResponse { DBClusters = [new() { DBClusterIdentifier = "three", Engine = "postgres" }] });

        var alone = await PlanAsync(CreateInstance.Tool, new { instanceId = "a", engine = "aurora-mysql", instanceClass = "db.r7g.large" });
        var member = await PlanAsync(CreateInstance.Tool,
            new { instanceId = "a", engine = "postgres", instanceClass = "db.r7g.large", clusterId = "three" });

        Assert.Contains("clusterId", Assert.Single(alone.Obstacles), StringComparison.Ordinal);
        Assert.Contains("Multi-AZ DB cluster", Assert.Single(member.Obstacles), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres", "postgresql", true)]
    [InlineData("postgres", "slowquery", false)]
    [InlineData("mysql", "slowquery", true)]
    [InlineData("sqlserver-ex", "agent", true)]
    [InlineData("oracle-se2", "error", false)]
    public async Task Log_types_are_those_of_the_engine(string engine, string type, bool exists)
    {
        var input = new { instanceId = "orders", engine, instanceClass = "db.t4g.micro", logTypes = new[] { type } };

        if (exists) Assert.Empty((await PlanAsync(CreateInstance.Tool, input)).Obstacles);
        else Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateInstance.Tool, input)))
            .Code);
    }
}
