using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_get_drift: what the last detection found (DescribeStacks, DescribeStackResourceDrifts).</summary>
public static class GetDrift
{
    private const int MostResources = 40;

    public static readonly CfnTool Tool = CfnTool.Read<Input, Result>(
        "get_drift", "How a stack's resources differ from its template, as last detected. To look "
            + "anew, use cfn_detect_drift.",
        RunAsync,
        iam: ["cloudformation:DescribeStacks", "cloudformation:DescribeStackResourceDrifts", "cloudformation:ListStackResources",
            "cloudformation:DescribeStackDriftDetectionStatus"],
        examples: ["Who changed what behind this stack's back?"]);

    public sealed record Input
    {
        [Description("Stack name or ARN.")]
        public required string StackName { get; init; }

        [Description("From cfn_detect_drift, to tell whether it is done.")]
        public string? DetectionId { get; init; }

        [Description("Also resources in sync.")]
        public bool All { get; init; }

        [Description("Offset."), Range(0, int.MaxValue)]
        public int Offset { get; init; }
    }

    public sealed record Difference(string Path, string Kind, string? Expected, string? Actual);

    public sealed record Resource(string LogicalId, string Type, string? Id, string Status, string? Reason,
        IReadOnlyList<Difference> Differences);

    public sealed record Result(
        string Stack, string Status, DateTime? CheckedAt, string? Detection, string? DetectionReason, int ResourceCount,
        IReadOnlyList<Resource> Resources, string? Note)
    {
        /// <summary>Resources that CloudFormation cannot compare with the template, nested stacks among them: they may differ
        /// unseen.</summary>
        public IReadOnlyList<string>? NotChecked { get; init; }
    }

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var stack = await Stacks.FindAsync(cfn, input.StackName, ct);
        var status = stack.DriftInformation?.StackDriftStatus ?? StackDriftStatus.NOT_CHECKED;
        var detecting = input.DetectionId is { } id
            ? cfn.DescribeStackDriftDetectionStatusAsync(new() { StackDriftDetectionId = id }, ct) : null;
        var listing = status == StackDriftStatus.NOT_CHECKED ? null
            : unknowns.TryAsync("What cannot be checked", () => Stacks.ResourcesAsync(cfn, stack.StackId, ct));
        var drifts = status == StackDriftStatus.NOT_CHECKED ? [] : await Paging.AllAsync<StackResourceDrift>(async token =>
        {
            var a = await cfn.DescribeStackResourceDriftsAsync(new() { StackName = stack.StackId, MaxResults = 100, NextToken = token },
                ct);
            return (a.StackResourceDrifts, a.NextToken);
        });
        var detection = detecting is null ? null : await detecting;
        var resources = listing is null ? null : await listing;
        // What could not be compared may differ, so only what is known to be in sync is left out.
        var wanted = drifts.Where(d => input.All || d.StackResourceDriftStatus != StackResourceDriftStatus.IN_SYNC).ToList();
        var shown = wanted.Skip(input.Offset).Take(MostResources).Select(ToResource).ToList();
        string[] notes =
        [
            .. status == StackDriftStatus.NOT_CHECKED ? ["Drift was never detected for this stack; cfn_detect_drift does so."]
                : Array.Empty<string>(),
            .. unknowns.Notes,
            .. Stacks.More("resources", input.Offset, shown.Count, wanted.Count),
        ];
        return new(stack.StackName, status, stack.DriftInformation?.LastCheckTimestamp, detection?.DetectionStatus,
            detection?.DetectionStatusReason,
            wanted.Count, shown, notes.Length == 0 ? null : string.Join(" ", notes))
        {
            NotChecked = Unchecked(resources ?? [], drifts) is { Count: > 0 } left ? [.. PlanBuilder.Some(left, 40, "resources")] : null,
        };
    }

    private static List<string> Unchecked(List<StackResourceSummary> resources, List<StackResourceDrift> drifts)
    {
        var seen = drifts.Where(d => d.StackResourceDriftStatus?.Value is not ("NOT_CHECKED" or "UNSUPPORTED" or "UNKNOWN"))
            .Select(d => d.LogicalResourceId).ToHashSet();
        return [.. resources.Where(r => !seen.Contains(r.LogicalResourceId) && r.ResourceStatus != ResourceStatus.DELETE_COMPLETE)
            .Select(r => $"{r.LogicalResourceId} ({r.ResourceType})").Order(StringComparer.Ordinal)];
    }

    private static Resource ToResource(StackResourceDrift d) => new(
        d.LogicalResourceId, d.ResourceType, d.PhysicalResourceId, d.StackResourceDriftStatus, d.DriftStatusReason,
        [.. (d.PropertyDifferences ?? []).Select(p => new Difference(p.PropertyPath, p.DifferenceType, p.ExpectedValue, p.ActualValue))]);
}
