using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_put_warm_pool (PutWarmPool).</summary>
public static class PutWarmPool
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "put_warm_pool", "Keeps prepared instances beside a group, so that it grows faster.", PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:PutWarmPool", "ec2:RunInstances", "ec2:CreateTags", "ssm:GetParameters",
            "iam:PassRole>ec2.amazonaws.com"],
        examples: ["Keep two stopped instances ready for the group web."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Fewest that are ready."), Range(0, int.MaxValue)]
        public int MinSize { get; init; }

        [Description("In the group and ready together; default max of the group."), Range(0, int.MaxValue)]
        public int? MaxPrepared { get; init; }

        [Description("How they wait."), AllowedValues("Stopped", "Running", "Hibernated")]
        public string State { get; init; } = "Stopped";

        [Description("Return to it at scale-in.")]
        public bool Reuse { get; init; }
    }

    public sealed record Result(string Name, int MinSize, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var (now, what) = (group.WarmPoolConfiguration, $"warm pool of {input.Group}");
        var plan = new PlanBuilder($"{(now is null ? "Create" : "Change")} the {what} ({Capacity.Describe(group)}).")
            .Touch(Groups.ToResource(group));
        if (SetMixedInstances.UsesSpot(group)) plan.Obstacle($"{input.Group} launches Spot Instances, and such a group has no warm pool.");
        else if (group.MixedInstancesPolicy is not null) plan.Unknown(
            $"Whether AWS takes a warm pool for {input.Group}, which mixes instance types: it did not in former years.");
        if (now is null)
        {
            var cost = input.State == "Running" ? "as those in service" : "for their volumes and addresses";
            plan.Create(what, $"instances of {Groups.Source(group)} cost {cost}")
                .Create(what, "state", input.State).Create(what, "fewest", input.MinSize)
                    .Create(what, "most with the group", input.MaxPrepared ?? group.MaxSize);
            return plan.Undo("asg_delete_warm_pool", new { group = input.Group, force = true }).Build();
        }

        plan.Change(what, "state", now.PoolState?.Value ?? "Stopped", input.State)
            .Change(what, "fewest", now.MinSize ?? 0, input.MinSize)
            .Change(what, "most with the group", Most(now.MaxGroupPreparedCapacity) ?? group.MaxSize, input.MaxPrepared ?? group.MaxSize)
            .Change(what, "reuse at scale-in", now.InstanceReusePolicy?.ReuseOnScaleIn ?? false, input.Reuse);
        return plan.Undo("asg_put_warm_pool", Policies.Given(
            ("group", input.Group), ("minSize", now.MinSize ?? 0), ("maxPrepared", Most(now.MaxGroupPreparedCapacity)),
            ("state", now.PoolState?.Value ?? "Stopped"), ("reuse", now.InstanceReusePolicy?.ReuseOnScaleIn ?? false))).Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        await asg.PutWarmPoolAsync(new()
        {
            AutoScalingGroupName = input.Group,
            MinSize = input.MinSize,
            // -1 takes an earlier number away.
            MaxGroupPreparedCapacity = input.MaxPrepared ?? -1,
            PoolState = input.State,
            InstanceReusePolicy = new() { ReuseOnScaleIn = input.Reuse },
        }, ct);
        context.Done($"set the warm pool of {input.Group}", created: input.Group);
        return new(input.Group, input.MinSize, input.State);
    }

    private static int? Most(int? prepared) => prepared is < 0 ? null : prepared;
}
