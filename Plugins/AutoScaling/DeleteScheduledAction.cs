using System.ComponentModel;
using Amazon.AutoScaling;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_delete_scheduled_action: shows the action, and on confirmation deletes it (DeleteScheduledAction).</summary>
public static class DeleteScheduledAction
{
    public static readonly AsgTool Tool = AsgTool.Destructive<Input, Result>(
        "delete_scheduled_action", "Deletes a scheduled action. To change one, use asg_put_scheduled_action.", PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeScheduledActions", "autoscaling:DeleteScheduledAction"],
        examples: ["Do not shrink the group web at night any more."]);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Name of the scheduled action.")]
        public required string Action { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var action = await Policies.FindActionAsync(asg, input.Group, input.Action, ct)
            ?? throw ToolException.NotFound($"The scheduled action '{input.Action}' of {input.Group}",
                "asg_list_scheduled_actions shows those that exist.");
        return new PlanBuilder($"Delete the scheduled action {input.Action} of {input.Group}.")
            .Touch(Groups.ToResource(group))
            .Delete($"scheduled action {input.Action}", Policies.Describe(action))
            .Keep($"Auto Scaling group {input.Group}", Capacity.Describe(group))
            .Undo("asg_put_scheduled_action", Policies.ToArguments(action))
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        await asg.DeleteScheduledActionAsync(new() { AutoScalingGroupName = input.Group, ScheduledActionName = input.Action }, ct);
        return new(input.Action);
    }
}
