using System.ComponentModel;
using Amazon.AutoScaling;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_delete_lifecycle_hook (DeleteLifecycleHook).</summary>
public static class DeleteLifecycleHook
{
    public static readonly AsgTool Tool = AsgTool.Destructive<Input, Result>(
        "delete_lifecycle_hook", "Deletes a lifecycle hook of a group; instances that wait for it go on.", PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeLifecycleHooks", "autoscaling:DeleteLifecycleHook"],
        examples: ["Remove the hook save-logs."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Hook name.")]
        public required string Hook { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var reading = LifecycleHooks.OfAsync(asg, input.Group, ct);
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var hook = (await reading).FirstOrDefault(h => h.LifecycleHookName == input.Hook)
            ?? throw ToolException.NotFound($"The lifecycle hook '{input.Hook}' of {input.Group}", "asg_get_group shows those that exist.");
        var waiting = Groups.Instances(group).Where(i => i.LifecycleState?.Value.EndsWith(":Wait", StringComparison.Ordinal) is true)
            .Select(Groups.Describe).ToList();
        var plan = new PlanBuilder($"Delete the lifecycle hook {input.Hook} of {input.Group}.")
            .Touch(Groups.ToResource(group))
            .Delete($"lifecycle hook {input.Hook}", LifecycleHooks.Describe(hook));
        if (waiting.Count > 0) plan.Warn(
            $"Instances that wait go on with {hook.DefaultResult ?? "ABANDON"}: {string.Join(", ", waiting)}.");
        return plan.Undo("asg_put_lifecycle_hook", LifecycleHooks.Arguments(hook)).Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        await asg.DeleteLifecycleHookAsync(new() { AutoScalingGroupName = input.Group, LifecycleHookName = input.Hook }, ct);
        context.Done($"deleted the lifecycle hook {input.Hook} of {input.Group}");
        return new(input.Hook);
    }
}
