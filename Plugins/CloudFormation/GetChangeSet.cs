using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_get_change_set (DescribeChangeSet).</summary>
public static class GetChangeSet
{
    public static readonly CfnTool Tool = CfnTool.Read<Input, Result>(
        "get_change_set", "Gets a change set: each resource change, and whether it replaces the resource. To apply it, use cfn_execute_change_set.", RunAsync,
        iam: ["cloudformation:DescribeChangeSet"],
        examples: ["What would this change set do?"]);

    public sealed record Input
    {
        [Description("Name or id.")]
        public required string Stack { get; init; }

        [Description("Change set name.")]
        public required string ChangeSet { get; init; }
    }

    public sealed record Result(
        string Id, string Name, string Stack, string Status, string? Reason, string? ExecutionStatus, string? Description, DateTime? CreatedAt,
        IReadOnlyDictionary<string, string> Parameters, IReadOnlyList<ChangeRow> Changes);

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var (s, changes) = await ChangeSets.FindAsync(cfn, input.Stack, input.ChangeSet, ct);
        return new(
            s.ChangeSetId, s.ChangeSetName, s.StackName, s.Status, s.StatusReason, s.ExecutionStatus, s.Description, s.CreationTime,
            (s.Parameters ?? []).ToDictionary(p => p.ParameterKey, p => p.ParameterValue ?? "(as it is)"), changes);
    }
}
