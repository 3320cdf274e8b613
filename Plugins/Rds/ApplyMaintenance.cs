using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_apply_maintenance (DescribePendingMaintenanceActions, ApplyPendingMaintenanceAction).</summary>
public static class ApplyMaintenance
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, Result>(
        "apply_maintenance", "Has pending maintenance of a DB instance or cluster done at once or in its window, or takes that back.",
            PlanAsync, RunAsync,
        iam: ["rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:DescribePendingMaintenanceActions",
            "rds:ApplyPendingMaintenanceAction"],
        examples: ["Apply the OS update of orders in its next window."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Whether sourceId is an instance or a cluster."), AllowedValues("instance", "cluster")]
        public string SourceType { get; init; } = "instance";

        [Description("Instance or cluster id.")]
        public required string SourceId { get; init; }

        [Description("As rds_list_maintenance names it, like system-update.")]
        public required string Action { get; init; }

        [Description("When it is done."), AllowedValues("immediate", "next-maintenance", "undo-opt-in")]
        public string When { get; init; } = "next-maintenance";
    }

    public sealed record Result(string Id, string Action, string When, DateTime? At);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var (resource, window, arn) = await FindAsync(rds, input, ct);
        var pending = await PendingAsync(rds, arn, ct);
        var action = pending.FirstOrDefault(a => a.Action == input.Action);
        var plan = new PlanBuilder($"Maintenance {input.Action} of {input.SourceType} {input.SourceId}: {input.When}.")
            .Touch(resource)
            .Change(input.SourceId, input.Action, action?.OptInStatus ?? "when AWS does it", input.When switch
            {
                "immediate" => "at once",
                "undo-opt-in" => "when AWS does it",
                _ => $"in the window {window} UTC",
            }, input.When is "undo-opt-in" ? null : "an outage of some minutes, or a failover")
            .Obstacle(action is not null ? null : pending.Count == 0 ? "Nothing is pending for it."
                : $"{input.Action} is not pending; that is "
                    + $"{string.Join(", ", pending.Select(a => a.Action).Order(StringComparer.Ordinal))}.")
            .Obstacle(input.When is "undo-opt-in" && action?.OptInStatus is "immediate" ? "What was asked for at once cannot be taken back."
                : null);
        if (input.When is "immediate") return plan.NoUndo("It begins at once.").Build();
        return plan.Undo("rds_apply_maintenance", new
        {
            sourceType = input.SourceType,
            sourceId = input.SourceId,
            action = input.Action,
            when = input.When is "undo-opt-in" ? "next-maintenance" : "undo-opt-in",
        }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var (_, _, arn) = await FindAsync(rds, input, ct);
        var answer = await rds.ApplyPendingMaintenanceActionAsync(
            new() { ResourceIdentifier = arn, ApplyAction = input.Action, OptInType = input.When }, ct);
        context.Done($"asked for {input.Action} of {input.SourceId}: {input.When}");
        var action = (answer.ResourcePendingMaintenanceActions?.PendingMaintenanceActionDetails ?? [])
            .FirstOrDefault(a => a.Action == input.Action);
        return new(input.SourceId, input.Action, input.When, action is null ? null : GetInstance.Due(action));
    }

    private static async Task<List<PendingMaintenanceAction>> PendingAsync(IAmazonRDS rds, string arn, CancellationToken ct) =>
        [.. ((await rds.DescribePendingMaintenanceActionsAsync(new() { ResourceIdentifier = arn }, ct)).PendingMaintenanceActions ?? [])
            .SelectMany(r => r.PendingMaintenanceActionDetails ?? [])];

    private static async Task<(PlannedResource Resource, string? Window, string Arn)> FindAsync(IAmazonRDS rds, Input input,
        CancellationToken ct)
    {
        if (input.SourceType == "cluster")
        {
            var c = await DbClusters.FindAsync(rds, input.SourceId, ct);
            return (DbClusters.ToResource(c), c.PreferredMaintenanceWindow, c.DBClusterArn);
        }

        var i = await DbInstances.FindAsync(rds, input.SourceId, ct);
        return (DbInstances.ToResource(i), i.PreferredMaintenanceWindow, i.DBInstanceArn);
    }
}
