using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_get_stack: all there is to a stack (DescribeStacks, ListStackResources, and DescribeStackEvents after a failure).</summary>
public static class GetStack
{
    // A resource has about 60 tokens, and a stack up to 500 resources.
    private const int MostResources = 60;

    public static readonly CfnTool Tool = CfnTool.Read<Input, Result>(
        "get_stack",
        "Gets a stack: status, parameters, outputs, resources, failures. For history, use cfn_list_events.",
        RunAsync,
        iam: ["cloudformation:DescribeStacks", "cloudformation:ListStackResources", "cloudformation:DescribeStackEvents"],
        examples: ["What did the stack web create, and did it work?", "Why did this deployment fail and what was rolled back?"]);

    public sealed record Input
    {
        [Description("Name; ARN of a deleted stack.")]
        public required string StackName { get; init; }

        [Description("Offset."), Range(0, int.MaxValue)]
        public int Offset { get; init; }
    }

    public sealed record Output(string Key, string Value, string? Description, string? ExportName);

    public sealed record Resource(string LogicalId, string Type, string? Id, string Status, string? Reason, string? Drift);

    public sealed record Result(
        string Id, string Name, string Status, string? Reason, string? Description, DateTime? CreatedAt, DateTime? UpdatedAt,
        IReadOnlyDictionary<string, string> Parameters, IReadOnlyList<Output> Outputs, int ResourceCount, IReadOnlyList<Resource> Resources,
        IReadOnlyList<Failure>? Failures, string? Drift, DateTime? DriftCheckedAt, bool TerminationProtection, string? RoleArn,
        string? ParentId,
        IReadOnlyList<string> Capabilities, IReadOnlyDictionary<string, string> Tags, string? Note)
    {
        /// <summary>What the roll-back of a failed operation deleted, set back, or could not set back.</summary>
        public IReadOnlyList<string>? RolledBack { get; init; }
    }

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var (finding, reading) = (
            Stacks.FindAsync(cfn, input.StackName, ct),
            unknowns.TryAsync("The resources", () => Stacks.ResourcesAsync(cfn, input.StackName, ct)));
        await Task.WhenAll(finding, reading);
        var (s, resources) = (await finding, await reading ?? []);
        var events = Stacks.HasFailed(s.StackStatus)
            ? await unknowns.TryAsync("The failures", () => Stacks.EventsAsync(cfn, s.StackId, ct)) : null;
        var failures = events is null ? null : Stacks.Failures(events);
        var shown = resources.Skip(input.Offset).Take(MostResources).Select(ToResource).ToList();
        string[] notes = [.. unknowns.Notes, .. Stacks.More("resources", input.Offset, shown.Count, resources.Count)];
        return new(
            s.StackId, s.StackName, s.StackStatus, s.StackStatusReason, s.Description, s.CreationTime, s.LastUpdatedTime,
            (s.Parameters ?? []).ToDictionary(p => p.ParameterKey, p => p.ParameterValue ?? ""),
            [.. (s.Outputs ?? []).Select(o => new Output(o.OutputKey, o.OutputValue, o.Description, o.ExportName))],
            resources.Count, shown, failures,
            s.DriftInformation?.StackDriftStatus, s.DriftInformation?.LastCheckTimestamp, s.EnableTerminationProtection ?? false,
            s.RoleARN, s.ParentId,
            s.Capabilities ?? [], s.Tags.ToMap(), notes.Length == 0 ? null : string.Join(" ", notes))
        {
            RolledBack = events is not null && Stacks.RolledBack(s, events) is { Count: > 0 } back
                ? [.. PlanBuilder.Some([.. back], 40, "resources")] : null,
        };
    }

    private static Resource ToResource(StackResourceSummary r) => new(
        r.LogicalResourceId, r.ResourceType, r.PhysicalResourceId, r.ResourceStatus, r.ResourceStatusReason,
        r.DriftInformation?.StackResourceDriftStatus?.Value is { } drift && drift != "NOT_CHECKED" ? drift : null);
}
