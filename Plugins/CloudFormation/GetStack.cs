using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_get_stack: all there is to a stack (DescribeStacks, ListStackResources, and DescribeStackEvents after a failure).</summary>
public static class GetStack
{
    public static readonly CfnTool Tool = CfnTool.Read<Input, Result>(
        "get_stack", "Gets a stack: status, parameters, outputs, resources, latest failures. For its history, use cfn_list_events; for drift, cfn_get_drift.", RunAsync,
        iam: ["cloudformation:DescribeStacks", "cloudformation:ListStackResources", "cloudformation:DescribeStackEvents"],
        examples: ["What did the stack web create, and did it work?"]);

    public sealed record Input
    {
        [Description("Name or id.")]
        public required string Stack { get; init; }
    }

    public sealed record Output(string Key, string Value, string? Description, string? ExportName);

    public sealed record Resource(string LogicalId, string Type, string? Id, string Status, string? Reason, string? Drift);

    public sealed record Result(
        string Id, string Name, string Status, string? Reason, string? Description, DateTime? CreatedAt, DateTime? UpdatedAt,
        IReadOnlyDictionary<string, string> Parameters, IReadOnlyList<Output> Outputs, IReadOnlyList<Resource> Resources, IReadOnlyList<Failure>? Failures,
        string? Drift, DateTime? DriftCheckedAt, bool TerminationProtection, string? RoleArn, string? ParentId, IReadOnlyList<string> Capabilities, IReadOnlyDictionary<string, string> Tags);

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var (found, resources) = (Stacks.FindAsync(cfn, input.Stack, ct), Stacks.ResourcesAsync(cfn, input.Stack, ct));
        await Task.WhenAll(found, resources);
        var s = await found;
        return new(
            s.StackId, s.StackName, s.StackStatus, s.StackStatusReason, s.Description, s.CreationTime, s.LastUpdatedTime,
            (s.Parameters ?? []).ToDictionary(p => p.ParameterKey, p => p.ParameterValue ?? ""),
            [.. (s.Outputs ?? []).Select(o => new Output(o.OutputKey, o.OutputValue, o.Description, o.ExportName))],
            [.. (await resources).Select(ToResource)], Stacks.HasFailed(s.StackStatus) ? await Stacks.FailuresAsync(cfn, s.StackId, ct) : null,
            s.DriftInformation?.StackDriftStatus, s.DriftInformation?.LastCheckTimestamp, s.EnableTerminationProtection ?? false, s.RoleARN, s.ParentId, s.Capabilities ?? [], s.Tags.ToMap());
    }

    private static Resource ToResource(StackResourceSummary r) => new(
        r.LogicalResourceId, r.ResourceType, r.PhysicalResourceId, r.ResourceStatus, r.ResourceStatusReason,
        r.DriftInformation?.StackResourceDriftStatus?.Value is { } drift && drift != "NOT_CHECKED" ? drift : null);
}
