using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class BlueGreenTests : RdsToolTest
{
    private readonly BlueGreenDeployment deployment = new()
    {
        BlueGreenDeploymentIdentifier = "bgd-1",
        BlueGreenDeploymentName = "upgrade",
        Source = "arn:aws:rds:eu-west-1:123456789012:db:orders",
        Target = "arn:aws:rds:eu-west-1:123456789012:db:orders-green-1",
        Status = "AVAILABLE",
        Tasks = [new() { Name = "CREATING_READ_REPLICA_OF_SOURCE", Status = "COMPLETED" },
            new() { Name = "CONFIGURE_BACKUPS", Status = "IN_PROGRESS" }],
    };

    public BlueGreenTests() => Client.DescribeBlueGreenDeploymentsAsync(default!, default)
        .ReturnsForAnyArgs(_ => new DescribeBlueGreenDeploymentsResponse { BlueGreenDeployments = [deployment] });

    [Fact]
    public async Task The_list_tells_the_tasks_that_are_not_done() =>
        Assert.Equal("CONFIGURE_BACKUPS IN_PROGRESS",
            Assert.Single((await RunAsync(ListBlueGreen.Tool, new { })).GetProperty("items")[0].GetProperty("openTasks").EnumerateArray())
                .GetString());

    [Fact]
    public async Task A_copy_that_is_not_ready_is_not_switched_to()
    {
        var plan = await PlanAsync(SwitchoverBlueGreen.Tool, new { deploymentId = "bgd-1" });

        Assert.Equal("Not done yet: CONFIGURE_BACKUPS IN_PROGRESS.", Assert.Single(plan.Obstacles));
        Assert.Contains(plan.Changes, c => c is { From: "orders", To: "orders-green-1" });
    }

    [Fact]
    public async Task After_the_switchover_the_copy_in_use_is_not_deleted()
    {
        deployment.Status = "SWITCHOVER_COMPLETED";

        var plan = await PlanAsync(DeleteBlueGreen.Tool, new { deploymentId = "bgd-1", deleteTarget = true });

        Assert.Contains("leave deleteTarget out", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
        Assert.Contains(plan.Changes, c => c.Kind is ChangeKind.None && c.Resource == "orders-green-1");
        Assert.DoesNotContain(plan.Changes, c => c.Kind is ChangeKind.Lose);
    }

    [Fact]
    public async Task Giving_up_says_whether_the_copy_goes()
    {
        Orders.DeletionProtection = false;
        There(Orders);
        Assert.Contains((await PlanAsync(DeleteBlueGreen.Tool, new { deploymentId = "bgd-1", deleteTarget = true })).Changes, c =>
            c.Kind is ChangeKind.Lose);
        Assert.DoesNotContain((await PlanAsync(DeleteBlueGreen.Tool, new { deploymentId = "bgd-1" })).Changes, c =>
            c.Kind is ChangeKind.Lose);
    }

    // Aurora user guide, "Creating a blue/green deployment": "the cluster must be associated with a custom DB cluster parameter group".
    [Theory]
    [InlineData("aurora-mysql", "8.0.mysql_aurora.3.05.2", "default.aurora-mysql8.0", "binlog_format", "ROW", true)]
    [InlineData("aurora-mysql", "8.0.mysql_aurora.3.05.2", "ours", "binlog_format", "OFF", true)]
    [InlineData("aurora-mysql", "8.0.mysql_aurora.3.05.2", "ours", "binlog_format", "ROW", false)]
    [InlineData("aurora-postgresql", "16.3", "ours", "rds.logical_replication", "0", true)]
    [InlineData("aurora-postgresql", "16.3", "ours", "rds.logical_replication", "1", false)]
    public async Task A_copy_of_Aurora_follows_by_parameters_that_are_off_by_default(
        string engine, string version, string group, string name, string value, bool refused)
    {
        (Shop.Engine, Shop.EngineVersion, Shop.DBClusterParameterGroup) = (engine, version, group);
        Clusters(Shop);
        Client.DescribeDBClusterParametersAsync(default!, default).ReturnsForAnyArgs(new DescribeDBClusterParametersResponse
        {
            Parameters = [new() { ParameterName = name, ParameterValue = value }],
        });

        var plan = await PlanAsync(CreateBlueGreen.Tool, new { sourceType = "cluster", sourceId = "shop", name = "upgrade" });
        Shop.DBClusterMembers[1].DBClusterParameterGroupStatus = "pending-reboot";
        var waiting = await PlanAsync(CreateBlueGreen.Tool, new { sourceType = "cluster", sourceId = "shop", name = "upgrade" });

        Assert.Equal(refused, plan.Obstacles.Any(o => o.StartsWith(name, StringComparison.Ordinal)));
        Assert.Equal(plan.Obstacles.Count + 1, waiting.Obstacles.Count);
    }

    [Fact]
    public async Task A_PostgreSQL_copy_of_another_major_version_follows_logically()
    {
        Orders.DBParameterGroups = [new() { DBParameterGroupName = "default.postgres16", ParameterApplyStatus = "in-sync" }];
        There(Orders);

        Assert.Empty((await PlanAsync(CreateBlueGreen.Tool, new { sourceId = "orders", name = "upgrade", version = "16.9" })).Obstacles);
        Assert.StartsWith("rds.logical_replication is off", Assert.Single((await PlanAsync(CreateBlueGreen.Tool,
            new { sourceId = "orders", name = "upgrade", version = "17.2" })).Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deployment_is_made_of_the_ARN_of_what_was_named()
    {
        There(Orders);
        CreateBlueGreenDeploymentRequest? sent = null;
        Client.CreateBlueGreenDeploymentAsync(Arg.Do<CreateBlueGreenDeploymentRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateBlueGreenDeploymentResponse { BlueGreenDeployment = deployment });

        await RunAsync(CreateBlueGreen.Tool, new { sourceId = "orders", name = "upgrade", version = "17.2", parameterGroup = "orders17" });

        Assert.Equal((Orders.DBInstanceArn, "17.2", "orders17", null),
            (sent!.Source, sent.TargetEngineVersion, sent.TargetDBParameterGroupName, sent.TargetDBClusterParameterGroupName));
    }

    [Fact]
    public async Task Without_backups_nothing_can_follow_the_source()
    {
        Orders.BackupRetentionPeriod = 0;
        There(Orders);

        Assert.Equal("Its automated backups are off, which replication needs.",
            Assert.Single((await PlanAsync(CreateBlueGreen.Tool, new { sourceId = "orders", name = "upgrade" })).Obstacles));
    }

    [Fact]
    public async Task A_source_whose_password_RDS_keeps_has_no_blue_green_deployment()
    {
        (Orders.MasterUserSecret, Orders.EngineVersion) = (new() { SecretArn = "arn:secret" }, "16.3");
        There(Orders);

        Assert.Contains((await PlanAsync(CreateBlueGreen.Tool, new { name = "upgrade", sourceId = "orders", version = "17.2" }))
            .Obstacles, o => o.Contains("Secrets Manager", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_copy_that_is_protected_is_not_deleted_with_its_deployment()
    {
        There(Orders);

        Assert.Contains((await PlanAsync(DeleteBlueGreen.Tool, new { deploymentId = "bgd-1", deleteTarget = true })).Obstacles,
            o => o.Contains("Deletion protection", StringComparison.Ordinal));
    }
}
