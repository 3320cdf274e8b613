using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_detect_drift (DetectStackDrift).</summary>
public static class DetectDrift
{
    public static readonly CfnTool Tool = CfnTool.Write<Input, Result>(
        "detect_drift", "Starts to compare a stack's resources with its template. For what it finds, use cfn_get_drift.", PlanAsync, RunAsync,
        iam:
        [
            "cloudformation:DescribeStacks", "cloudformation:DetectStackDrift", "cloudformation:DetectStackResourceDrift", "cloudformation:DescribeStackDriftDetectionStatus",
            "cloudformation:BatchDescribeTypeConfigurations",
        ],
        examples: ["Check whether someone changed the resources of this stack by hand."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name or id.")]
        public required string Stack { get; init; }

        [Description("Until done, max 10 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Result(string DetectionId, string Detection, string? Reason, string? Status, int? DriftedResources);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var stack = await Stacks.FindAsync(cfn, input.Stack, ct);
        return new($"Detect the drift of the stack {stack.StackName}.", [$"Its resources are read, not changed. The last result ({stack.DriftInformation?.StackDriftStatus ?? "NOT_CHECKED"}) is replaced."])
        {
            Resources = [Stacks.ToResource(stack)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var id = (await Stacks.FoundAsync(cfn.DetectStackDriftAsync(new() { StackName = input.Stack }, ct))).StackDriftDetectionId;
        if (!input.Wait) return new(id, StackDriftDetectionStatus.DETECTION_IN_PROGRESS, null, null, null);
        var seen = await Waiting.UntilAsync(
            t => cfn.DescribeStackDriftDetectionStatusAsync(new() { StackDriftDetectionId = id }, t),
            d => d.DetectionStatus != StackDriftDetectionStatus.DETECTION_IN_PROGRESS, d => d.DetectionStatus, context, TimeSpan.FromMinutes(10), cancellation: ct);
        return new(id, seen.DetectionStatus, seen.DetectionStatusReason, seen.StackDriftStatus, seen.DriftedStackResourceCount);
    }
}
