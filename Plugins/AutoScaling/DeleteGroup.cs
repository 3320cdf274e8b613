using System.ComponentModel;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_delete_group: shows what would end, and on confirmation deletes it (DeleteAutoScalingGroup).</summary>
public static class DeleteGroup
{
    public static readonly AsgTool Tool = AsgTool.Destructive<Input, Result>(
        "delete_group",
        "Deletes an Auto Scaling group; with force, its instances too. To end the instances and keep the group, use asg_update_group and "
            + "asg_set_desired_capacity.",
        PlanAsync, RunAsync,
        iam:
        [
            "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribePolicies", "autoscaling:DescribeScheduledActions",
            "autoscaling:DescribeWarmPool", "autoscaling:DeleteAutoScalingGroup",
        ],
        examples: ["What would deleting the group web end?"],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Terminate its instances, warm pool included.")]
        public required bool Force { get; init; }
    }

    /// <summary>The group stays until its instances are gone: AWS is deleting it then.</summary>
    public sealed record Result(string? Deleted, string? Deleting);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var unknowns = new Unknowns(context.Target);
        var (policies, actions, warm) = (
            unknowns.TryAsync($"The policies of {input.Group}", () => Policies.AllAsync(asg, input.Group, ct)),
            unknowns.TryAsync($"The scheduled actions of {input.Group}", () => Policies.AllActionsAsync(asg, input.Group, ct)),
            unknowns.TryAsync($"The warm pool of {input.Group}", () => WarmAsync(asg, group, ct)));
        await Task.WhenAll(policies, actions, warm);
        var instances = Groups.Instances(group).ToList();
        var ending = input.Force ? [.. instances, .. await warm ?? []] : new List<Instance>();
        var plan = new PlanBuilder($"Delete the Auto Scaling group {input.Group} ({Capacity.Describe(group)})"
                + $"{(ending.Count > 0 ? $" and terminate its {ending.Count} instance(s)" : "")}.")
            .Touch(Groups.ToResource(group))
            .Delete($"Auto Scaling group {input.Group}");
        foreach (var i in ending) plan.Delete(Groups.Describe(i), "terminated; its instance-store data is lost");
        foreach (var p in await policies ?? [])
        {
            plan.Delete($"policy {p.PolicyName}", Policies.Describe(p));
            foreach (var alarm in Policies.Alarms(p)) plan.Delete($"alarm {alarm} of policy {p.PolicyName}",
                "unless it has another action");
        }

        foreach (var a in await actions ?? []) plan.Delete($"scheduled action {a.ScheduledActionName}", Policies.Describe(a));
        foreach (var t in (group.TargetGroupARNs ?? []).Order(StringComparer.Ordinal)) plan.Keep(t, "without these instances");
        if (group.DeletionProtection == DeletionProtection.PreventAllDeletion || input.Force
            && group.DeletionProtection == DeletionProtection.PreventForceDeletion)
            plan.Obstacle(
                $"Deletion protection of {input.Group} is {group.DeletionProtection.Value}; asg_update_group with deletionProtection none "
                    + "turns it off.");
        if (instances.Count > 0 && !input.Force)
            plan.Obstacle($"{input.Group} has {instances.Count} instance(s), and force is false.");
        if (!input.Force && await warm is { Count: > 0 } pool)
            plan.Unknown(
                $"{input.Group} has a warm pool of {pool.Count} instance(s); whether AWS deletes the group without force is not "
                    + "documented.");
        return plan.Unknown(unknowns.Notes).NoUndo("A deleted group, its policies and terminated instances do not come back.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        await asg.DeleteAutoScalingGroupAsync(new() { AutoScalingGroupName = input.Group, ForceDelete = input.Force }, ct);
        context.Done($"asked to delete the Auto Scaling group {input.Group}");
        return await Groups.SeekAsync(asg, input.Group, ct) is null ? new(input.Group, null) : new(null, input.Group);
    }

    private static async Task<List<Instance>> WarmAsync(IAmazonAutoScaling asg, AutoScalingGroup group, CancellationToken ct) =>
        group.WarmPoolConfiguration is null ? [] : await Paging.AllAsync<Instance>(async token =>
        {
            var page = await asg.DescribeWarmPoolAsync(new() { AutoScalingGroupName = group.AutoScalingGroupName, NextToken = token }, ct);
            return (page.Instances, page.NextToken);
        }, i => i.InstanceId);
}
