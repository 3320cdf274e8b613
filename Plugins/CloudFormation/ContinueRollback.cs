using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_continue_rollback (ContinueUpdateRollback).</summary>
public static class ContinueRollback
{
    public static readonly CfnTool Tool = CfnTool.Write<Input, StackState>(
        "continue_rollback", "Goes on with the roll-back of an update that got stuck (UPDATE_ROLLBACK_FAILED), after its cause is mended.",
            PlanAsync, RunAsync,
        iam: ["cloudformation:ContinueUpdateRollback", "iam:PassRole>cloudformation.amazonaws.com", .. Stacks.WaitActions],
        examples: ["Finish the roll-back of the stack web, without the database."]).With(deadline: Stacks.Deadline);

    public sealed record Input
    {
        [Description("Stack name or ARN.")]
        public required string StackName { get; init; }

        [Description("Logical ids to leave as they are; Nested.Id in nested stacks.")]
        public IReadOnlyList<string> SkipResources { get; init; } = [];

        [Description("Role of CloudFormation."), RegularExpression("arn:.+:role/.+")]
        public string? RoleArn { get; init; }

        [Description("Wait until rolled back, at most 30 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var finding = Stacks.FindAsync(cfn, input.StackName, ct);
        var failing = unknowns.TryAsync("Why it got stuck", () => Stacks.EventsAsync(cfn, input.StackName, ct));
        await Task.WhenAll(finding, failing);
        var (stack, events) = (await finding, await failing ?? []);
        var stuck = events.Where(Stacks.IsFailure).DistinctBy(e => e.LogicalResourceId).Take(10).ToList();
        var plan = new PlanBuilder($"Continue the roll-back of the stack {stack.StackName} ({stack.StackStatus}).")
            .Touch(Stacks.ToResource(stack))
            .Change(stack.StackName, "status", stack.StackStatus.Value, "UPDATE_ROLLBACK_COMPLETE")
            .Obstacle(stack.StackStatus == StackStatus.UPDATE_ROLLBACK_FAILED ? null
                : $"The stack is {stack.StackStatus}; only UPDATE_ROLLBACK_FAILED can be continued. For a failed creation or update, use "
                    + "cfn_rollback_stack.")
            .Unknown(unknowns.Notes);
        foreach (var e in stuck.Where(e => !input.SkipResources.Contains(e.LogicalResourceId)))
            plan.Warn($"{e.LogicalResourceId} ({e.ResourceType}) got stuck: {e.ResourceStatusReason}");
        foreach (var id in input.SkipResources.Order(StringComparer.Ordinal))
            plan.Keep(id, "it is left as it is, and taken for rolled back: the template then does not say how it is");
        return plan.NoUndo("The state before the update is what it leads to.").Build();
    }

    public static async Task<StackState> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var stack = await Stacks.FindAsync(cfn, input.StackName, ct);
        await cfn.ContinueUpdateRollbackAsync(new()
        {
            StackName = stack.StackId,
            ResourcesToSkip = input.SkipResources.Count == 0 ? null : [.. input.SkipResources],
            RoleARN = input.RoleArn,
            ClientRequestToken = Guid.NewGuid().ToString(),
        }, ct);
        context.Done($"began to continue the roll-back of {stack.StackName}");
        return await Stacks.WaitAsync(cfn, stack.StackId, input.Wait, s => s == StackStatus.UPDATE_ROLLBACK_COMPLETE, context, ct, stack);
    }
}
