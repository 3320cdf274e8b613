using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_detach_instances (DetachInstances).</summary>
public static class DetachInstances
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "detach_instances", "Takes instances out of a group for good; they run on alone. For a while only, use asg_set_standby.", PlanAsync,
        RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DetachInstances"],
        examples: ["Keep the broken instance for forensics, outside of its group."]);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Instance ids."), MinLength(1), MaxLength(20)]
        public required IReadOnlyList<string> InstanceIds { get; init; }

        [Description("On: no replacements are launched.")]
        public bool DecrementDesiredCapacity { get; init; }
    }

    public sealed record Result(string Name, IReadOnlyList<string> Activities);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var plan = new PlanBuilder($"Detach {input.InstanceIds.Count} instance(s) from {input.Group} ({Capacity.Describe(group)}).")
            .Touch(Groups.ToResource(group));
        var members = Members.Of(plan, group, input.InstanceIds);
        foreach (var i in members) plan.Change(Groups.Describe(i), "group", input.Group, null,
            "it runs on and costs on, behind no target group of the group");
        if (input.DecrementDesiredCapacity) Members.Shrink(plan, group, members.Count);
        else if (members.Count > 0) plan.Create($"{members.Count} instance(s) of {Groups.Source(group)}", "in their place");
        return plan.Warn(Groups.Suspended(group, "Launch", "no instance takes their place until it is resumed"))
            .NoUndo("The API could attach them again; no tool of this server does.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        var activities = (await asg.DetachInstancesAsync(new()
        {
            AutoScalingGroupName = input.Group,
            InstanceIds = [.. input.InstanceIds],
            ShouldDecrementDesiredCapacity = input.DecrementDesiredCapacity,
        }, ct)).Activities;
        context.Done($"detached {PlanBuilder.Text(input.InstanceIds)} from {input.Group}");
        return new(input.Group, [.. (activities ?? []).Select(a => a.Description)]);
    }
}
