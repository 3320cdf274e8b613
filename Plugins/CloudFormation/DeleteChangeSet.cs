using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_delete_change_set (DeleteChangeSet).</summary>
public static class DeleteChangeSet
{
    public static readonly CfnTool Tool = CfnTool.Destructive<Input, Result>(
        "delete_change_set", "Deletes a change set and leaves the stack as it is. To apply it, use cfn_execute_change_set.", PlanAsync, RunAsync,
        iam: ["cloudformation:DescribeChangeSet", "cloudformation:DescribeStacks", "cloudformation:DeleteChangeSet"],
        examples: ["Throw away the change set resize."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name or id.")]
        public required string Stack { get; init; }

        [Description("Change set name.")]
        public required string ChangeSet { get; init; }
    }

    public sealed record Result(string Deleted, string Stack);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var (set, changes) = await ChangeSets.FindAsync(cfn, input.Stack, input.ChangeSet, ct);
        var stack = await Stacks.FindAsync(cfn, set.StackId ?? input.Stack, ct);
        return new($"Delete the change set {set.ChangeSetName} with {changes.Count} change(s) that are not applied.",
        [
            .. changes.Select(c => $"Not applied: {ChangeSets.Describe(c)}"),
            stack.StackStatus == StackStatus.REVIEW_IN_PROGRESS ? "The empty stack that holds it stays; cfn_delete_stack deletes it." : "The stack stays as it is.",
        ])
        {
            Resources = [new(set.ChangeSetId, $"{set.Status}, {set.ExecutionStatus}") { Tags = stack.Tags.ToMap() }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        await cfn.DeleteChangeSetAsync(new() { StackName = input.Stack, ChangeSetName = input.ChangeSet }, ct);
        return new(input.ChangeSet, input.Stack);
    }
}
