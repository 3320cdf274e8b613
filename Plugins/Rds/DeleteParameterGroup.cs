using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_delete_parameter_group (DeleteDBParameterGroup, DeleteDBClusterParameterGroup).</summary>
public static class DeleteParameterGroup
{
    public static readonly RdsTool Tool = RdsTool.Destructive<Input, Result>(
        "delete_parameter_group", "Deletes a DB parameter group that nothing uses.", PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBParameterGroups", "rds:DescribeDBClusterParameterGroups", "rds:DescribeDBParameters",
                "rds:DescribeDBClusterParameters",
            "rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:DeleteDBParameterGroup", "rds:DeleteDBClusterParameterGroup",
        ],
        examples: ["Delete parameter group orders15."]);

    public sealed record Input
    {
        [Description("DB parameter group.")]
        public required string ParameterGroup { get; init; }

        [Description("Whether for instances or for clusters."), AllowedValues("instance", "cluster")]
        public string SourceType { get; init; } = "instance";
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var (unknown, name) = (new Unknowns(context.Target), input.ParameterGroup);
        var group = ParameterGroups.FindAsync(rds, input.SourceType, name, ct);
        var users = unknown.TryAsync("What uses the group", () => ParameterGroups.UsersAsync(rds, input.SourceType, name, ct));
        var values = unknown.TryAsync("The values that were set", () => ParameterGroups.AllAsync(rds, input.SourceType, name, ct));
        await Task.WhenAll(group, users, values);
        var plan = new PlanBuilder($"Delete the {input.SourceType} parameter group {name}.")
            .Touch((await group).Resource)
            .Delete($"parameter group {name}", $"of {(await group).Family}")
            .Obstacle(ParameterGroups.Default(name))
            .Obstacle(await users is { Count: > 0 } used ? $"It is used by {string.Join(", ", PlanBuilder.Some([.. used], 10))}." : null)
            .Unknown(unknown.Notes);
        var lost = (await values ?? []).Where(p => p.Source is "user").Select(p => $"{p.ParameterName} = {p.ParameterValue}")
            .Order(StringComparer.Ordinal).ToList();
        foreach (var value in PlanBuilder.Some(lost, 20, "values")) plan.Lose(value);
        return plan.NoUndo("rds_create_parameter_group and rds_modify_parameters make it again.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        if (input.SourceType == "cluster") await rds.DeleteDBClusterParameterGroupAsync(
            new() { DBClusterParameterGroupName = input.ParameterGroup }, ct);
        else await rds.DeleteDBParameterGroupAsync(new() { DBParameterGroupName = input.ParameterGroup }, ct);
        context.Done($"deleted the parameter group {input.ParameterGroup}");
        return new(input.ParameterGroup);
    }
}
