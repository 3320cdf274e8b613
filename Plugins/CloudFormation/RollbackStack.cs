using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_rollback_stack (RollbackStack).</summary>
public static class RollbackStack
{
    public static readonly CfnTool Tool = CfnTool.Destructive<Input, StackState>(
        "rollback_stack", "Rolls a stack back whose creation or update failed without a roll-back. If that got stuck, use "
            + "cfn_continue_rollback.", PlanAsync, RunAsync,
        iam: ["cloudformation:RollbackStack", "iam:PassRole>cloudformation.amazonaws.com", .. Stacks.WaitActions],
        examples: ["Roll the failed update of the stack web back."]).With(deadline: Stacks.Deadline);

    public sealed record Input
    {
        [Description("Stack name or ARN.")]
        public required string StackName { get; init; }

        [Description("Role of CloudFormation."), RegularExpression("arn:.+:role/.+")]
        public string? RoleArn { get; init; }

        [Description("Wait until rolled back, at most 30 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var finding = Stacks.FindAsync(cfn, input.StackName, ct);
        var listing = Stacks.ResourcesAsync(cfn, input.StackName, ct);
        await Task.WhenAll(finding, listing);
        var stack = await finding;
        var created = stack.StackStatus == StackStatus.CREATE_FAILED;
        // A failed creation is undone whole; of an update, what it has touched.
        var touched = (await listing).Where(r => created || r.LastUpdatedTimestamp >= stack.LastUpdatedTime)
            .OrderBy(r => r.LogicalResourceId, StringComparer.Ordinal).ToList();
        var plan = new PlanBuilder($"Roll the stack {stack.StackName} ({stack.StackStatus}) back; {touched.Count} resource(s) are touched.")
            .Touch(Stacks.ToResource(stack));
        foreach (var r in touched)
        {
            var what = $"{r.LogicalResourceId} ({r.ResourceType}, {r.PhysicalResourceId})";
            if (created) plan.Delete(what, "unless the template retains it");
            else plan.Change(what, "state", r.ResourceStatus?.Value, "as before the update", "deleted if the update made it");
        }

        return plan
            .Obstacle(created || stack.StackStatus == StackStatus.UPDATE_FAILED ? null
                : $"The stack is {stack.StackStatus}; only CREATE_FAILED and UPDATE_FAILED can be rolled back.")
            .NoUndo("The operation has to be made again.").Build();
    }

    public static async Task<StackState> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var stack = await Stacks.FindAsync(cfn, input.StackName, ct);
        await cfn.RollbackStackAsync(new()
        {
            StackName = stack.StackId,
            RoleARN = input.RoleArn,
            ClientRequestToken = Guid.NewGuid().ToString()
        }, ct);
        context.Done($"began to roll {stack.StackName} back");
        return await Stacks.WaitAsync(cfn, stack.StackId, input.Wait,
            s => s == StackStatus.ROLLBACK_COMPLETE || s == StackStatus.UPDATE_ROLLBACK_COMPLETE, context, ct, stack);
    }
}
