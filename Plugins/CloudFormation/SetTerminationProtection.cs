using System.ComponentModel;
using Amazon.CloudFormation;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_set_termination_protection (UpdateTerminationProtection).</summary>
public static class SetTerminationProtection
{
    public static readonly CfnTool Tool = CfnTool.Write<Input, Result>(
        "set_termination_protection", "Protects a stack from deletion, or ends that. To delete it, use cfn_delete_stack.", PlanAsync,
        RunAsync,
        iam: ["cloudformation:DescribeStacks", "cloudformation:UpdateTerminationProtection"],
        examples: ["Protect the production stack."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Stack name or ARN.")]
        public required string StackName { get; init; }

        [Description("Whether it is protected.")]
        public required bool Enabled { get; init; }
    }

    public sealed record Result(string Id, bool TerminationProtection);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var stack = await Stacks.FindAsync(cfn, input.StackName, ct);
        var now = stack.EnableTerminationProtection ?? false;
        return new PlanBuilder($"Set the termination protection of the stack {stack.StackName}.")
            .Touch(Stacks.ToResource(stack, $"termination protection {PlanBuilder.Text(now)}"))
            .Change(stack.StackName, "termination protection", now, input.Enabled, input.Enabled ? null : "it can be deleted then")
            .Obstacle(stack.RootId is { } root && root != stack.StackId ? $"It is a nested stack: its root stack {root} has the setting."
                : null)
            .Undo("cfn_set_termination_protection", new { stackName = input.StackName, enabled = now })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var request = Stacks.FoundAsync(cfn.UpdateTerminationProtectionAsync(new()
        {
            StackName = input.StackName,
            EnableTerminationProtection = input.Enabled
        }, ct));
        var id = (await request).StackId;
        context.Done($"turned the termination protection of {input.StackName} {PlanBuilder.Text(input.Enabled)}");
        return new(id, input.Enabled);
    }
}
