using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_cancel_update (CancelUpdateStack).</summary>
public static class CancelUpdate
{
    public static readonly CfnTool Tool = CfnTool.Destructive<Input, StackState>(
        "cancel_update", "Cancels the update in progress of a stack and rolls it back. To follow it instead, use cfn_list_events.", PlanAsync, RunAsync,
        iam: ["cloudformation:CancelUpdateStack", .. Stacks.WaitActions],
        examples: ["Stop the update of the stack web."]);

    public sealed record Input
    {
        [Description("Name or id.")]
        public required string Stack { get; init; }

        [Description("Until rolled back, max 30 min.")]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var stack = await Stacks.FindAsync(cfn, input.Stack, ct);
        if (stack.StackStatus != StackStatus.UPDATE_IN_PROGRESS)
            throw new ToolException(ToolErrorCode.Conflict, $"The stack {stack.StackName} is {stack.StackStatus}: no update can be cancelled.", "Only UPDATE_IN_PROGRESS can.");
        // Only what this update has touched is rolled back.
        var touched = (await Stacks.ResourcesAsync(cfn, input.Stack, ct)).Where(r => r.LastUpdatedTimestamp >= stack.LastUpdatedTime).ToList();
        return new($"Cancel the update of the stack {stack.StackName}; {touched.Count} resource(s) roll back.",
            [.. touched.Select(r => $"{r.LogicalResourceId} ({r.ResourceType}, {r.PhysicalResourceId}), {r.ResourceStatus} -> as before the update")])
        {
            Resources = [Stacks.ToResource(stack)],
        };
    }

    public static async Task<StackState> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var stack = await Stacks.FindAsync(cfn, input.Stack, ct);
        await cfn.CancelUpdateStackAsync(new() { StackName = input.Stack, ClientRequestToken = Guid.NewGuid().ToString() }, ct);
        return await Stacks.WaitAsync(cfn, stack.StackId, input.Wait, context, ct);
    }
}
