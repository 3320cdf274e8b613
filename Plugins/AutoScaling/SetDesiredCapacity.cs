using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_set_desired_capacity (SetDesiredCapacity).</summary>
public static class SetDesiredCapacity
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "set_desired_capacity",
        "Sets how many instances a group runs now. For its limits, use asg_update_group; to end a certain instance, "
            + "asg_terminate_instance.",
        PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeScalingActivities", "autoscaling:SetDesiredCapacity"],
        examples: ["Scale the group web to four."],
        idempotent: true)
        .With(deadline: Groups.Settling + TimeSpan.FromMinutes(2));

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Instances, or the group's units."), Range(0, int.MaxValue)]
        public required int Desired { get; init; }

        [Description("Refuse while a cooldown runs.")]
        public bool HonorCooldown { get; init; }

        [Description("Until settled, max 10 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    /// <summary>InService and Instances count instances; Desired and InServiceCapacity count the unit, where there is one.</summary>
    public sealed record Result(string Name, int? Desired, string? Unit, int? InServiceCapacity, int InService, int Instances,
        string? Note);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var now = group.DesiredCapacity ?? 0;
        var plan = new PlanBuilder($"Set the desired capacity of {input.Group} from {now} to {Capacity.Amount(group, input.Desired)}.")
            .Touch(Groups.ToResource(group))
            .Change(input.Group, "desired capacity", now, input.Desired);
        if (input.Desired < group.MinSize || input.Desired > group.MaxSize)
            plan.Obstacle(
                $"{input.Group} runs {group.MinSize} to {Capacity.Amount(group, group.MaxSize)}; asg_update_group changes its limits.");
        if (input.HonorCooldown) plan.Unknown("Whether a cooldown runs; AWS refuses the act then.");
        Scaling(plan, group, input.Desired - now);
        if (input.Desired != now && now >= group.MinSize && now <= group.MaxSize)
            plan.Undo("asg_set_desired_capacity", new { group = input.Group, desired = now });
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        await asg.SetDesiredCapacityAsync(new()
        {
            AutoScalingGroupName = input.Group,
            DesiredCapacity = input.Desired,
            HonorCooldown = input.HonorCooldown
        }, ct);
        context.Done($"set the desired capacity of {input.Group} to {input.Desired}");
        var (group, note) = await Groups.SettleAsync(asg, input.Group, input.Wait, input.Desired, context, ct);
        // Without a wait AWS may still show the former one.
        return new(group.AutoScalingGroupName, input.Wait ? group.DesiredCapacity : input.Desired, Capacity.Unit(group),
            Capacity.Unit(group) is null ? null : Capacity.InService(group),
            Capacity.Instances(group), group.Instances?.Count ?? 0, note);
    }

    /// <summary>What starts or ends when the desired capacity changes by so much.</summary>
    internal static void Scaling(PlanBuilder plan, AutoScalingGroup group, int difference)
    {
        if (difference > 0)
        {
            plan.Create($"{Capacity.Amount(group, difference)} of {Groups.Source(group)}{Capacity.InInstances(group, difference)}")
                .Warn(Groups.Suspended(group, "Launch", "no instance starts until it is resumed"));
        }
        else if (difference < 0)
        {
            var removable = Capacity.Removable(group);
            var what = Capacity.Unit(group) is null ? $"{Math.Min(-difference, removable.Count)} of {removable.Count} instance(s)"
                : $"up to {Capacity.Amount(group, -difference)}{Capacity.InInstances(group, -difference)}, of {removable.Count} "
                    + "instance(s)";
            plan.Delete(what, $"chosen by {string.Join(", then ", (group.TerminationPolicies ?? []).DefaultIfEmpty("Default"))} from "
                + $"{PlanBuilder.Text(PlanBuilder.Some([.. removable.Select(Groups.Describe)]))}; their instance-store data is lost")
                .Warn(Groups.Suspended(group, "Terminate", "no instance ends until it is resumed"));
            if (group.Instances?.Count(i => i.ProtectedFromScaleIn is true) is > 0 and var kept)
                plan.Keep($"{kept} instance(s) of {group.AutoScalingGroupName}", "protected from scale-in");
        }
    }
}
