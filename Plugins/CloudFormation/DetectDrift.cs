using System.ComponentModel;
using Amazon.CloudFormation;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_detect_drift (DetectStackDrift).</summary>
public static class DetectDrift
{
    public static readonly CfnTool Tool = CfnTool.Job<Input, Result>(
        "detect_drift", "Starts to compare a stack's resources with its template. For what it finds, use cfn_get_drift.", RunAsync,
        iam:
        [
            "cloudformation:DetectStackDrift", "cloudformation:DetectStackResourceDrift",
                "cloudformation:DescribeStackDriftDetectionStatus",
            "cloudformation:BatchDescribeTypeConfigurations",
        ],
        examples: ["Check whether someone changed the resources of this stack by hand."]).With(deadline: TimeSpan.FromMinutes(11));

    public sealed record Input
    {
        [Description("Stack name or ARN.")]
        public required string StackName { get; init; }

        [Description("Wait for the result, at most 10 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Result(string DetectionId, string Detection, string? Reason, string? Status, int? DriftedResources);

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var id = (await Stacks.FoundAsync(cfn.DetectStackDriftAsync(new() { StackName = input.StackName }, ct))).StackDriftDetectionId;
        context.Done($"began to detect the drift of {input.StackName}", created: id);
        if (!input.Wait) return new(id, StackDriftDetectionStatus.DETECTION_IN_PROGRESS, null, null, null);
        var seen = await Waiting.UntilAsync(
            t => cfn.DescribeStackDriftDetectionStatusAsync(new() { StackDriftDetectionId = id }, t),
            // A detection that failed has results for some resources, and its reason is part of the answer.
            d => d.DetectionStatus == StackDriftDetectionStatus.DETECTION_IN_PROGRESS ? Wait.NotYet(d.DetectionStatus) : Wait.Done,
            context, TimeSpan.FromMinutes(10), cancellation: ct);
        return new(id, seen.DetectionStatus, seen.DetectionStatusReason, seen.StackDriftStatus, seen.DriftedStackResourceCount);
    }
}
