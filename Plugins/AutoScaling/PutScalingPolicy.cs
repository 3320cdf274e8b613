using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_put_scaling_policy (PutScalingPolicy).</summary>
public static class PutScalingPolicy
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "put_scaling_policy", "Creates or replaces a scaling policy: keep a metric at a target, or a simple step for an alarm to trigger. For the clock, use asg_put_scheduled_action.", PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribePolicies", "autoscaling:PutScalingPolicy"],
        examples: ["Keep the CPU of the group web at 50 %."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Policy name.")]
        public required string Policy { get; init; }

        [Description("Metric to keep."), AllowedValues("ASGAverageCPUUtilization", "ASGAverageNetworkIn", "ASGAverageNetworkOut", "ALBRequestCountPerTarget")]
        public string? Metric { get; init; }

        [Description("At this value.")]
        public double? Target { get; init; }

        [Description("For ALB: app/LB/ID/targetgroup/GROUP/ID.")]
        public string? ResourceLabel { get; init; }

        [Description("Only scale out.")]
        public bool DisableScaleIn { get; init; }

        [Description("Or a simple step: how much.")]
        public int? Adjustment { get; init; }

        [Description("Of what."), AllowedValues("ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity")]
        public string AdjustmentType { get; init; } = "ChangeInCapacity";

        [Description("Seconds.")]
        public int? Cooldown { get; init; }
    }

    public sealed record Result(string? Arn, IReadOnlyList<string> Alarms);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var policy = ToPolicy(input);
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var old = await Policies.FindAsync(asg, input.Group, input.Policy, ct);
        return new($"{(old is null ? "Create" : "Replace")} the policy {input.Policy} of {input.Group} ({Groups.Capacity(group)}).",
            [$"{input.Policy}: {(old is null ? "not there" : Policies.Describe(old))} -> {Policies.Describe(policy)}"])
        {
            Resources = [Groups.ToResource(group)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var policy = ToPolicy(input);
        var answer = await asg.PutScalingPolicyAsync(new()
        {
            AutoScalingGroupName = input.Group,
            PolicyName = input.Policy,
            PolicyType = policy.PolicyType,
            TargetTrackingConfiguration = policy.TargetTrackingConfiguration,
            AdjustmentType = policy.AdjustmentType,
            ScalingAdjustment = policy.ScalingAdjustment,
            Cooldown = policy.Cooldown,
        }, ct);
        return new(answer.PolicyARN, [.. (answer.Alarms ?? []).Select(a => a.AlarmName)]);
    }

    private static ScalingPolicy ToPolicy(Input input) => (input.Metric, input.Adjustment) switch
    {
        ({ } metric, null) when input.Target is not null => new()
        {
            PolicyType = "TargetTrackingScaling",
            TargetTrackingConfiguration = new()
            {
                PredefinedMetricSpecification = new() { PredefinedMetricType = metric, ResourceLabel = input.ResourceLabel },
                TargetValue = input.Target,
                DisableScaleIn = input.DisableScaleIn,
            },
        },
        (null, { } adjustment) => new() { PolicyType = "SimpleScaling", AdjustmentType = input.AdjustmentType, ScalingAdjustment = adjustment, Cooldown = input.Cooldown },
        _ => throw new ToolException(ToolErrorCode.InvalidInput, "Give either metric and target, or adjustment."),
    };
}
