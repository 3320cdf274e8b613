using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>account_set_parameter_labels (SSM LabelParameterVersion, UnlabelParameterVersion).</summary>
public static class SetParameterLabels
{
    // A version has no more.
    private const int Most = 10;

    public static readonly AccountTool Tool = AccountTool.Write<Input, Result>(
        "set_parameter_labels", "Moves labels to a version of a parameter, or takes them off it: name:label reads that version.",
            PlanAsync, RunAsync,
        iam:
        [
            "ssm:DescribeParameters", "ssm:ListTagsForResource", "ssm:GetParameterHistory", "ssm:LabelParameterVersion",
            "ssm:UnlabelParameterVersion",
        ],
        examples: ["Make version 7 of /shop/theme the one labelled live."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name."), RegularExpression(Parameters.Name), MaxLength(1011)]
        public required string Name { get; init; }

        [Description("Version."), Range(1, int.MaxValue)]
        public required int Version { get; init; }

        [Description("Labels that the version gets; another loses them."), MaxLength(10), RegularExpression("[A-Za-z0-9_.-]{1,100}")]
        public IReadOnlyList<string> Labels { get; init; } = [];

        [Description("Labels that the version loses."), MaxLength(10), RegularExpression("[A-Za-z0-9_.-]{1,100}")]
        public IReadOnlyList<string> RemoveLabels { get; init; } = [];
    }

    public sealed record Result(string Name, long Version, IReadOnlyList<string> Labels);

    public static async Task<ToolPlan> PlanAsync(AccountClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        var (ssm, unknowns) = (clients.Ssm, new Unknowns(context.Target));
        var finding = Parameters.FindAsync(ssm, input.Name, ct);
        var tagging = unknowns.TryAsync("Tags", () => Parameters.TagsAsync(ssm, input.Name, ct));
        var versions = await HistoryAsync(ssm, input.Name, ct);
        var (now, next) = Merge(input, versions);
        var found = await finding ?? throw ToolException.NotFound($"The parameter {input.Name}",
            "account_list_parameters shows those that exist.");
        var plan = new PlanBuilder($"Change the labels of version {input.Version} of {input.Name}.")
            .Touch(new PlannedResource(input.Name,
                $"{Parameters.Describe(found)}, labels of version {input.Version}: {PlanBuilder.Text(now)}")
            {
                Tags = await tagging,
            })
            .Change($"{input.Name}:{input.Version}", "labels", now, next, "what reads the parameter by a label gets another version");
        var moved = versions.Where(v => v.Version != input.Version && (v.Labels ?? []).Intersect(input.Labels).Any()).ToList();
        foreach (var other in moved)
            plan.Change($"{input.Name}:{other.Version}", "labels", other.Labels, other.Labels.Except(input.Labels));
        if (next.Count > Most) plan.Obstacle($"A version has at most {Most} labels.");
        foreach (var label in input.Labels.Where(l => char.IsAsciiDigit(l[0]) || l.StartsWith("aws", StringComparison.OrdinalIgnoreCase)
            || l.StartsWith("ssm", StringComparison.OrdinalIgnoreCase)))
            plan.Obstacle($"SSM takes no label that begins with a digit, aws or ssm, as '{label}' does.");
        plan.Unknown(unknowns.Notes);
        return (moved.Count == 0 || moved.Count == 1 && input.RemoveLabels.Count == 0 && input.Labels.All(moved[0].Labels.Contains)
            ? plan.Undo("account_set_parameter_labels", moved.Count == 1
                ? new
                {
                    name = input.Name,
                    version = (int)moved[0].Version!.Value,
                    labels = input.Labels,
                    removeLabels = Array.Empty<string>()
                }
                : new
                {
                    name = input.Name,
                    version = input.Version,
                    labels = now.Except(next).ToList(),
                    removeLabels = next.Except(now).ToArray()
                })
            : plan.NoUndo("The labels came from several versions, which this plan names.")).Build();
    }

    public static async Task<Result> RunAsync(AccountClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        var ssm = clients.Ssm;
        var (_, next) = Merge(input, await HistoryAsync(ssm, input.Name, ct));
        // A version that loses some has room for others.
        if (input.RemoveLabels.Count > 0)
        {
            await ssm.UnlabelParameterVersionAsync(
                new() { Name = input.Name, ParameterVersion = input.Version, Labels = [.. input.RemoveLabels] }, ct);
            context.Done($"took labels off version {input.Version} of {input.Name}");
        }

        if (input.Labels.Count > 0)
        {
            var answer = await ssm.LabelParameterVersionAsync(
                new() { Name = input.Name, ParameterVersion = input.Version, Labels = [.. input.Labels] }, ct);
            // SSM sets the good ones, and does not fail.
            if (answer.InvalidLabels is { Count: > 0 } invalid)
                throw ToolException.InvalidInput($"SSM did not take the labels {string.Join(", ", invalid)}.",
                    "Begin them with a letter, but not with aws or ssm.");
            context.Done($"labelled version {input.Version} of {input.Name}");
        }

        return new(input.Name, input.Version, next);
    }

    private static (IReadOnlyList<string> Now, IReadOnlyList<string> Next) Merge(Input input, List<ParameterHistory> versions)
    {
        if (input.Labels.Count + input.RemoveLabels.Count == 0) throw ToolException.NothingToChange();
        if (input.Labels.Intersect(input.RemoveLabels).FirstOrDefault() is { } both)
            throw ToolException.InvalidInput($"The label '{both}' cannot be set and removed at once.", "Name it only once.");
        var version = versions.FirstOrDefault(v => v.Version == input.Version)
            ?? throw ToolException.NotFound($"Version {input.Version} of {input.Name}", "account_list_parameter_versions shows them.");
        var now = version.Labels ?? [];
        if (input.RemoveLabels.Except(now).FirstOrDefault() is { } missing)
            throw ToolException.NotFound($"The label '{missing}' of version {input.Version}",
                "account_list_parameter_versions shows the labels.");
        return (now, [.. now.Except(input.RemoveLabels).Union(input.Labels).Order(StringComparer.Ordinal)]);
    }

    private static Task<List<ParameterHistory>> HistoryAsync(IAmazonSimpleSystemsManagement ssm, string name, CancellationToken ct) =>
        Paging.AllAsync(async token =>
        {
            var answer = await ssm.GetParameterHistoryAsync(new() { Name = name, MaxResults = 50, NextToken = token }, ct);
            return (answer.Parameters, answer.NextToken);
        });
}
