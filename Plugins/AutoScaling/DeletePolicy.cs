using System.ComponentModel;
using Amazon.AutoScaling;
using Infra.Aws;

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
            ?? throw ToolException.NotFound($"The policy '{input.Policy}' of {input.Group}", "asg_list_policies shows those that exist.");
        var plan = new PlanBuilder($"Delete the policy {input.Policy} of {input.Group}.")
            .Touch(Groups.ToResource(group))
            .Delete($"policy {input.Policy}", Policies.Describe(policy))
            .Keep($"Auto Scaling group {input.Group}", Capacity.Describe(group));
        foreach (var alarm in Policies.Alarms(policy))
        {
            if (policy.TargetTrackingConfiguration is not null) plan.Delete($"alarm {alarm}");
            else plan.Keep($"alarm {alarm}", "it no longer scales the group");
        }

        return (policy.TargetTrackingConfiguration is null && Policies.Alarms(policy).Any()
            ? plan.NoUndo("asg_put_scaling_policy puts it back under another ARN, and its alarms name the former one.")
            : Policies.ToArguments(policy) is { } old ? plan.Undo("asg_put_scaling_policy", old)
            : plan.NoUndo("asg_put_scaling_policy cannot express this policy.")).Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        await asg.DeletePolicyAsync(new() { AutoScalingGroupName = input.Group, PolicyName = input.Policy }, ct);
        return new(input.Policy);
    }
}
