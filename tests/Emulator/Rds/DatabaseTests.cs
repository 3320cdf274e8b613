using System.Text.Json;

namespace Infra.Emulator.Rds;

public sealed class DatabaseTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    private const string Maintenance = """
        <DescribePendingMaintenanceActionsResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">
        <DescribePendingMaintenanceActionsResult><PendingMaintenanceActions>
        <ResourcePendingMaintenanceActions><ResourceIdentifier>arn:aws:rds:us-east-1:123456789012:db:orders</ResourceIdentifier>
        <PendingMaintenanceActionDetails>
        <PendingMaintenanceAction><Action>system-update</Action><Description>New Operating System update is available</Description>
        <CurrentApplyDate>2026-04-01T02:00:00Z</CurrentApplyDate></PendingMaintenanceAction>
        </PendingMaintenanceActionDetails></ResourcePendingMaintenanceActions></PendingMaintenanceActions>
        </DescribePendingMaintenanceActionsResult>
        <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribePendingMaintenanceActionsResponse>
        """;

    private const string EngineVersions = """
        <DescribeDBEngineVersionsResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribeDBEngineVersionsResult>
        <DBEngineVersions><DBEngineVersion>
        <Engine>postgres</Engine><MajorEngineVersion>14</MajorEngineVersion><EngineVersion>14.9</EngineVersion>
        <DBParameterGroupFamily>postgres14</DBParameterGroupFamily><Status>available</Status>
        <ValidUpgradeTarget>
        <UpgradeTarget><Engine>postgres</Engine><EngineVersion>14.10</EngineVersion><AutoUpgrade>false</AutoUpgrade>
        <IsMajorVersionUpgrade>false</IsMajorVersionUpgrade></UpgradeTarget>
        <UpgradeTarget><Engine>postgres</Engine><EngineVersion>16.3</EngineVersion><AutoUpgrade>false</AutoUpgrade>
        <IsMajorVersionUpgrade>true</IsMajorVersionUpgrade></UpgradeTarget>
        </ValidUpgradeTarget></DBEngineVersion></DBEngineVersions></DescribeDBEngineVersionsResult><ResponseMetadata>
        <RequestId>1</RequestId></ResponseMetadata></DescribeDBEngineVersionsResponse>
        """;

    [Fact]
    public async Task A_database_lives_from_its_subnet_group_to_its_final_snapshot()
    {
        Wire.Answer("DescribePendingMaintenanceActions", Maintenance);
        var (_, subnets) = await Network.DefaultAsync(Wire.Url);
        await CallAsync("rds_create_subnet_group", new { name = "data", subnetIds = subnets });
        Assert.Equal(2, Only(await CallAsync("rds_list_subnet_groups", new { name = "data" })).GetProperty("zones").GetArrayLength());

        var arguments = new
        {
            instanceId = "orders",
            engine = "postgres",
            version = "16.3",
            instanceClass = "db.t4g.micro",
            subnetGroup = "data",
            tags = new { team = "shop" },
            wait = true
        };
        Assert.Contains("AWS makes that of postgres and keeps it in Secrets Manager",
            Changes(await PlanAsync("rds_create_instance", arguments)));
        Assert.Equal("available", (await CallAsync("rds_create_instance", arguments)).GetProperty("status").GetString());
        var sent = Wire.Seen.Single(r => r.Operation == "CreateDBInstance").Body;
        Assert.Contains("ManageMasterUserPassword=true", sent);
        Assert.Contains("StorageEncrypted=true", sent);
        Assert.Contains("PubliclyAccessible=false", sent);

        Assert.Equal("orders", Only(await CallAsync("rds_list_instances", new { engine = "postgres" })).GetProperty("id").GetString());
        var database = await CallAsync("rds_get_instance", new { instanceId = "orders" });
        Assert.StartsWith("arn:aws:secretsmanager:", database.GetProperty("masterSecretArn").GetString());
        Assert.Equal("system-update: New Operating System update is available (from 2026-04-01 02:00Z)", database.GetProperty("maintenance")
            .GetProperty("pending")[0].GetString());
        Assert.Equal("shop", database.GetProperty("tags").GetProperty("team").GetString());

        Assert.Contains("50",
            Changes(await PlanAsync("rds_modify_instance", new { instanceId = "orders", storageGib = 50, applyImmediately = true })));
        await CallAsync("rds_modify_instance", new { instanceId = "orders", storageGib = 50, applyImmediately = true });
        await CallAsync("rds_tag_resource", new { id = "orders", tags = new { env = "prod" }, removeKeys = new[] { "team" } });
        await CallAsync("rds_reboot_instance", new { instanceId = "orders" });
        await CallAsync("rds_stop_instance", new { instanceId = "orders" });
        await CallAsync("rds_start_instance", new { instanceId = "orders", wait = true });

        database = await CallAsync("rds_get_instance", new { instanceId = "orders" });
        Assert.Equal(50, database.GetProperty("storage").GetProperty("sizeGib").GetInt32());
        Assert.Equal("""{"env":"prod"}""", database.GetProperty("tags").GetRawText());
        Assert.NotEqual(0, (await CallAsync("rds_list_events", new { sourceId = "orders" })).GetProperty("items").GetArrayLength());

        Assert.Contains("It is used by instance orders.", Obstacles(await PlanAsync("rds_delete_subnet_group", new { name = "data" })));
        Assert.Contains(Obstacles(await PlanAsync("rds_delete_instance", new { instanceId = "orders" })), o =>
            o.StartsWith("Deletion protection is on", StringComparison.Ordinal));
        await CallAsync("rds_modify_instance", new { instanceId = "orders", deletionProtection = false });
        Assert.Equal("orders-final", (await ConfirmAsync("rds_delete_instance", new { instanceId = "orders" }))
            .GetProperty("finalSnapshotId").GetString());
        Assert.Equal("orders-final", Only(await CallAsync("rds_list_snapshots", new { sourceId = "orders", type = "manual" }))
            .GetProperty("id").GetString());
        await ConfirmAsync("rds_delete_subnet_group", new { name = "data" });
        Assert.Equal("NotFound", (await FailAsync("rds_get_instance", new { instanceId = "orders" })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_snapshot_is_taken_restored_and_deleted()
    {
        await CallAsync("rds_create_instance", new { instanceId = "orders", engine = "postgres", instanceClass = "db.t4g.micro" });
        Assert.Equal("available",
            (await CallAsync("rds_create_snapshot", new { sourceId = "orders", snapshotId = "before-release", wait = true }))
                .GetProperty("status").GetString());

        Assert.StartsWith("Make the DB instance check from before-release (manual snapshot of orders, postgres",
            (await PlanAsync("rds_restore_snapshot", new { snapshotId = "before-release", instanceId = "check" })).GetProperty("summary")
                .GetString());
        Assert.Equal("Conflict", (await FailAsync("rds_restore_snapshot", new { snapshotId = "before-release", instanceId = "orders" }))
            .GetProperty("code").GetString());
        await CallAsync("rds_restore_snapshot", new { snapshotId = "before-release", instanceId = "check" });
        Assert.Equal(2, (await CallAsync("rds_list_instances")).GetProperty("items").GetArrayLength());

        await ConfirmAsync("rds_delete_snapshot", new { snapshotId = "before-release" });
        Assert.Equal("NotFound", (await FailAsync("rds_delete_snapshot", new { snapshotId = "before-release" })).GetProperty("code")
            .GetString());
    }

    [Fact]
    public async Task What_moto_lacks_is_read_in_the_form_that_AWS_documents()
    {
        Wire.Answer("DescribeDBEngineVersions", EngineVersions);

        var version = Only(await CallAsync("rds_list_engine_versions", new { engine = "postgres", version = "14.9" }));

        Assert.Equal(("14.10", "16.3"),
            (version.GetProperty("upgradesTo")[0].GetString(), version.GetProperty("majorUpgradesTo")[0].GetString()));
    }

    [Fact]
    public async Task Clusters_and_parameter_groups_of_an_empty_account_are_complete_pages()
    {
        Assert.True((await CallAsync("rds_list_clusters")).GetProperty("complete").GetBoolean());
        Assert.True((await CallAsync("rds_list_parameter_groups", new { sourceType = "cluster" })).GetProperty("complete").GetBoolean());
    }

    private static JsonElement Only(JsonElement page) => Assert.Single(page.GetProperty("items").EnumerateArray());

    private static List<string?> Changes(JsonElement plan) =>
        [.. plan.GetProperty("changes").EnumerateArray().Select(c => c.TryGetProperty("to", out var to) ? to.GetString() : null)];

    private static List<string> Obstacles(JsonElement plan) =>
        [.. plan.GetProperty("obstacles").EnumerateArray().Select(o => o.GetString()!)];
}
