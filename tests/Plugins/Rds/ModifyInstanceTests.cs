using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ModifyInstanceTests : RdsToolTest
{
    private ModifyDBInstanceRequest? sent;

    public ModifyInstanceTests()
    {
        There(Orders);
        Client.ModifyDBInstanceAsync(Arg.Do<ModifyDBInstanceRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new ModifyDBInstanceResponse { DBInstance = Orders });
    }

    [Fact]
    public async Task The_plan_tells_now_and_then_and_when_and_the_price()
    {
        var plan = await PlanAsync(ModifyInstance.Tool,
            new { instanceId = "orders", instanceClass = "db.m7g.large", deletionProtection = false, storageGib = 20 });

        Assert.EndsWith("in its maintenance window sun:02:00-sun:03:00 UTC.", plan.Summary);
        Assert.Equal(
        [
            "orders: class: db.t4g.micro -> db.m7g.large; in the next maintenance window; an outage of some minutes",
            "orders: storage GiB: 20 (unchanged)", "orders: deletion protection: on -> off; at once",
        ], Lines(plan).Take(3));
        Assert.Equal("shop", Assert.Single(plan.Resources).Tags!["team"]);
    }

    // S3-C5: from one number of days to another it does not wait for the window.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fewer_backup_days_lose_backups_at_once(bool applyImmediately)
    {
        var plan = await PlanAsync(ModifyInstance.Tool, new { instanceId = "orders", backupDays = 1, applyImmediately });

        Assert.Equal(["orders: backup days: 7 -> 1; at once", "LOST: automated backups of orders that are older than 1 days; at once"],
            Lines(plan).Take(2));
        Assert.Equal("Change orders (postgres 16.3, db.t4g.micro, available).", plan.Summary);
    }

    [Fact]
    public async Task At_once_takes_what_was_pending_with_it()
    {
        Orders.PendingModifiedValues = new() { EngineVersion = "16.4" };

        var plan = await PlanAsync(ModifyInstance.Tool, new { instanceId = "orders", storageGib = 100, applyImmediately = true });

        Assert.Contains("version: 16.4", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }

    // S3-B6, PUB-9: the present value takes a change back that waits for the window.
    [Fact]
    public async Task A_pending_change_is_taken_back_by_the_present_value()
    {
        (Orders.DBInstanceClass, Orders.EngineVersion) = ("db.t3.medium", "15.4");
        Orders.PendingModifiedValues = new() { DBInstanceClass = "db.r6g.large", EngineVersion = "16.3" };
        var input = new { instanceId = "orders", instanceClass = "db.t3.medium", version = "15.4", applyImmediately = true };

        var plan = await PlanAsync(ModifyInstance.Tool, input);
        await RunAsync(ModifyInstance.Tool, input);

        Assert.Equal(
        [
            "orders: class: db.t3.medium (pending db.r6g.large) -> db.t3.medium; at once; the pending change is taken back",
            "orders: version: 15.4 (pending 16.3) -> 15.4; at once; the pending change is taken back",
        ], Lines(plan).Take(2));
        Assert.Equal(("db.t3.medium", "15.4"), (sent!.DBInstanceClass, sent.EngineVersion));
    }

    [Fact]
    public async Task What_is_pending_already_is_told_so_and_sent_only_to_be_done_at_once()
    {
        Orders.PendingModifiedValues = new() { DBInstanceClass = "db.r6g.large" };

        var plan = await PlanAsync(ModifyInstance.Tool, new { instanceId = "orders", instanceClass = "db.r6g.large" });
        await RunAsync(ModifyInstance.Tool, new { instanceId = "orders", instanceClass = "db.r6g.large" });
        Assert.Null(sent);
        await RunAsync(ModifyInstance.Tool, new { instanceId = "orders", instanceClass = "db.r6g.large", applyImmediately = true });

        Assert.Equal((ChangeKind.None, "pending already, in the next maintenance window"), (plan.Changes[0].Kind, plan.Changes[0].Note));
        Assert.Equal("db.r6g.large", sent!.DBInstanceClass);
    }

    [Theory]
    [InlineData("""{"instanceClass":"db.r6g.large","deletionProtection":false,"applyImmediately":true}""",
        """{"instanceId":"orders","instanceClass":"db.t4g.micro","deletionProtection":true,"applyImmediately":true}""", null)]
    [InlineData("""{"storageGib":40}""", null, "Storage never becomes smaller.")]
    [InlineData("""{"version":"17.1"}""", null, "An upgrade has no way back but a snapshot.")]
    [InlineData("""{"maxStorageGib":100}""", null, "maxStorageGib had no value that could be set again.")]
    public async Task The_way_back_sets_what_there_was_or_says_why_there_is_none(string arguments, string? undo, string? none)
    {
        var input = System.Text.Json.Nodes.JsonNode.Parse(arguments)!.AsObject();
        input["instanceId"] = "orders";

        var plan = await PlanAsync(ModifyInstance.Tool, input);

        Assert.Equal((undo, none), (plan.Undo?.Arguments.GetRawText(), plan.NoUndo));
    }

    [Fact]
    public async Task Settings_of_a_cluster_are_refused_for_its_member()
    {
        (Orders.DBClusterIdentifier, Orders.Engine) = ("shop", "aurora-postgresql");

        var plan = await PlanAsync(ModifyInstance.Tool, new { instanceId = "orders", backupDays = 9, instanceClass = "db.r7g.large" });

        Assert.Equal("It is a member of cluster shop, which has its backups: use rds_modify_cluster with clusterId=shop.",
            Assert.Single(plan.Obstacles));
        // Which rds_modify_cluster does not set.
        plan = await PlanAsync(ModifyInstance.Tool, new { instanceId = "orders", backupDays = 9, storageGib = 500 });
        Assert.Contains("which has its storage, backups: use rds_modify_cluster with clusterId=", Assert.Single(plan.Obstacles),
            StringComparison.Ordinal);
    }

    // "Set the Serverless v2 scaling configuration on the parent DB cluster": cloudposse/terraform-aws-rds-cluster#181.
    [Theory]
    [InlineData(null, "shop has no serverless capacity yet: set minCapacity and maxCapacity with rds_modify_cluster first.")]
    [InlineData(8.0, null)]
    public async Task A_serverless_member_wants_a_cluster_with_capacity(double? most, string? obstacle)
    {
        (Orders.DBClusterIdentifier, Orders.Engine) = ("shop", "aurora-postgresql");
        Shop.ServerlessV2ScalingConfiguration = most is null ? null : new() { MinCapacity = 0.5, MaxCapacity = most };
        Clusters(Shop);

        var changed = await PlanAsync(ModifyInstance.Tool, new { instanceId = "orders", instanceClass = "db.serverless" });
        NotThere();
        var added = await PlanAsync(CreateInstance.Tool,
            new { instanceId = "shop-3", engine = "aurora-postgresql", instanceClass = "db.serverless", clusterId = "shop" });

        Assert.Equal((obstacle, obstacle), (changed.Obstacles.SingleOrDefault(), added.Obstacles.SingleOrDefault()));
    }

    // hashicorp/terraform-provider-aws#28160, #36648: "You can't specify IOPS or storage throughput for engine postgres and a storage
    // size less than 400", and "You must specify both the storage size and iops".
    [Theory]
    [InlineData("postgres", "gp3", 50, 3000, "{ storageGib: 100 }", 100, null)]
    [InlineData("postgres", "gp3", 300, 3000, "{ storageGib: 500 }", 500, 12000)]
    [InlineData("postgres", "gp3", 500, 14000, "{ storageGib: 600 }", 600, 14000)]
    [InlineData("postgres", "gp3", 500, 14000, "{ throughputMibps: 600 }", 500, 14000)]
    [InlineData("oracle-ee", "gp3", 250, 14000, "{ storageGib: 300 }", 300, 14000)]
    [InlineData("sqlserver-se", "gp3", 20, 3000, "{ storageGib: 30 }", 30, 3000)]
    [InlineData("postgres", "io1", 100, 3000, "{ iops: 5000 }", 100, 5000)]
    [InlineData("postgres", "io1", 100, 3000, "{ storageType: 'io2' }", 100, 3000)]
    [InlineData("postgres", "gp2", 100, null, "{ storageType: 'gp3' }", null, null)]
    [InlineData("postgres", "gp2", 500, null, "{ storageType: 'gp3' }", 500, 12000)]
    [InlineData("postgres", "gp3", 500, 14000, "{ multiAz: true }", null, null)]
    public async Task Size_and_IOPS_go_together_where_IOPS_can_be_named_and_nowhere_else(
        string engine, string type, int gib, int? iops, string arguments, int? sentGib, int? sentIops)
    {
        (Orders.Engine, Orders.StorageType, Orders.AllocatedStorage) = (engine, type, gib);
        (Orders.Iops, Orders.StorageThroughput) = (iops, 500);
        var input = JsonNode.Parse(Regex.Replace(arguments.Replace('\'', '"'), @"(\w+):", "\"$1\":"))!.AsObject();
        input["instanceId"] = "orders";

        Assert.Empty((await PlanAsync(ModifyInstance.Tool, input)).Obstacles);
        await RunAsync(ModifyInstance.Tool, input);

        Assert.Equal((sentGib, sentIops), (sent!.AllocatedStorage, sent.Iops));
    }

    [Fact]
    public async Task IOPS_that_cannot_be_named_are_an_obstacle_and_larger_storage_that_gets_more_is_told()
    {
        Orders.Iops = 3000;

        Assert.Equal("Below 400 GiB, gp3 storage of postgres has 3000 IOPS and 125 MiB/s, which cannot be changed: leave them out.",
            Assert.Single((await PlanAsync(ModifyInstance.Tool, new { instanceId = "orders", iops = 5000 })).Obstacles));
        Assert.Contains("orders: iops: 3000 -> 12000; in the next maintenance window",
            Lines(await PlanAsync(ModifyInstance.Tool, new { instanceId = "orders", storageGib = 400 })));
    }

    // aws-cloudformation/cloudformation-coverage-roadmap#1373: "You must explicitly specify a new DB instance parameter group".
    [Theory]
    [InlineData("postgres", "16.3", "16.9", false, null, 0)]
    [InlineData("postgres", "16.3", "17.2", false, null, 2)]
    [InlineData("postgres", "16.3", "17", true, null, 1)]
    [InlineData("postgres", "16.3", "17.2", true, "ours17", 0)]
    [InlineData("mysql", "8.0.40", "8.4.3", true, "ours84", 0)]
    [InlineData("mysql", "8.0.40", "8.4.3", false, "ours84", 1)]
    [InlineData("mysql", "8.0.36", "8.0.40", false, null, 0)]
    [InlineData("oracle-ee", "19.0.0.0.ru-2024-10", "19.0.0.0.ru-2025-01", false, null, 0)]
    [InlineData("sqlserver-se", "15.00.4236.7.v1", "16.00.4085.2.v1", false, "ours16", 1)]
    public async Task A_major_upgrade_is_allowed_and_names_the_parameter_group(
        string engine, string from, string version, bool allowMajorUpgrade, string? parameterGroup, int obstacles)
    {
        (Orders.Engine, Orders.EngineVersion, Orders.DBParameterGroups) = (engine, from, [new() { DBParameterGroupName = "ours" }]);

        var input = new JsonObject { ["instanceId"] = "orders", ["version"] = version, ["allowMajorUpgrade"] = allowMajorUpgrade };
        if (parameterGroup is not null) input["parameterGroup"] = parameterGroup;
        var plan = await PlanAsync(ModifyInstance.Tool, input);

        Assert.Equal(obstacles, plan.Obstacles.Count);
    }

    [Fact]
    public async Task Storage_with_provisioned_IOPS_is_sent_with_them_and_never_shrinks()
    {
        (Orders.StorageType, Orders.Iops) = ("io1", 12000);

        var smaller = await PlanAsync(ModifyInstance.Tool, new { instanceId = "orders", storageGib = 10 });
        await RunAsync(ModifyInstance.Tool, new { instanceId = "orders", storageGib = 400 });

        Assert.Contains("cannot shrink", Assert.Single(smaller.Obstacles), StringComparison.Ordinal);
        Assert.Equal((400, 12000), (sent!.AllocatedStorage, sent.Iops));
    }

    [Fact]
    public async Task Only_what_differs_is_sent()
    {
        var result = await RunAsync(ModifyInstance.Tool, new { instanceId = "orders", instanceClass = "db.t4g.micro", storageGib = 100 });

        Assert.Equal((null, 100, false), (sent!.DBInstanceClass, sent.AllocatedStorage!.Value, sent.ApplyImmediately!.Value));
        Assert.Single(result.GetProperty("changed").EnumerateArray());
    }

    [Fact]
    public async Task A_password_that_AWS_does_not_keep_yet_becomes_a_managed_one()
    {
        await RunAsync(ModifyInstance.Tool, new { instanceId = "orders", rotatePassword = true });
        Assert.Equal((true, null), (sent!.ManageMasterUserPassword, sent.RotateMasterUserPassword));

        Orders.MasterUserSecret = new() { SecretArn = "arn" };
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ModifyInstance.Tool, new { instanceId = "orders", rotatePassword = true }));
        await RunAsync(ModifyInstance.Tool, new { instanceId = "orders", rotatePassword = true, applyImmediately = true });
        Assert.Equal((null, true), (sent!.ManageMasterUserPassword, sent.RotateMasterUserPassword));
    }

    [Fact]
    public async Task Nothing_to_change_is_an_error_only_when_nothing_was_named()
    {
        await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(ModifyInstance.Tool, new { instanceId = "orders", applyImmediately = true }));

        var same = await RunAsync(ModifyInstance.Tool, new { instanceId = "orders", storageGib = 20 });

        Assert.Empty(same.GetProperty("changed").EnumerateArray());
        Assert.Null(sent);
    }

    [Fact]
    public async Task Logs_are_turned_on_and_off_by_their_difference_and_the_CA_waits_for_the_window()
    {
        (Orders.EnabledCloudwatchLogsExports, Orders.CACertificateIdentifier) = (["postgresql"], "rds-ca-2019");
        There(Orders);
        ModifyDBInstanceRequest? request = null;
        Client.ModifyDBInstanceAsync(Arg.Do<ModifyDBInstanceRequest>(r => request = r), default)
            .ReturnsForAnyArgs(new ModifyDBInstanceResponse { DBInstance = Orders });
        var arguments = new
        {
            instanceId = "orders",
            logTypes = new[] { "upgrade" },
            caCertificate = "rds-ca-rsa2048-g1",
            performanceInsights = true
        };

        var plan = await PlanAsync(ModifyInstance.Tool, arguments);
        await RunAsync(ModifyInstance.Tool, arguments);

        Assert.Equal(("upgrade", "postgresql", true),
            (request!.CloudwatchLogsExportConfiguration.EnableLogTypes.Single(),
                request.CloudwatchLogsExportConfiguration.DisableLogTypes.Single(), request.EnablePerformanceInsights!.Value));
        Assert.Contains(plan.Changes, c =>
            c.Property == "CA certificate" && c.Note!.StartsWith("in the next maintenance window", StringComparison.Ordinal));
    }
}
