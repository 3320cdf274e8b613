using System.ComponentModel;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>Input of tools for one change set.</summary>
public abstract record ChangeSetInput
{
    [Description("Stack name or ARN.")]
    public required string StackName { get; init; }

    [Description("Change set name or ARN.")]
    public required string ChangeSetName { get; init; }
}

/// <summary>cfn_delete_change_set (DeleteChangeSet).</summary>
public static class DeleteChangeSet
{
    public static readonly CfnTool Tool = CfnTool.Destructive<Input, Result>(
        "delete_change_set", "Deletes a change set and leaves the stack as it is. To apply it, use cfn_execute_change_set.", PlanAsync,
        RunAsync,
        iam: ["cloudformation:DescribeChangeSet", "cloudformation:DescribeStacks", "cloudformation:DeleteChangeSet"],
        examples: ["Throw away the change set resize."],
        idempotent: true);

    public sealed record Input : ChangeSetInput;

    public sealed record Result(string Deleted, string Stack);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var whole = await ChangeSets.FindAsync(cfn, input.StackName, input.ChangeSetName, unknowns, ct);
        var set = whole.Set;
        var stack = await Stacks.FindAsync(cfn, set.StackId ?? input.StackName, ct);
        var plan = new PlanBuilder($"Delete the change set {set.ChangeSetName} with {whole.Changes.Count} change(s) that are not applied.")
            .Delete($"change set {set.ChangeSetName} of {stack.StackName}",
                whole.Changes.Count == 0 ? null
                    : $"not applied: {string.Join("; ", whole.Changes.Select(c => $"{c.Action} {c.Resource}"))}");
        if (set.IncludeNestedStacks is true)
            plan.Delete("the change sets of its nested stacks", "nested stacks that only hold one are deleted, too");
        plan.Keep($"stack {stack.StackName}",
            stack.StackStatus == StackStatus.REVIEW_IN_PROGRESS ? "it is empty and only held the change set; cfn_delete_stack deletes it"
                : null);
        return plan
            .Touch(new PlannedResource(set.ChangeSetId, $"{set.Status}, {set.ExecutionStatus}")
            {
                Name = set.ChangeSetName,
                Tags = stack.Tags.ToMap()
            })
            .Obstacle(WhyNotNested(set))
            .Unknown(unknowns.Notes)
            .NoUndo("A change set is made anew with cfn_create_change_set and the same template.")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        await cfn.DeleteChangeSetAsync(new() { StackName = input.StackName, ChangeSetName = input.ChangeSetName }, ct);
        context.Done($"deleted the change set {input.ChangeSetName} of {input.StackName}");
        return new(input.ChangeSetName, input.StackName);
    }

    /// <summary>Change sets of nested stacks are executed and deleted through that of the root stack alone; null for any other.</summary>
    internal static string? WhyNotNested(DescribeChangeSetResponse set) =>
        (set.RootChangeSetId ?? set.ParentChangeSetId) is { } root && root != set.ChangeSetId
        ? $"The change set {set.ChangeSetName} is part of {root}: name that one."
        : null;
}
