using System.ComponentModel;
using Amazon.CloudFormation;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_cancel_update (CancelUpdateStack).</summary>
public static class CancelUpdate
{
    public static readonly CfnTool Tool = CfnTool.Destructive<Input, StackState>(
        "cancel_update", "Cancels the update in progress of a stack and rolls it back. To follow it instead, use cfn_list_events.",
        PlanAsync, RunAsync,
        iam: ["cloudformation:CancelUpdateStack", .. Stacks.WaitActions],
        examples: ["Stop the update of the stack web."]).With(deadline: Stacks.Deadline);

    public sealed record Input
    {
        [Description("Stack name or ARN.")]
        public required string StackName { get; init; }

        [Description("Wait until rolled back, at most 30 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var stack = await Stacks.FindAsync(cfn, input.StackName, ct);
        // Only what this update has touched is rolled back.
        var touched = (await Stacks.ResourcesAsync(cfn, stack.StackId, ct)).Where(r => r.LastUpdatedTimestamp >= stack.LastUpdatedTime)
            .ToList();
        var plan = new PlanBuilder($"Cancel the update of the stack {stack.StackName}; {touched.Count} resource(s) roll back so far.")
            .Touch(Stacks.ToResource(stack));
        foreach (var r in touched.OrderBy(r => r.LogicalResourceId, StringComparer.Ordinal))
            plan.Change($"{r.LogicalResourceId} ({r.ResourceType}, {r.PhysicalResourceId})", "state", r.ResourceStatus?.Value,
                "as before the update");
        if (stack.StackStatus != StackStatus.UPDATE_IN_PROGRESS)
            plan.Obstacle($"The stack {stack.StackName} is {stack.StackStatus}; only UPDATE_IN_PROGRESS can be cancelled.");
        return plan.NoUndo("The update has to be made again.").Build();
    }

    public static async Task<StackState> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var stack = await Stacks.FindAsync(cfn, input.StackName, ct);
        await cfn.CancelUpdateStackAsync(new() { StackName = input.StackName, ClientRequestToken = Guid.NewGuid().ToString() }, ct);
        context.Done($"cancelled the update of the stack {stack.StackName}");
        return await Stacks.WaitAsync(cfn, stack.StackId, input.Wait, s => s == StackStatus.UPDATE_ROLLBACK_COMPLETE, context, ct, stack);
    }
}
