using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>
/// rds_modify_parameters (DescribeDBParameters, ModifyDBParameterGroup, ResetDBParameterGroup and those of clusters). Dynamic parameters
/// are
/// set at once, static ones with the next reboot.
/// </summary>
public static class ModifyParameters
{
    // RDS takes no more in one request.
    private const int Most = 20;

    public static readonly RdsTool Tool = RdsTool.Write<Input, Result>(
        "modify_parameters", "Sets parameters of a DB parameter group, or resets them to the engine's values.", PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBParameters", "rds:DescribeDBClusterParameters", "rds:DescribeDBParameterGroups",
                "rds:DescribeDBClusterParameterGroups",
            "rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:ModifyDBParameterGroup", "rds:ModifyDBClusterParameterGroup",
            "rds:ResetDBParameterGroup", "rds:ResetDBClusterParameterGroup",
        ],
        examples: ["Set max_connections to 500 in group orders16."],
        idempotent: true);

    public sealed record Input
    {
        [Description("DB parameter group.")]
        public required string ParameterGroup { get; init; }

        [Description("Whether for instances or for clusters."), AllowedValues("instance", "cluster")]
        public string SourceType { get; init; } = "instance";

        [Description("Values by parameter name."), MaxLength(Most)]
        public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

        [Description("Parameters that get the engine's value again."), MaxLength(Most)]
        public IReadOnlyList<string> Reset { get; init; } = [];
    }

    public sealed record Result(string ParameterGroup, IReadOnlyList<string> Changed, IReadOnlyList<string> AfterReboot);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var unknown = new Unknowns(context.Target);
        var group = ParameterGroups.FindAsync(rds, input.SourceType, input.ParameterGroup, ct);
        var all = ParameterGroups.AllAsync(rds, input.SourceType, input.ParameterGroup, ct);
        var users = unknown.TryAsync("What uses the group", () =>
            ParameterGroups.UsersAsync(rds, input.SourceType, input.ParameterGroup, ct));
        await Task.WhenAll(group, all, users);
        var byName = (await all).ToDictionary(p => p.ParameterName);
        var plan = new PlanBuilder($"Change {input.Values.Count + input.Reset.Count} parameter(s) of {input.ParameterGroup}.")
            .Touch((await group).Resource)
            .Obstacle(ParameterGroups.Default(input.ParameterGroup))
            .Unknown(unknown.Notes);
        foreach (var name in input.Values.Keys.Concat(input.Reset))
        {
            if (!byName.TryGetValue(name, out var p))
            {
                plan.Obstacle($"There is no parameter {name}; rds_list_parameters shows those that exist.");
                continue;
            }

            plan.Change(input.ParameterGroup, name, p.ParameterValue ?? "the engine's", input.Values.TryGetValue(name, out var value)
                ? value : "the engine's",
                p.ApplyType is "static" ? "in force after a reboot" : "at once");
            if (p.IsModifiable != true) plan.Obstacle($"{name} cannot be changed.");
        }

        if (await users is { Count: > 0 } used) plan.Warn($"It is used by {string.Join(", ", PlanBuilder.Some([.. used], 10))}.");
        var before = input.Values.Keys.Concat(input.Reset).Where(byName.ContainsKey)
            .ToLookup(n => byName[n] is { Source: "user", ParameterValue: not null });
        return plan.Undo("rds_modify_parameters", new
        {
            parameterGroup = input.ParameterGroup,
            sourceType = input.SourceType,
            values = before[true].ToDictionary(n => n, n => byName[n].ParameterValue),
            reset = before[false].ToArray(),
        }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var byName = (await ParameterGroups.AllAsync(rds, input.SourceType, input.ParameterGroup, ct)).ToDictionary(p => p.ParameterName);
        var (group, cluster) = (input.ParameterGroup, input.SourceType == "cluster");
        if (input.Values.Count > 0)
        {
            List<Parameter> set = [.. input.Values.Select(v => One(v.Key, v.Value))];
            if (cluster) await rds.ModifyDBClusterParameterGroupAsync(new() { DBClusterParameterGroupName = group, Parameters = set }, ct);
            else await rds.ModifyDBParameterGroupAsync(new() { DBParameterGroupName = group, Parameters = set }, ct);
            context.Done($"set {string.Join(", ", input.Values.Keys)} of {group}");
        }

        if (input.Reset.Count > 0)
        {
            List<Parameter> reset = [.. input.Reset.Select(n => One(n, null))];
            if (cluster) await rds.ResetDBClusterParameterGroupAsync(
                new() { DBClusterParameterGroupName = group, ResetAllParameters = false, Parameters = reset }, ct);
            else await rds.ResetDBParameterGroupAsync(
                new() { DBParameterGroupName = group, ResetAllParameters = false, Parameters = reset }, ct);
            context.Done($"reset {string.Join(", ", input.Reset)} of {group}");
        }

        string[] changed = [.. input.Values.Keys, .. input.Reset];
        return new(group, changed, [.. changed.Where(IsStatic)]);

        bool IsStatic(string name) => byName.GetValueOrDefault(name)?.ApplyType is "static";

        Parameter One(string name, string? value) => new()
        {
            ParameterName = name,
            ParameterValue = value,
            ApplyMethod = IsStatic(name) ? ApplyMethod.PendingReboot : ApplyMethod.Immediate,
        };
    }

    private static void Check(Input input)
    {
        if (input.Values.Count + input.Reset.Count == 0) throw ToolException.NothingToChange();
        if (input.Reset.FirstOrDefault(input.Values.ContainsKey) is { } both)
            throw ToolException.InvalidInput($"The parameter '{both}' cannot be set and reset at once.", "Name it only once.");
    }
}
