using System.ComponentModel;
using Amazon.AutoScaling;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_delete_policy: shows the policy, and on confirmation deletes it (DeletePolicy).</summary>
public static class DeletePolicy
{
    public static readonly AsgTool Tool = AsgTool.Destructive<Input, Result>(
        "delete_policy", "Deletes a scaling policy. To change one, use asg_put_scaling_policy.", PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribePolicies", "autoscaling:DeletePolicy"],
        examples: ["Stop scaling the group web by CPU."]);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Policy name.")]
        public required string Policy { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var policy = await Policies.FindAsync(asg, input.Group, input.Policy, ct)
            ?? throw new ToolException(ToolErrorCode.NotFound, $"{input.Group} has no policy '{input.Policy}'.", "asg_list_policies shows those that exist.");
        var tracking = policy.TargetTrackingConfiguration is not null;
        return new($"Delete the policy {input.Policy} of {input.Group}.",
        [
            $"{Policies.Describe(policy)}: is deleted; the group stays at {Groups.Capacity(group)}",
            .. (policy.Alarms ?? []).Select(a => tracking ? $"alarm {a.AlarmName} is deleted with it" : $"alarm {a.AlarmName} stays, and no longer scales"),
        ])
        {
            Resources = [Groups.ToResource(group)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        await asg.DeletePolicyAsync(new() { AutoScalingGroupName = input.Group, PolicyName = input.Policy }, ct);
        return new(input.Policy);
    }
}
