using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ModifyClusterTests : RdsToolTest
{
    private ModifyDBClusterRequest? sent;

    public ModifyClusterTests()
    {
        Clusters(Shop);
        Client.ModifyDBClusterAsync(Arg.Do<ModifyDBClusterRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new ModifyDBClusterResponse { DBCluster = Shop });
    }

    // crossplane-contrib/provider-aws#1692, terraform-aws-modules/terraform-aws-rds#435.
    [Fact]
    public async Task A_major_upgrade_names_the_groups_of_the_cluster_and_of_its_members()
    {
        Shop.DBClusterParameterGroup = "ours16";
        Orders.DBParameterGroups = [new() { DBParameterGroupName = "members16" }];
        There(Orders);

        var refused = await PlanAsync(ModifyCluster.Tool, new { clusterId = "shop", version = "17.2" });
        var input = new
        {
            clusterId = "shop",
            version = "17.2",
            allowMajorUpgrade = true,
            parameterGroup = "ours17",
            instanceParameterGroup = "members17",
        };
        var plan = await PlanAsync(ModifyCluster.Tool, input);
        await RunAsync(ModifyCluster.Tool, input);

        Assert.Collection(refused.Obstacles, o => Assert.Contains("allowMajorUpgrade", o, StringComparison.Ordinal),
            o => Assert.Contains("ours16", o, StringComparison.Ordinal), o => Assert.Contains("members16", o, StringComparison.Ordinal));
        Assert.Empty(plan.Obstacles);
        Assert.Equal(("17.2", true, "ours17", "members17"), (sent!.EngineVersion, sent.AllowMajorVersionUpgrade!.Value,
            sent.DBClusterParameterGroupName, sent.DBInstanceParameterGroupName));
        Assert.Single((await PlanAsync(ModifyCluster.Tool, new { clusterId = "shop", version = "16.9", instanceParameterGroup = "x" }))
            .Obstacles);
    }

    [Fact]
    public async Task The_most_capacity_alone_keeps_the_least()
    {
        var plan = await PlanAsync(ModifyCluster.Tool, new { clusterId = "shop", maxCapacity = 16 });
        await RunAsync(ModifyCluster.Tool, new { clusterId = "shop", maxCapacity = 16, backupDays = 7 });

        Assert.Equal("shop: serverless capacity: 0.5 to 8 ACU -> 0.5 to 16 ACU; at once; of members of the class db.serverless",
            Lines(plan)[0]);
        Assert.Equal((0.5, 16.0, null),
            (sent!.ServerlessV2ScalingConfiguration.MinCapacity!.Value, sent.ServerlessV2ScalingConfiguration.MaxCapacity!.Value,
                sent.BackupRetentionPeriod));
    }

    [Fact]
    public async Task A_Multi_AZ_DB_cluster_has_class_and_storage_of_its_own_and_Aurora_a_storage_type()
    {
        Assert.Contains("leave instanceClass, storageGib and iops out", Assert.Single((await PlanAsync(ModifyCluster.Tool,
            new { clusterId = "shop", storageGib = 200 })).Obstacles), StringComparison.Ordinal);
        Assert.Equal("shop: storage type: aurora -> aurora-iopt1; in the next maintenance window",
            Lines(await PlanAsync(ModifyCluster.Tool, new { clusterId = "shop", storageType = "aurora-iopt1" }))[0]);

        (Shop.Engine, Shop.DBClusterInstanceClass, Shop.AllocatedStorage, Shop.StorageType, Shop.Iops) =
            ("postgres", "db.m6gd.large", 100, "io1", 3000);
        Assert.Equal("postgres has no storage of type aurora-iopt1.", Assert.Single((await PlanAsync(ModifyCluster.Tool,
            new { clusterId = "shop", storageType = "aurora-iopt1" })).Obstacles));
        Assert.Equal("Storage cannot shrink from 100 GiB to 50.", Assert.Single((await PlanAsync(ModifyCluster.Tool,
            new { clusterId = "shop", storageGib = 50 })).Obstacles));
        await RunAsync(ModifyCluster.Tool, new { clusterId = "shop", instanceClass = "db.m6gd.xlarge", storageType = "gp3" });

        // With a storage type RDS wants the IOPS too.
        Assert.Equal(("db.m6gd.xlarge", "gp3", 3000, null), (sent!.DBClusterInstanceClass, sent.StorageType, sent.Iops,
            sent.AllocatedStorage));
    }

    [Fact]
    public async Task Fewer_backup_days_lose_backups_and_a_least_above_the_most_is_refused()
    {
        var plan = await PlanAsync(ModifyCluster.Tool, new { clusterId = "shop", backupDays = 2, minCapacity = 9 });

        Assert.Contains(plan.Changes, c => c.Kind is ChangeKind.Lose && c.Resource.Contains("older than 2 days", StringComparison.Ordinal));
        Assert.Equal("The least capacity 9 is above the most, 8.", Assert.Single(plan.Obstacles));
    }

    [Fact]
    public async Task A_managed_password_is_replaced_only_at_once()
    {
        Shop.MasterUserSecret = new() { SecretArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!cluster-1" };

        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ModifyCluster.Tool, new { clusterId = "shop", rotatePassword = true }));
        await RunAsync(ModifyCluster.Tool, new { clusterId = "shop", rotatePassword = true, applyImmediately = true });

        Assert.True(sent!.RotateMasterUserPassword);
    }

    [Fact]
    public async Task Nothing_named_is_an_error_and_nothing_new_sends_nothing()
    {
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ModifyCluster.Tool, new { clusterId = "shop" }));
        await RunAsync(ModifyCluster.Tool, new { clusterId = "shop", deletionProtection = true });

        Assert.Null(sent);
    }

    // ServerlessV2ScalingConfiguration is replaced as a whole.
    [Theory]
    [InlineData(0.0, 600)]
    [InlineData(0.5, null)]
    public async Task The_pause_stays_where_the_cluster_can_pause(double least, int? pause)
    {
        Shop.ServerlessV2ScalingConfiguration = new() { MinCapacity = least, MaxCapacity = 8, SecondsUntilAutoPause = 600 };

        await RunAsync(ModifyCluster.Tool, new { clusterId = "shop", maxCapacity = 16 });

        Assert.Equal((least, 16.0, pause), (sent!.ServerlessV2ScalingConfiguration.MinCapacity!.Value,
            sent.ServerlessV2ScalingConfiguration.MaxCapacity!.Value, sent.ServerlessV2ScalingConfiguration.SecondsUntilAutoPause));
    }

    [Fact]
    public async Task A_pending_change_is_taken_back_by_the_present_value()
    {
        Shop.PendingModifiedValues = new() { EngineVersion = "16.6" };

        var plan = await PlanAsync(ModifyCluster.Tool, new { clusterId = "shop", version = "16.3" });
        await RunAsync(ModifyCluster.Tool, new { clusterId = "shop", version = "16.3" });

        Assert.Contains("taken back", Lines(plan)[0], StringComparison.Ordinal);
        Assert.Equal("16.3", sent!.EngineVersion);
    }

    [Fact]
    public async Task Logs_that_are_not_named_end()
    {
        Shop.EnabledCloudwatchLogsExports = ["postgresql", "iam-db-auth-error"];

        await RunAsync(ModifyCluster.Tool, new { clusterId = "shop", logTypes = new[] { "postgresql", "instance" } });

        Assert.Equal(("instance", "iam-db-auth-error"), (sent!.CloudwatchLogsExportConfiguration.EnableLogTypes.Single(),
            sent.CloudwatchLogsExportConfiguration.DisableLogTypes.Single()));
    }
}
