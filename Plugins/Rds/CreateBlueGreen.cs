using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_create_blue_green (CreateBlueGreenDeployment).</summary>
public static class CreateBlueGreen
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, Result>(
        "create_blue_green", "Creates a copy (green) of a database that follows it, to upgrade and test before rds_switchover_blue_green.",
            PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:DescribeDBParameters", "rds:DescribeDBClusterParameters",
            "rds:CreateBlueGreenDeployment", "rds:AddTagsToResource",
            "rds:CreateDBInstanceReadReplica", "rds:CreateDBCluster", "rds:CreateDBClusterEndpoint", "rds:CreateDBInstance",
        ],
        examples: ["Prepare the upgrade of orders to 17.2 without an outage."]);

    public sealed record Input
    {
        [Description("Whether sourceId is an instance or a cluster."), AllowedValues("instance", "cluster")]
        public string SourceType { get; init; } = "instance";

        [Description("Instance or cluster id.")]
        public required string SourceId { get; init; }

        [Description("New name."), RegularExpression(RdsName.Pattern), MaxLength(60)]
        public required string Name { get; init; }

        [Description("Of the copy; default the source's.")]
        public string? Version { get; init; }

        [Description("Of the copy, where that has another version.")]
        public string? ParameterGroup { get; init; }

        [Description("Of an instance's copy; default the source's.")]
        public string? InstanceClass { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string Name, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var unknown = new Unknowns(context.Target);
        var cluster = input.SourceType == "cluster";
        var (c, i) = (cluster ? await DbClusters.FindAsync(rds, input.SourceId, ct) : null, cluster ? null
            : await DbInstances.FindAsync(rds, input.SourceId, ct));
        var (status, days, engine) = (c?.Status ?? i!.DBInstanceStatus, c?.BackupRetentionPeriod ?? i?.BackupRetentionPeriod, c?.Engine
            ?? i!.Engine);
        var (version, group) = (c?.EngineVersion ?? i!.EngineVersion, c?.DBClusterParameterGroup
            ?? (i?.DBParameterGroups ?? []).FirstOrDefault()?.DBParameterGroupName);
        var replicates = Replicates(engine, version, input.Version) is { } needed ? await unknown.TryAsync($"Whether {needed} is on",
            () => OffAsync(rds, input.SourceType, group, needed, ct)) : null;
        var pending = c is null ? (i!.DBParameterGroups ?? []).Any(g => g.ParameterApplyStatus is "pending-reboot")
            : DbClusters.Members(c).FirstOrDefault(m => m.IsClusterWriter == true)?.DBClusterParameterGroupStatus is "pending-reboot";
        return new PlanBuilder($"Create the blue/green deployment {input.Name} of "
            + $"{(c is null ? DbInstances.Describe(i!) : DbClusters.Describe(c))}.")
            .Touch(c is null ? DbInstances.ToResource(i!) : DbClusters.ToResource(c))
            .Create($"a copy of {input.SourceId}", "it follows the source, which stays in use")
            .Create("the copy", "version", input.Version ?? c?.EngineVersion ?? i?.EngineVersion)
            .Warn("The copy costs by the hour, and so does its storage, until rds_delete_blue_green with deleteTarget.")
            .Warn(engine.Contains("postgres", StringComparison.Ordinal)
                ? "Changes of the schema are not replicated for PostgreSQL across major versions: make none until the switchover." : null)
            .Obstacle(status is "available" ? null : $"It is {status}; RDS copies only what is available.")
            .Obstacle(days is > 0 ? null : "Its automated backups are off, which replication needs.")
            .Obstacle(i is not null && DbInstances.IsMember(i)
                ? $"It is a member of cluster {i.DBClusterIdentifier}; pass sourceType: \"cluster\"." : null)
            .Obstacle(DbInstances.ManagedPassword(null, c?.MasterUserSecret?.SecretArn ?? i?.MasterUserSecret?.SecretArn,
                "blue/green deployment"))
            .Obstacle(c is not null && input.InstanceClass is not null
                ? "The members of a cluster may have different classes: leave instanceClass out, and change those of the copy." : null)
            .Obstacle(c is not null && DbClusters.IsMultiAz(c.Engine)
                ? "RDS makes no blue/green deployments of Multi-AZ DB clusters." : null)
            .Obstacle(replicates?.Why)
            .Obstacle(pending ? $"Parameters of {group} wait for a reboot; RDS copies only what runs with its group: rds_reboot_instance."
                : null)
            .Unknown(unknown.Notes)
            .NoUndo("rds_delete_blue_green with deleteTarget deletes it; its id is in the result.")
            .Build();
    }

    private sealed record Off(string? Why);

    // The parameter that the replication to the copy needs; null where it needs none.
    private static string? Replicates(string engine, string? from, string? to) => engine switch
    {
        "aurora-mysql" => "binlog_format",
        "aurora-postgresql" => "rds.logical_replication",
        // Within a major version the copy follows physically.
        "postgres" when EngineVersions.IsMajor(engine, from, to) => "rds.logical_replication",
        _ => null,
    };

    private static async Task<Off> OffAsync(IAmazonRDS rds, string sourceType, string? group, string name, CancellationToken ct)
    {
        var changed = group is null || ParameterGroups.Default(group) is not null ? []
            : await Paging.AllAsync<Parameter>(async marker =>
                await ParameterGroups.PageAsync(rds, sourceType, group, "user", marker, ct));
        var value = changed.Find(p => p.ParameterName == name)?.ParameterValue;
        return new(value is not (null or "" or "0" or "OFF") ? null
            : $"{name} is off in its parameter group {group}, and the copy cannot follow without it: use a group of your own with "
                + $"{name} set to {(name is "binlog_format" ? "ROW" : "1")} (rds_modify_parameters), and reboot.");
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var cluster = input.SourceType == "cluster";
        var made = (await rds.CreateBlueGreenDeploymentAsync(new()
        {
            BlueGreenDeploymentName = input.Name,
            Source = cluster ? (await DbClusters.FindAsync(rds, input.SourceId, ct)).DBClusterArn
                : (await DbInstances.FindAsync(rds, input.SourceId, ct)).DBInstanceArn,
            TargetEngineVersion = input.Version,
            TargetDBParameterGroupName = cluster ? null : input.ParameterGroup,
            TargetDBClusterParameterGroupName = cluster ? input.ParameterGroup : null,
            TargetDBInstanceClass = input.InstanceClass,
            Tags = RdsTags.ToList(input.Tags),
        }, ct)).BlueGreenDeployment;
        context.Done($"created {input.Name}", created: made.BlueGreenDeploymentIdentifier);
        return new(made.BlueGreenDeploymentIdentifier, made.BlueGreenDeploymentName, made.Status);
    }
}
