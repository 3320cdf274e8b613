using System.Text.Json.Nodes;
using Infra.Strict.Protocol;

namespace Infra.Strict.Rules;

/// <summary>Amazon RDS. Sources are the operation's documentation in botocore 1.43.11 (model rds).</summary>
internal static class RdsRules
{
    private const string Combination = "InvalidParameterCombination";

    private static readonly string[] Sources =
    [
        "SourceDBInstanceIdentifier", "SourceDbiResourceId", "SourceDBInstanceAutomatedBackupsArn", "SourceDBClusterIdentifier",
        "SourceDbClusterResourceId",
    ];

    public static IReadOnlyList<Rule> All { get; } =
    [
        // DeleteDBInstanceMessage.SkipFinalSnapshot: "if you don't enable this parameter, the FinalDBSnapshotIdentifier must be specified".
        new("A deletion names its final snapshot or skips it", "rds", "DeleteDBInstance", "DeleteDBCluster")
        {
            Refuses = call => call.Text("SkipFinalSnapshot") == "true" == call.Has("FinalDBSnapshotIdentifier")
                ? new(Combination, "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified, and cannot be " +
                    "specified with it.")
                : null,
        },
        // FinalDBSnapshotIdentifier: "can't be specified when deleting a read replica"; SkipFinalSnapshot: failed, incompatible-*,
        // custom-*.
        new("Where no final snapshot can be made, none is named", "rds", "DeleteDBInstance")
        {
            Looks = async (call, backend) =>
            {
                if (!call.Has("FinalDBSnapshotIdentifier") || await InstanceAsync(call, backend) is not { } instance) return null;
                return instance["ReadReplicaSourceDBInstanceIdentifier"] is not null ||
                    instance["ReadReplicaSourceDBClusterIdentifier"] is not null
                    ? new("InvalidParameterCombination", "FinalDBSnapshotIdentifier can not be specified when deleting a replica instance")
                    : instance["DBInstanceStatus"]?.ToString() is "failed" or "incompatible-restore" or "incompatible-network" ||
                        instance["Engine"]?.ToString().StartsWith("custom-", StringComparison.Ordinal) is true
                        ? new("InvalidDBInstanceState", "The instance is in a state in which no final snapshot can be made.")
                        : null;
            },
        },
        // ManageMasterUserPassword: "can't manage the master user password [...] if MasterUserPassword is specified".
        new("A password is managed or given", "rds", "CreateDBInstance", "ModifyDBInstance", "CreateDBCluster", "ModifyDBCluster")
        {
            Refuses = call => call.Text("ManageMasterUserPassword") == "true" && call.Has("MasterUserPassword")
                ? new(Combination, "You can't specify MasterUserPassword for an instance with a managed password.") : null,
        },
        // StopDBInstance: "this command doesn't apply to RDS Custom, Aurora MySQL, and Aurora PostgreSQL".
        new("An Aurora instance is stopped by its cluster", "rds", "StopDBInstance", "StartDBInstance")
        {
            Looks = async (call, backend) =>
                (await InstanceAsync(call, backend))?["Engine"]?.ToString().StartsWith("aurora", StringComparison.Ordinal) is true
                ? new("InvalidDBInstanceState", "aurora DB instances are not eligible for stopping or starting.")
                : null,
        },
        // RestoreTime: not with UseLatestRestorableTime. RestoreToTime of clusters: "must be specified if UseLatestRestorableTime
        // parameter isn't provided", "can't be specified if the RestoreType parameter is copy-on-write".
        new("A restore has a time or takes the latest", "rds", "RestoreDBInstanceToPointInTime", "RestoreDBClusterToPointInTime")
        {
            Refuses = call =>
            {
                var (time, latest) = (call.Has("RestoreTime") || call.Has("RestoreToTime"), call.Text("UseLatestRestorableTime") == "true");
                return time == latest || time && call.Text("RestoreType") == "copy-on-write"
                    ? new(Combination, "Specify a time to restore to, or UseLatestRestorableTime; copy-on-write takes the latest alone.")
                    : null;
            },
        },
        // DBClusterInstanceClass, AllocatedStorage: "required to create a Multi-AZ DB cluster", "valid for Multi-AZ DB clusters only".
        new("A Multi-AZ cluster has a class and storage, and Aurora has neither", "rds", "CreateDBCluster")
        {
            Refuses = call => (call.Text("Engine")?.StartsWith("aurora", StringComparison.Ordinal) is true
                    ? call.Has("DBClusterInstanceClass") || call.Has("AllocatedStorage")
                    : !call.Has("DBClusterInstanceClass") || !call.Has("AllocatedStorage"))
                ? new(Combination, "DBClusterInstanceClass and AllocatedStorage are required for Multi-AZ DB clusters, and valid for those "
                    + "alone.")
                : null,
        },
        // The same members of ModifyDBClusterMessage: "Valid for Cluster Type: Multi-AZ DB clusters only".
        new("What only Multi-AZ clusters have is changed of those alone", "rds", "ModifyDBCluster")
        {
            Looks = async (call, backend) => new[] { "DBClusterInstanceClass", "AllocatedStorage", "Iops" }.Any(call.Has)
                && await IsAuroraAsync(call, backend)
                    ? new(Combination, "DBClusterInstanceClass, AllocatedStorage and Iops are valid for Multi-AZ DB clusters only.") : null,
        },
        // RebootDBCluster: "Use this operation only for a non-Aurora Multi-AZ DB cluster."
        new("Only a Multi-AZ cluster is rebooted as one", "rds", "RebootDBCluster")
        {
            Looks = async (call, backend) => await IsAuroraAsync(call, backend)
                ? new("InvalidDBClusterStateFault", "This operation is for non-Aurora Multi-AZ DB clusters only.") : null,
        },
        // "Set the Serverless v2 scaling configuration on the parent DB cluster": cloudposse/terraform-aws-rds-cluster#181.
        new("A serverless member wants a cluster with capacity", "rds", "CreateDBInstance")
        {
            Looks = async (call, backend) => call.Text("DBInstanceClass") == "db.serverless" && call.Has("DBClusterIdentifier")
                && await ClusterAsync(call, backend) is { } cluster && cluster["ServerlessV2ScalingConfiguration"] is null
                    ? new("InvalidDBClusterStateFault", "Set the Serverless v2 scaling configuration on the parent DB cluster before "
                        + "creating a Serverless v2 DB instance.") : null,
        },
        // RestoreDBInstanceToPointInTimeMessage, RestoreDBClusterToPointInTimeMessage: one source.
        new("A restore to a time has one source", "rds", "RestoreDBInstanceToPointInTime", "RestoreDBClusterToPointInTime")
        {
            Refuses = call => Sources.Count(call.Has) == 1 ? null
                : new(Combination, $"Exactly one of {string.Join(", ", Sources)} must be specified"),
        },
        // hashicorp/terraform-provider-aws#28160, #36648; RDS guide, "gp3 storage".
        new("Size and provisioned IOPS are changed together, and IOPS of small gp3 storage not at all", "rds", "ModifyDBInstance")
        {
            Looks = async (call, backend) =>
            {
                if (!new[] { "AllocatedStorage", "Iops", "StorageThroughput" }.Any(call.Has)
                    || await InstanceAsync(call, backend) is not { } instance) return null;
                var engine = instance["Engine"]?.ToString() ?? "";
                var type = call.Text("StorageType") ?? instance["StorageType"]?.ToString();
                var size = int.Parse(call.Text("AllocatedStorage") ?? instance["AllocatedStorage"]?.ToString() ?? "0",
                    System.Globalization.CultureInfo.InvariantCulture);
                var least = engine.Contains("sqlserver", StringComparison.Ordinal) ? 0
                    : engine.Contains("oracle", StringComparison.Ordinal) ? 200 : 400;
                var provisioned = type is "io1" or "io2" || type is "gp3" && size >= least;
                return !provisioned && (call.Has("Iops") || call.Has("StorageThroughput")) && type is "gp3"
                    ? new(Combination,
                        $"You can't specify IOPS or storage throughput for engine {engine} and a storage size less than {least}.")
                    : provisioned && call.Has("AllocatedStorage") != call.Has("Iops")
                        ? new(Combination, "You must specify both the storage size and iops when modifying the storage size or iops on a "
                            + "DB instance that has iops.")
                        : null;
            },
        },
        // aws-cloudformation/cloudformation-coverage-roadmap#1373; AllowMajorVersionUpgrade.
        new("A major upgrade is allowed", "rds", "ModifyDBInstance")
        {
            Looks = async (call, backend) => call.Text("EngineVersion") is { } version && call.Text("AllowMajorVersionUpgrade") != "true"
                && await InstanceAsync(call, backend) is { } instance && instance["Engine"]?.ToString() is "postgres"
                && instance["EngineVersion"]?.ToString().Split('.')[0] != version.Split('.')[0]
                    ? new(Combination, "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.") : null,
        },
        // CreateDBInstanceMessage.Iops: valid for gp3, io1 and io2 storage.
        new("Iops go with storage of a provisioned kind", "rds", "CreateDBInstance", "ModifyDBInstance")
        {
            Refuses = call => call.Has("Iops") && call.Text("StorageType") is "gp2" or "standard"
                ? new(Combination, "You can't specify IOPS or storage throughput for engine and storage type " +
                $"{call.Text("StorageType")}.") : null,
        },
    ];

    private static async Task<JsonObject?> ClusterAsync(Call call, Backend backend) =>
        Call.ObjectsOf((await backend.AskAsync(call, "DescribeDBClusters",
            new() { ["DBClusterIdentifier"] = call.Text("DBClusterIdentifier") }))["DBClusters"]).FirstOrDefault();

    private static async Task<bool> IsAuroraAsync(Call call, Backend backend) =>
        (await ClusterAsync(call, backend))?["Engine"]?.ToString().StartsWith("aurora", StringComparison.Ordinal) is true;

    private static async Task<JsonObject?> InstanceAsync(Call call, Backend backend) =>
        Call.ObjectsOf((await backend.AskAsync(call, "DescribeDBInstances",
            new() { ["DBInstanceIdentifier"] = call.Text("DBInstanceIdentifier") }))["DBInstances"]).FirstOrDefault();
}
