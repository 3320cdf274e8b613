using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_get_drift: what the last drift detection found (DescribeStacks, DescribeStackResourceDrifts, DescribeStackDriftDetectionStatus).</summary>
public static class GetDrift
{
    public static readonly CfnTool Tool = CfnTool.Read<Input, Result>(
        "get_drift", "Gets how resources of a stack differ from its template, as last detected. To look anew, use cfn_detect_drift.", RunAsync,
        iam: ["cloudformation:DescribeStacks", "cloudformation:DescribeStackResourceDrifts", "cloudformation:DescribeStackDriftDetectionStatus"],
        examples: ["Who changed what behind this stack's back?"]);

    public sealed record Input
    {
        [Description("Name or id.")]
        public required string Stack { get; init; }

        [Description("Id from cfn_detect_drift, to tell whether it is done.")]
        public string? DetectionId { get; init; }

        [Description("Also resources in sync.")]
        public bool All { get; init; }
    }

    public sealed record Difference(string Path, string Kind, string? Expected, string? Actual);

    public sealed record Resource(string LogicalId, string Type, string? Id, string Status, IReadOnlyList<Difference> Differences);

    public sealed record Result(string Stack, string Status, DateTime? CheckedAt, string? Detection, string? DetectionReason, IReadOnlyList<Resource> Resources, string? Note);

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var stack = await Stacks.FindAsync(cfn, input.Stack, ct);
        var status = stack.DriftInformation?.StackDriftStatus ?? StackDriftStatus.NOT_CHECKED;
        var detection = input.DetectionId is { } id ? await cfn.DescribeStackDriftDetectionStatusAsync(new() { StackDriftDetectionId = id }, ct) : null;
        var drifts = status == StackDriftStatus.NOT_CHECKED ? [] : await Stacks.AllAsync(async token =>
        {
            var a = await cfn.DescribeStackResourceDriftsAsync(new()
            {
                StackName = stack.StackId,
                StackResourceDriftStatusFilters = input.All ? null : [StackResourceDriftStatus.MODIFIED.Value, StackResourceDriftStatus.DELETED.Value],
                MaxResults = 100,
                NextToken = token,
            }, ct);
            return (a.StackResourceDrifts, a.NextToken);
        });
        return new(
            stack.StackName, status, stack.DriftInformation?.LastCheckTimestamp, detection?.DetectionStatus, detection?.DetectionStatusReason, [.. drifts.Select(ToResource)],
            status == StackDriftStatus.NOT_CHECKED ? "Drift was never detected for this stack; cfn_detect_drift does so." : null);
    }

    private static Resource ToResource(StackResourceDrift d) => new(
        d.LogicalResourceId, d.ResourceType, d.PhysicalResourceId, d.StackResourceDriftStatus,
        [.. (d.PropertyDifferences ?? []).Select(p => new Difference(p.PropertyPath, p.DifferenceType, p.ExpectedValue, p.ActualValue))]);
}
