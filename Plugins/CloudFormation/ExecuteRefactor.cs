using System.ComponentModel;
using Amazon.CloudFormation;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_execute_refactor (ExecuteStackRefactor).</summary>
public static class ExecuteRefactor
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    public static readonly CfnTool Tool = CfnTool.Destructive<Input, Result>(
        "execute_refactor", "Moves resources between stacks as cfn_get_refactor shows; the resources themselves stay as they are.",
        PlanAsync, RunAsync,
        iam:
        [
            "cloudformation:DescribeStackRefactor", "cloudformation:ListStackRefactorActions", "cloudformation:DescribeStacks",
            "cloudformation:ExecuteStackRefactor",
        ],
        examples: ["Carry the refactoring out."]).With(deadline: Limit + TimeSpan.FromMinutes(2));

    public sealed record Input
    {
        [Description("Refactor id.")]
        public required string RefactorId { get; init; }

        [Description("Wait until moved, at most 15 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Id, string? Execution, string? Reason);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var (finding, listing) = (StackRefactors.FindAsync(cfn, input.RefactorId, ct),
            StackRefactors.ActionsAsync(cfn, input.RefactorId, ct));
        await Task.WhenAll(finding, listing);
        var (r, actions) = (await finding, await listing);
        var stacks = await (r.StackIds ?? []).AskAsync((id, t) => Stacks.TryFindAsync(cfn, id, t), ct);
        var plan = new PlanBuilder($"Carry out the stack refactoring {r.StackRefactorId}: {actions.Count} action(s).")
            .Obstacle(r.Status == StackRefactorStatus.CREATE_COMPLETE ? null : $"It is {r.Status}: {r.StatusReason ?? "no reason given"}")
            .Obstacle(r.ExecutionStatus is null || r.ExecutionStatus == StackRefactorExecutionStatus.AVAILABLE ? null
                : $"Its execution is {r.ExecutionStatus}{(r.ExecutionStatusReason is null ? "" : $": {r.ExecutionStatusReason}")}.");
        foreach (var stack in stacks) if (stack is not null) plan.Touch(Stacks.ToResource(stack));
        foreach (var action in PlanBuilder.Some([.. actions.Select(StackRefactors.Describe).Order(StringComparer.Ordinal)], 60, "actions"))
            plan.Change(action, "stack that owns it", "as before", "as the refactoring says");
        return plan.NoUndo("Another refactoring with the old templates moves the resources back.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        await cfn.ExecuteStackRefactorAsync(new() { StackRefactorId = input.RefactorId }, ct);
        context.Done($"began to carry out {input.RefactorId}");
        if (!input.Wait) return new(input.RefactorId, StackRefactorExecutionStatus.EXECUTE_IN_PROGRESS, null);
        var seen = await Waiting.UntilAsync(
            t => StackRefactors.FindAsync(cfn, input.RefactorId, t),
            r => r.ExecutionStatus?.Value switch
            {
                "EXECUTE_COMPLETE" => Wait.Done,
                "EXECUTE_FAILED" or "ROLLBACK_COMPLETE" or "ROLLBACK_FAILED" =>
                    Wait.Failed($"The refactoring is {r.ExecutionStatus}: {r.ExecutionStatusReason ?? "no reason given"}"),
                var status => Wait.NotYet(status ?? "not begun"),
            }, context, Limit, cancellation: ct);
        return new(input.RefactorId, seen.ExecutionStatus?.Value, seen.ExecutionStatusReason);
    }
}
