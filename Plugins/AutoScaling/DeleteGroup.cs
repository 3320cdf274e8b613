using System.ComponentModel;
using Amazon.AutoScaling;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_delete_group: shows what would end, and on confirmation deletes it (DeleteAutoScalingGroup).</summary>
public static class DeleteGroup
{
    public static readonly AsgTool Tool = AsgTool.Destructive<Input, Result>(
        "delete_group", "Deletes an Auto Scaling group; with force, its instances too. To end the instances and keep the group, use asg_update_group and asg_set_desired_capacity.", PlanAsync, RunAsync,
        iam:
        [
            "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribePolicies", "autoscaling:DescribeScheduledActions", "autoscaling:DeleteAutoScalingGroup",
        ],
        examples: ["What would deleting the group web end?"],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Terminate its instances.")]
        public required bool Force { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var (policies, actions) = (asg.DescribePoliciesAsync(new() { AutoScalingGroupName = input.Group }, ct), asg.DescribeScheduledActionsAsync(new() { AutoScalingGroupName = input.Group }, ct));
        await Task.WhenAll(policies, actions);
        var instances = group.Instances ?? [];
        return new($"Delete the Auto Scaling group {input.Group} ({Groups.Capacity(group)}){(input.Force && instances.Count > 0 ? $" and terminate its {instances.Count} instance(s)" : "")}.",
        [
            .. Refusals(group.DeletionProtection, instances.Count, input.Force),
            .. instances.Select(i => $"{Groups.Describe(i)}{(input.Force ? " -> terminated; its instance-store data is lost" : "")}"),
            .. ((await policies).ScalingPolicies ?? []).Select(p => $"policy {p.PolicyName} ({Policies.Describe(p)}) is deleted"),
            .. ((await actions).ScheduledUpdateGroupActions ?? []).Select(a => $"scheduled action {a.ScheduledActionName} ({Policies.Describe(a)}) is deleted"),
            .. (group.TargetGroupARNs ?? []).Select(t => $"{t} stays, without these instances"),
        ])
        {
            Resources = [Groups.ToResource(group)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        await asg.DeleteAutoScalingGroupAsync(new() { AutoScalingGroupName = input.Group, ForceDelete = input.Force }, ct);
        return new(input.Group);
    }

    private static IEnumerable<string> Refusals(DeletionProtection? protection, int instances, bool force)
    {
        if (protection == DeletionProtection.PreventAllDeletion || force && protection == DeletionProtection.PreventForceDeletion)
            yield return $"AWS will refuse: deletion protection is {protection.Value}. asg_update_group switches it off.";
        if (instances > 0 && !force) yield return $"AWS will refuse: the group has {instances} instance(s), and force is false";
    }
}
