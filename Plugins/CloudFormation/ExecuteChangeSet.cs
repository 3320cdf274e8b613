using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_execute_change_set (ExecuteChangeSet).</summary>
public static class ExecuteChangeSet
{
    public static readonly CfnTool Tool = CfnTool.Destructive<Input, StackState>(
        "execute_change_set", "Applies a change set to its stack. To only look at it, use cfn_get_change_set.", PlanAsync, RunAsync,
        iam: ["cloudformation:DescribeChangeSet", "cloudformation:ExecuteChangeSet", .. Stacks.WaitActions],
        examples: ["Apply the change set resize."]);

    public sealed record Input
    {
        [Description("Name or id.")]
        public required string Stack { get; init; }

        [Description("Change set name.")]
        public required string ChangeSet { get; init; }

        [Description("Keep what worked.")]
        public bool DisableRollback { get; init; }

        [Description("Until done, max 30 min.")]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var (set, changes) = await ChangeSets.FindAsync(cfn, input.Stack, input.ChangeSet, ct);
        if (set.ExecutionStatus != ExecutionStatus.AVAILABLE)
            throw new ToolException(ToolErrorCode.Conflict, $"The change set {input.ChangeSet} cannot be executed: {set.Status}, {set.ExecutionStatus}. {set.StatusReason}".TrimEnd(), "Create a new one with cfn_create_change_set.");
        var stack = await Stacks.FindAsync(cfn, set.StackId ?? input.Stack, ct);
        var (removed, replaced) = (changes.Count(c => c.Action == "Remove"), changes.Count(c => c.Replacement is "True"));
        return new($"Apply {changes.Count} change(s) to the stack {stack.StackName}: {removed} removed, {replaced} replaced.", [.. changes.Select(ChangeSets.Describe), "Other change sets of the stack are deleted."])
        {
            Resources = [Stacks.ToResource(stack)],
        };
    }

    public static async Task<StackState> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var stack = await Stacks.FindAsync(cfn, input.Stack, ct);
        await cfn.ExecuteChangeSetAsync(new() { StackName = input.Stack, ChangeSetName = input.ChangeSet, DisableRollback = input.DisableRollback, ClientRequestToken = Guid.NewGuid().ToString() }, ct);
        return await Stacks.WaitAsync(cfn, stack.StackId, input.Wait, context, ct);
    }
}
