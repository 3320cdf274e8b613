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

    [Fact]
    public async Task Storage_with_provisioned_IOPS_is_sent_with_them_and_never_shrinks()
    {
        Orders.Iops = 12000;

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
