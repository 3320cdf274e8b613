using System.ComponentModel;
using Amazon.CloudFormation;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_delete_stack_set (DeleteStackSet).</summary>
public static class DeleteStackSet
{
    public static readonly CfnTool Tool = CfnTool.Destructive<Input, Result>(
        "delete_stack_set", "Deletes a stack set that has no stacks any more.", PlanAsync, RunAsync,
        iam: ["cloudformation:DescribeStackSet", "cloudformation:ListStackInstances", "cloudformation:DeleteStackSet"],
        examples: ["Delete the stack set old-baseline."]);

    public sealed record Input
    {
        [Description("Stack set name.")]
        public required string StackSetName { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var (finding, placing) = (StackSets.FindAsync(cfn, input.StackSetName, ct), StackSets.InstancesAsync(cfn, input.StackSetName, ct));
        await Task.WhenAll(finding, placing);
        var instances = await placing;
        return new PlanBuilder($"Delete the stack set {input.StackSetName}.")
            .Touch(StackSets.ToResource(await finding))
            .Delete($"stack set {input.StackSetName}", "its template and parameters")
            .Obstacle(instances.Count == 0 ? null
                : $"It has {instances.Count} stack(s); take them out with cfn_delete_stack_instances first.")
            .NoUndo("cfn_create_stack_set makes one again from a template.")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        await cfn.DeleteStackSetAsync(new() { StackSetName = input.StackSetName }, ct);
        context.Done($"deleted the stack set {input.StackSetName}");
        return new(input.StackSetName);
    }
}
