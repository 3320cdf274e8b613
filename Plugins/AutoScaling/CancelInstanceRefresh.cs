using System.ComponentModel;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_cancel_instance_refresh (CancelInstanceRefresh, RollbackInstanceRefresh).</summary>
public static class CancelInstanceRefresh
{
    public static readonly AsgTool Tool = AsgTool.Destructive<Input, Result>(
        "cancel_instance_refresh",
        "Ends an instance refresh; with rollback, instances go back to the former template. asg_get_group tells how far it is.", PlanAsync,
        RunAsync,
        iam:
        [
            "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeInstanceRefreshes", "autoscaling:CancelInstanceRefresh",
            "autoscaling:RollbackInstanceRefresh", "ec2:RunInstances", "ec2:CreateTags", "ssm:GetParameters",
            "iam:PassRole>ec2.amazonaws.com",
        ],
        examples: ["Stop the rollout of web and go back."]);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Replace again what was replaced.")]
        public bool Rollback { get; init; }
    }

    public sealed record Result(string RefreshId);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var reading = StartInstanceRefresh.LastAsync(asg, input.Group, null, ct);
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var last = await reading;
        var plan = new PlanBuilder($"{(input.Rollback ? "Roll back" : "Cancel")} the instance refresh of {input.Group}.")
            .Touch(Groups.ToResource(group));
        if (last is null || !IsRunning(last, input.Rollback)) return plan.Obstacle(
            $"No instance refresh of {input.Group} is in progress{(last is null ? "" : $"; the last one is {last.Status?.Value}")}.")
                .Build();
        var what = $"instance refresh {last.InstanceRefreshId} ({last.PercentageComplete ?? 0} % done)";
        if (!input.Rollback)
            return plan.Delete(what, "it ends where it is: instances of both templates run")
                .NoUndo("asg_start_instance_refresh starts another one, which leaves what matches already.").Build();
        plan.Replace($"what {what} replaced", "instance-store data of those is lost");
        if (last.DesiredConfiguration is null) plan.Obstacle(
            "AWS rolls back only a refresh that was started with a desired configuration; asg_update_group sets the former launch "
                + "template, and asg_start_instance_refresh brings it back.");
        // The group's own version decides, and overrides have theirs.
        if (Groups.Specification(group)?.Version is "$Latest" or "$Default" or null && group.LaunchConfigurationName is null)
            plan.Obstacle("AWS does not roll back a group that follows $Latest or $Default of its launch template.");
        return plan.NoUndo("Replaced instances do not come back.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        var id = input.Rollback
            ? (await asg.RollbackInstanceRefreshAsync(new() { AutoScalingGroupName = input.Group }, ct)).InstanceRefreshId
            : (await asg.CancelInstanceRefreshAsync(new() { AutoScalingGroupName = input.Group }, ct)).InstanceRefreshId;
        context.Done($"asked to {(input.Rollback ? "roll back" : "cancel")} the instance refresh {id} of {input.Group}");
        return new(id);
    }

    // A rollback can be cancelled, and not be rolled back.
    private static bool IsRunning(InstanceRefresh r, bool rollback) =>
        r.Status == InstanceRefreshStatus.Pending || r.Status == InstanceRefreshStatus.InProgress
            || r.Status == InstanceRefreshStatus.Baking || !rollback && r.Status == InstanceRefreshStatus.RollbackInProgress;
}
