using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_set_termination_protection (UpdateTerminationProtection).</summary>
public static class SetTerminationProtection
{
    public static readonly CfnTool Tool = CfnTool.Write<Input, Result>(
        "set_termination_protection", "Protects a stack from deletion, or ends that. To delete it, use cfn_delete_stack.", PlanAsync, RunAsync,
        iam: ["cloudformation:DescribeStacks", "cloudformation:UpdateTerminationProtection"],
        examples: ["Protect the production stack."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name or id.")]
        public required string Stack { get; init; }

        [Description("Whether it is protected.")]
        public required bool Enabled { get; init; }
    }

    public sealed record Result(string Id, bool TerminationProtection);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var stack = await Stacks.FindAsync(cfn, input.Stack, ct);
        var now = stack.EnableTerminationProtection ?? false;
        return new($"Set the termination protection of the stack {stack.StackName}.", [$"{(now ? "on" : "off")} -> {(input.Enabled ? "on" : "off")}{(now == input.Enabled ? ": nothing changes" : input.Enabled ? "" : ": it can be deleted then")}"])
        {
            Resources = [Stacks.ToResource(stack, $"termination protection {(now ? "on" : "off")}")],
        };
    }

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var answer = await Stacks.FoundAsync(cfn.UpdateTerminationProtectionAsync(new() { StackName = input.Stack, EnableTerminationProtection = input.Enabled }, ct));
        return new(answer.StackId, input.Enabled);
    }
}
