using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_set_desired_capacity (SetDesiredCapacity).</summary>
public static class SetDesiredCapacity
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "set_desired_capacity", "Sets how many instances a group runs now. For its limits, use asg_update_group; to end a certain instance, asg_terminate_instance.", PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:SetDesiredCapacity"],
        examples: ["Scale the group web to four."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Instances.")]
        public required int Desired { get; init; }

        [Description("Refuse while a cooldown runs.")]
        public bool HonorCooldown { get; init; }

        [Description("Until settled, max 10 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Name, int? Desired, int InService, int Instances);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var group = await Groups.FindAsync(asg, input.Group, ct);
        if (input.Desired < group.MinSize || input.Desired > group.MaxSize)
            throw new ToolException(ToolErrorCode.InvalidInput, $"{input.Group} runs {group.MinSize} to {group.MaxSize} instances.", "Change its limits with asg_update_group first.");
        var difference = input.Desired - (group.DesiredCapacity ?? 0);
        return new($"Set the desired capacity of {input.Group} from {group.DesiredCapacity} to {input.Desired}.", [.. Effects(group, difference)])
        {
            Resources = [Groups.ToResource(group)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        await asg.SetDesiredCapacityAsync(new() { AutoScalingGroupName = input.Group, DesiredCapacity = input.Desired, HonorCooldown = input.HonorCooldown }, ct);
        var group = await Groups.SettleAsync(asg, input.Group, input.Wait, context, ct);
        return new(group.AutoScalingGroupName, group.DesiredCapacity, Groups.InService(group), group.Instances?.Count ?? 0);
    }

    private static IEnumerable<string> Effects(AutoScalingGroup group, int difference)
    {
        if (difference == 0) return ["nothing changes"];
        if (difference > 0) return [$"{difference} instance(s) of {Groups.LaunchTemplate(group)} start"];
        var free = (group.Instances ?? []).Where(i => i.ProtectedFromScaleIn != true).ToList();
        return
        [
            $"{-difference} of these {free.Count} instance(s) are terminated, chosen by {string.Join(", ", (group.TerminationPolicies ?? []).DefaultIfEmpty("Default"))}; their instance-store data is lost",
            .. free.Select(Groups.Describe),
        ];
    }
}
