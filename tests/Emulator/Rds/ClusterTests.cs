using System.Text.Json;
using Infra.Emulator.Lambda;

namespace Infra.Emulator.Rds;

public sealed class ClusterTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    private const string NoMaintenance = """
        <DescribePendingMaintenanceActionsResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribePendingMaintenanceActionsResult>
        <PendingMaintenanceActions/></DescribePendingMaintenanceActionsResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
        </DescribePendingMaintenanceActionsResponse>
        """;

    [Fact]
    public async Task An_Aurora_cluster_lives_from_its_creation_to_its_final_snapshot()
    {
        Wire.Answer("DescribePendingMaintenanceActions", NoMaintenance);
        await Network.DefaultAsync(Wire.Url);
        var create = new
        {
            clusterId = "shop",
            engine = "aurora-postgresql",
            version = "16.3",
            minCapacity = 0.5,
            maxCapacity = 8,
            tags = new { team = "shop" }
        };
        Assert.Contains("rds_modify_cluster turns it off",
            (await PlanAsync("rds_create_cluster", create)).GetProperty("noUndo").GetString(), StringComparison.Ordinal);
        Assert.Contains("rds_create_instance", (await CallAsync("rds_create_cluster", create)).GetProperty("next").GetString(),
            StringComparison.Ordinal);
        foreach (var id in new[] { "shop-1", "shop-2" })
            await CallAsync("rds_create_instance",
                new { instanceId = id, engine = "aurora-postgresql", instanceClass = "db.serverless", clusterId = "shop" });

        var cluster = await CallAsync("rds_get_cluster", new { clusterId = "shop" });
        Assert.Equal(("0.5 to 8 ACU", 2),
            (cluster.GetProperty("serverlessCapacity").GetString(), cluster.GetProperty("members").GetArrayLength()));
        Assert.Equal("shop", cluster.GetProperty("tags").GetProperty("team").GetString());

        await CallAsync("rds_modify_cluster", new { clusterId = "shop", maxCapacity = 16 });
        Assert.Equal("0.5 to 16 ACU", (await CallAsync("rds_get_cluster", new { clusterId = "shop" })).GetProperty("serverlessCapacity")
            .GetString());
        var plan = await PlanAsync("rds_failover_cluster", new { clusterId = "shop" });
        Assert.Equal("writer", plan.GetProperty("changes")[0].GetProperty("property").GetString());
        await CallAsync("rds_failover_cluster", new { clusterId = "shop" });
        await CallAsync("rds_stop_cluster", new { clusterId = "shop" });
        await CallAsync("rds_start_cluster", new { clusterId = "shop", wait = true });

        await CallAsync("rds_create_snapshot", new { sourceType = "cluster", sourceId = "shop", snapshotId = "shop-before", wait = true });
        await CallAsync("rds_restore_cluster", new { clusterId = "shop-check", sourceId = "shop" });
        await CallAsync("rds_copy_snapshot", new { sourceType = "cluster", snapshotId = "shop-before", targetId = "shop-copy" });

        Assert.Contains((await PlanAsync("rds_delete_cluster", new { clusterId = "shop" })).GetProperty("obstacles").EnumerateArray(),
            o => o.GetString()!.Contains("deleteMembers", StringComparison.Ordinal));
        await CallAsync("rds_modify_cluster", new { clusterId = "shop", deletionProtection = false });
        var gone = await ConfirmAsync("rds_delete_cluster", new { clusterId = "shop", deleteMembers = true });
        Assert.Equal("shop-final", gone.GetProperty("finalSnapshotId").GetString());
        Assert.Equal("NotFound", (await FailAsync("rds_get_cluster", new { clusterId = "shop" })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_Multi_AZ_DB_cluster_is_rebooted_and_a_replica_becomes_independent()
    {
        // The emulator reboots and promotes no cluster.
        const string Cluster = """
            <DBClusterIdentifier>shop</DBClusterIdentifier>
            <DBClusterArn>arn:aws:rds:us-east-1:123456789012:cluster:shop</DBClusterArn>
            <Engine>postgres</Engine><EngineVersion>16.3</EngineVersion><Status>available</Status>
            <DBClusterParameterGroup>shop16</DBClusterParameterGroup>
            <ReplicationSourceIdentifier>arn:aws:rds:us-east-1:123456789012:db:orders</ReplicationSourceIdentifier>
            <DBClusterMembers><DBClusterMember><DBInstanceIdentifier>shop-instance-1</DBInstanceIdentifier>
            <IsClusterWriter>true</IsClusterWriter>
            <DBClusterParameterGroupStatus>pending-reboot</DBClusterParameterGroupStatus></DBClusterMember></DBClusterMembers>
            """;
        Wire.Answer("DescribeDBClusters", Answer("DescribeDBClusters", $"<DBClusters><DBCluster>{Cluster}</DBCluster></DBClusters>"));
        Wire.Answer("RebootDBCluster", Answer("RebootDBCluster", $"<DBCluster>{Cluster}</DBCluster>"));
        Wire.Answer("PromoteReadReplicaDBCluster", Answer("PromoteReadReplicaDBCluster", $"<DBCluster>{Cluster}</DBCluster>"));

        Assert.Contains("shop16", (await PlanAsync("rds_reboot_cluster", new { clusterId = "shop" })).ToString(), StringComparison.Ordinal);
        Assert.Equal("available", (await CallAsync("rds_reboot_cluster", new { clusterId = "shop", wait = true })).GetProperty("status")
            .GetString());
        await ConfirmAsync("rds_promote_cluster", new { clusterId = "shop" });

        Assert.Equal(["RebootDBCluster", "PromoteReadReplicaDBCluster"],
            Wire.Seen.Select(r => r.Operation).Where(o => o is "RebootDBCluster" or "PromoteReadReplicaDBCluster"));
    }

    [Fact]
    public async Task A_deleted_database_comes_back_from_the_backups_that_are_kept()
    {
        // The emulator keeps none of what is deleted.
        Wire.Answer("DescribeDBInstanceAutomatedBackups", Answer("DescribeDBInstanceAutomatedBackups", """
            <DBInstanceAutomatedBackups><DBInstanceAutomatedBackup>
            <DBInstanceIdentifier>orders</DBInstanceIdentifier><DbiResourceId>db-ABCDEFGHIJKL</DbiResourceId><Status>retained</Status>
            <Engine>postgres</Engine><EngineVersion>16.3</EngineVersion><AllocatedStorage>20</AllocatedStorage>
            <Encrypted>true</Encrypted><StorageType>gp3</StorageType><MasterUsername>app</MasterUsername>
            <RestoreWindow><EarliestTime>2026-01-01T00:00:00Z</EarliestTime><LatestTime>2026-01-08T00:00:00Z</LatestTime></RestoreWindow>
            </DBInstanceAutomatedBackup></DBInstanceAutomatedBackups>
            """));
        Wire.Answer("RestoreDBInstanceToPointInTime", Answer("RestoreDBInstanceToPointInTime", """
            <DBInstance><DBInstanceIdentifier>orders</DBInstanceIdentifier><DBInstanceStatus>creating</DBInstanceStatus>
            <DBInstanceArn>arn:aws:rds:us-east-1:123456789012:db:orders</DBInstanceArn><Engine>postgres</Engine></DBInstance>
            """));

        var kept = Assert.Single((await CallAsync("rds_list_backups", new { retained = true })).GetProperty("items").EnumerateArray());
        var plan = await PlanAsync("rds_restore_to_time",
            new { sourceId = kept.GetProperty("sourceId").GetString(), instanceId = "orders", time = "2026-01-05T12:00:00Z" });
        await CallAsync("rds_restore_to_time",
            new { sourceId = kept.GetProperty("resourceId").GetString(), instanceId = "orders", time = "2026-01-05T12:00:00Z" });

        Assert.False(plan.TryGetProperty("obstacles", out _), plan.ToString());
        Assert.Contains("SourceDbiResourceId=db-ABCDEFGHIJKL", Wire.Seen.Last(r => r.Operation == "RestoreDBInstanceToPointInTime").Body,
            StringComparison.Ordinal);
    }

    private static string Answer(string operation, string result) => $"""
        <{operation}Response xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><{operation}Result>{result}</{operation}Result>
        <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{operation}Response>
        """;

    [Fact]
    public async Task A_database_is_brought_back_followed_copied_and_shared()
    {
        await CallAsync("rds_create_instance", new { instanceId = "orders", engine = "postgres", instanceClass = "db.t4g.micro" });
        await CallAsync("rds_restore_to_time", new { sourceId = "orders", instanceId = "orders-check" });
        Assert.Contains("RestoreDBInstanceToPointInTime", Wire.Seen.Select(r => r.Operation));

        await OwnPasswordAsync();
        await CallAsync("rds_create_replica", new { sourceId = "orders", instanceId = "orders-read" });
        var promoted = await PlanAsync("rds_promote_replica", new { instanceId = "orders-read" });
        Assert.Equal("the replication from orders", promoted.GetProperty("changes")[0].GetProperty("resource").GetString());
        await ConfirmAsync("rds_promote_replica", new { instanceId = "orders-read" });

        await CallAsync("rds_create_snapshot", new { sourceId = "orders", snapshotId = "orders-audit", wait = true });
        await CallAsync("rds_copy_snapshot", new { snapshotId = "orders-audit", targetId = "orders-audit-copy" });
        var shared = await CallAsync("rds_share_snapshot",
            new { snapshotId = "orders-audit-copy", addAccounts = new[] { "210987654321" } });
        Assert.Equal("210987654321", shared.GetProperty("accounts")[0].GetString());
    }

    [Fact]
    public async Task Parameters_are_set_told_and_reset()
    {
        await CallAsync("rds_create_parameter_group", new { name = "orders16", family = "postgres16" });
        Wire.Answer("DescribeDBParameters", """
            <DescribeDBParametersResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribeDBParametersResult><Parameters>
            <Parameter><ParameterName>max_connections</ParameterName><ParameterValue>100</ParameterValue><Source>user</Source><ApplyType>static</ApplyType><DataType>integer</DataType>
            <AllowedValues>6-8388607</AllowedValues><IsModifiable>true</IsModifiable><ApplyMethod>pending-reboot</ApplyMethod></Parameter>
            </Parameters></DescribeDBParametersResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribeDBParametersResponse>
            """);

        var row = Assert.Single((await CallAsync("rds_list_parameters", new { parameterGroup = "orders16", changed = true }))
            .GetProperty("items").EnumerateArray());
        Assert.Equal(("100", true), (row.GetProperty("value").GetString(), row.GetProperty("static").GetBoolean()));
        var changed = await CallAsync("rds_modify_parameters",
            new { parameterGroup = "orders16", values = new { max_connections = "500" } });
        Assert.Equal("max_connections", changed.GetProperty("afterReboot")[0].GetString());
        Assert.Contains("Parameters.Parameter.1.ApplyMethod=pending-reboot",
            Wire.Seen.Last(r => r.Operation == "ModifyDBParameterGroup").Body, StringComparison.Ordinal);
        var plan = await PlanAsync("rds_delete_parameter_group", new { parameterGroup = "orders16" });
        Assert.Contains("max_connections = 100", plan.ToString(), StringComparison.Ordinal);
        await ConfirmAsync("rds_delete_parameter_group", new { parameterGroup = "orders16" });
    }

    [Fact]
    public async Task What_moto_lacks_of_databases_is_read_and_done_in_the_form_that_AWS_documents()
    {
        await CallAsync("rds_create_instance", new { instanceId = "orders", engine = "postgres", instanceClass = "db.t4g.micro" });
        const string pending = """
            <ResourceIdentifier>arn:aws:rds:us-east-1:123456789012:db:orders</ResourceIdentifier><PendingMaintenanceActionDetails><PendingMaintenanceAction>
            <Action>system-update</Action><Description>New OS</Description><CurrentApplyDate>2026-04-01T02:00:00Z</CurrentApplyDate></PendingMaintenanceAction></PendingMaintenanceActionDetails>
            """;
        Wire.Answer("DescribePendingMaintenanceActions", Response("DescribePendingMaintenanceActions",
            $"<PendingMaintenanceActions><ResourcePendingMaintenanceActions>{pending}</ResourcePendingMaintenanceActions></PendingMaintenanceActions>"));
        Wire.Answer("ApplyPendingMaintenanceAction",
            Response("ApplyPendingMaintenanceAction", $"<ResourcePendingMaintenanceActions>{pending}</ResourcePendingMaintenanceActions>"));
        Wire.Answer("DescribeDBLogFiles", Response("DescribeDBLogFiles",
            "<DescribeDBLogFiles><DescribeDBLogFilesDetails><LogFileName>error/postgresql.log</LogFileName><LastWritten>1767225600000</LastWritten><Size>12</Size></DescribeDBLogFilesDetails></DescribeDBLogFiles>"));
        Wire.Answer("DownloadDBLogFilePortion",
            Response("DownloadDBLogFilePortion",
                "<LogFileData>FATAL: out of memory</LogFileData><Marker>1:12</Marker><AdditionalDataPending>true</AdditionalDataPending>"));
        Wire.Answer("DescribeDimensionKeys", """
            {"AlignedStartTime":1.7672256E9,"AlignedEndTime":1.7672292E9,"PartitionKeys":[{"Dimensions":{"db.wait_event.name":"CPU"}}],
            "Keys":[{"Dimensions":{"db.wait_event.name":"CPU","db.sql_tokenized.statement":"SELECT * FROM t WHERE a = 'very secret'"},"Total":1.5,"Partitions":[1.5]}]}
            """);

        Assert.Equal("system-update", Assert.Single((await CallAsync("rds_list_maintenance")).GetProperty("items").EnumerateArray())
            .GetProperty("action").GetString());
        Assert.Equal("undo-opt-in", (await PlanAsync("rds_apply_maintenance", new { sourceId = "orders", action = "system-update" }))
            .GetProperty("undo").GetProperty("arguments").GetProperty("when").GetString());
        await CallAsync("rds_apply_maintenance", new { sourceId = "orders", action = "system-update" });
        Assert.Equal("error/postgresql.log",
            (await CallAsync("rds_list_log_files", new { instanceId = "orders" })).GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal(("FATAL: out of memory", "1:12"),
            Log(await CallAsync("rds_get_log_file", new { instanceId = "orders", fileName = "error/postgresql.log" })));
        // The emulator does not keep that it is on.
        Assert.Contains("rds_modify_instance", (await FailAsync("rds_get_load", new { instanceId = "orders" })).ToString(),
            StringComparison.Ordinal);
        Wire.Answer("DescribeDBInstances", Response("DescribeDBInstances", """
            <DBInstances><DBInstance><DBInstanceIdentifier>orders</DBInstanceIdentifier><DbiResourceId>db-ABCDEFGHIJKLMNOPQRSTUVWXYZ</DbiResourceId>
            <PerformanceInsightsEnabled>true</PerformanceInsightsEnabled></DBInstance></DBInstances>
            """));
        var load = await CallAsync("rds_get_load", new { instanceId = "orders" });
        Assert.Equal("SELECT * FROM t WHERE a = ?", load.GetProperty("statements")[0].GetProperty("statement").GetString());
        Assert.DoesNotContain("very secret", load.GetRawText() + Server.ReadJournal(), StringComparison.Ordinal);

        static (string?, string?) Log(JsonElement part) =>
            (part.GetProperty("text").GetString(), part.GetProperty("nextMarker").GetString());
    }

    // RDS copies no database whose password it keeps; for up to three reads the old state may be seen.
    private async Task OwnPasswordAsync()
    {
        await Surroundings.OwnPasswordAsync(Wire, "orders");
        for (var i = 0; i < 4; i++) await CallAsync("rds_get_instance", new { instanceId = "orders" });
    }

    [Fact]
    public async Task A_blue_green_deployment_is_made_switched_and_deleted()
    {
        await CallAsync("rds_create_instance",
            new { instanceId = "orders", engine = "postgres", version = "17.1", instanceClass = "db.t4g.micro" });
        const string deployment = """
            <BlueGreenDeploymentIdentifier>bgd-1</BlueGreenDeploymentIdentifier><BlueGreenDeploymentName>upgrade</BlueGreenDeploymentName>
            <Source>arn:aws:rds:us-east-1:123456789012:db:orders</Source><Target>arn:aws:rds:us-east-1:123456789012:db:orders-green-1</Target>
            """;
        Wire.Answer("CreateBlueGreenDeployment",
            Response("CreateBlueGreenDeployment", $"<BlueGreenDeployment>{deployment}<Status>PROVISIONING</Status></BlueGreenDeployment>"));
        Wire.Answer("DescribeBlueGreenDeployments",
            Response("DescribeBlueGreenDeployments",
                $"<BlueGreenDeployments><member>{deployment}<Status>AVAILABLE</Status></member></BlueGreenDeployments>"));
        Wire.Answer("SwitchoverBlueGreenDeployment",
            Response("SwitchoverBlueGreenDeployment",
                $"<BlueGreenDeployment>{deployment}<Status>SWITCHOVER_IN_PROGRESS</Status></BlueGreenDeployment>"));
        Wire.Answer("DeleteBlueGreenDeployment",
            Response("DeleteBlueGreenDeployment", $"<BlueGreenDeployment>{deployment}<Status>DELETING</Status></BlueGreenDeployment>"));
        await OwnPasswordAsync();
        var made = await CallAsync("rds_create_blue_green", new { sourceId = "orders", name = "upgrade", version = "17.2" });
        Assert.Equal("bgd-1", made.GetProperty("id").GetString());
        Assert.Equal("upgrade", Assert.Single((await CallAsync("rds_list_blue_green")).GetProperty("items").EnumerateArray())
            .GetProperty("name").GetString());
        Assert.Equal("SWITCHOVER_IN_PROGRESS",
            (await ConfirmAsync("rds_switchover_blue_green", new { deploymentId = "bgd-1" })).GetProperty("status").GetString());
        Assert.Equal("DELETING", (await ConfirmAsync("rds_delete_blue_green", new { deploymentId = "bgd-1", deleteTarget = true }))
            .GetProperty("status").GetString());
    }

    private static string Response(string operation, string result) =>
        $"<{operation}Response "
            + $"xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\"><{operation}Result>{result}</{operation}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{operation}Response>";
}
