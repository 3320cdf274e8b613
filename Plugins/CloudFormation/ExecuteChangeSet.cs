using System.ComponentModel;
using Amazon.CloudFormation;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_execute_change_set (ExecuteChangeSet).</summary>
public static class ExecuteChangeSet
{
    public static readonly CfnTool Tool = CfnTool.Destructive<Input, StackState>(
        "execute_change_set", "Applies a change set to its stack. To only look at it, use cfn_get_change_set.", PlanAsync, RunAsync,
        iam: ["cloudformation:DescribeChangeSet", "cloudformation:ListChangeSets", "cloudformation:ExecuteChangeSet",
            .. Stacks.WaitActions],
        examples: ["Apply the change set resize."]).With(deadline: Stacks.Deadline);

    public sealed record Input : ChangeSetInput
    {
        [Description("On failure keep what was changed, instead of rolling back.")]
        public bool DisableRollback { get; init; }

        [Description("Wait until applied, at most 30 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var whole = await ChangeSets.FindAsync(cfn, input.StackName, input.ChangeSetName, unknowns, ct);
        var set = whole.Set;
        var stack = await Stacks.FindAsync(cfn, set.StackId ?? input.StackName, ct);
        var others = await unknowns.TryAsync("The stack's other change sets", () => Stacks.ChangeSetsAsync(cfn, stack.StackId, ct));
        var (removed, replaced) = (whole.Changes.Count(c => c.Action == "Remove"), whole.Changes.Count(ChangeSets.IsReplaced));
        var plan = new PlanBuilder(
            $"Apply {whole.Changes.Count} change(s) to the stack {stack.StackName}: "
            + $"{removed} removed, {replaced} replaced or perhaps replaced.")
            .Touch(Stacks.ToResource(stack));
        plan.Describe(whole);
        foreach (var other in (others ?? []).Where(o => o != set.ChangeSetName))
            plan.Delete($"change set {other}", "executing one deletes all others of the stack");
        if (set.ExecutionStatus != ExecutionStatus.AVAILABLE)
        {
            plan.Obstacle($"The change set {set.ChangeSetName} is {set.Status}, {set.ExecutionStatus}. {set.StatusReason}".TrimEnd()
                + " Create a new one with cfn_create_change_set.");
        }

        plan.Obstacle(DeleteChangeSet.WhyNotNested(set));
        if (set.OnStackFailure is not null && input.DisableRollback)
            plan.Obstacle($"The change set says itself what a failure leads to ({set.OnStackFailure}): leave disableRollback out.");
        return plan.Unknown(unknowns.Notes)
            .NoUndo("What is deleted or replaced does not come back; other settings can be put back with another change set.").Build();
    }

    public static async Task<StackState> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var set = await Stacks.FoundAsync(cfn.DescribeChangeSetAsync(new()
        {
            StackName = input.StackName,
            ChangeSetName = input.ChangeSetName
        }, ct));
        var stack = await Stacks.FindAsync(cfn, set.StackId ?? input.StackName, ct);
        await cfn.ExecuteChangeSetAsync(new()
        {
            StackName = input.StackName,
            ChangeSetName = input.ChangeSetName,
            // Refused for a set that was made with OnStackFailure. Otherwise it is said even when false, as the documented default is true.
            DisableRollback = set.OnStackFailure is null || input.DisableRollback ? input.DisableRollback : null,
            ClientRequestToken = Guid.NewGuid().ToString(),
        }, ct);
        context.Done($"began to execute the change set {set.ChangeSetName} on the stack {stack.StackName}");
        return await Stacks.WaitAsync(cfn, stack.StackId, input.Wait, IsWanted, context, ct, stack);
    }

    private static bool IsWanted(StackStatus status) =>
        status == StackStatus.CREATE_COMPLETE || status == StackStatus.UPDATE_COMPLETE || status == StackStatus.IMPORT_COMPLETE;
}
