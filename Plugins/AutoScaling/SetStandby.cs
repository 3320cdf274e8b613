using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_set_standby (EnterStandby, ExitStandby).</summary>
public static class SetStandby
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "set_standby", "Takes instances of a group out of service to work on them, or puts them back.", PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:EnterStandby", "autoscaling:ExitStandby"],
        examples: ["Put i-0abc on standby so that we can look at it."]);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Instance ids."), MinLength(1), MaxLength(20)]
        public required IReadOnlyList<string> InstanceIds { get; init; }

        [Description("Off: back in service.")]
        public bool Standby { get; init; } = true;

        [Description("Off: replacements are launched.")]
        public bool DecrementDesiredCapacity { get; init; } = true;
    }

    public sealed record Result(string Name, IReadOnlyList<string> Activities);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var plan = new PlanBuilder(
            $"{(input.Standby ? "Put on standby" : "Put back in service")}: {input.InstanceIds.Count} instance(s) of {input.Group} "
                + $"({Capacity.Describe(group)}).")
            .Touch(Groups.ToResource(group));
        var moved = Members.Of(plan, group, input.InstanceIds);
        var wanted = input.Standby ? LifecycleState.InService : LifecycleState.Standby;
        foreach (var i in moved)
        {
            plan.Change(Groups.Describe(i), "state", i.LifecycleState?.Value, input.Standby ? "Standby" : "InService",
                input.Standby ? "load balancers send it nothing; it costs on, and is not checked"
                    : "load balancers send it requests again");
            if (i.LifecycleState != wanted) plan.Obstacle($"{i.InstanceId} is {i.LifecycleState?.Value}, not {wanted.Value}.");
        }

        if (!input.Standby) Members.Grow(plan, group, moved.Count);
        else if (input.DecrementDesiredCapacity) Members.Shrink(plan, group, moved.Count);
        else if (moved.Count > 0) plan.Create($"{moved.Count} instance(s) of {Groups.Source(group)}", "in their place");
        return plan.Undo("asg_set_standby", new { group = input.Group, instanceIds = input.InstanceIds, standby = !input.Standby }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        var activities = input.Standby
            ? (await asg.EnterStandbyAsync(
                new()
                {
                    AutoScalingGroupName = input.Group,
                    InstanceIds = [.. input.InstanceIds],
                    ShouldDecrementDesiredCapacity = input.DecrementDesiredCapacity
                }, ct)).Activities
            : (await asg.ExitStandbyAsync(new() { AutoScalingGroupName = input.Group, InstanceIds = [.. input.InstanceIds] }, ct))
                .Activities;
        context.Done($"{(input.Standby ? "put on standby" : "put back in service")}: {PlanBuilder.Text(input.InstanceIds)}");
        return new(input.Group, [.. (activities ?? []).Select(a => a.Description)]);
    }
}
