using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_put_scaling_policy (PutScalingPolicy).</summary>
public static class PutScalingPolicy
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "put_scaling_policy",
        "Creates or replaces a scaling policy: keep a metric at a target, or a simple policy for an alarm to trigger. For the clock, use "
            + "asg_put_scheduled_action.",
        PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribePolicies", "autoscaling:PutScalingPolicy"],
        examples: ["Keep the CPU of the group web at 50 %."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Policy name."), MaxLength(255)]
        public required string Policy { get; init; }

        [Description("Metric to keep at target; else give adjustment."),
            AllowedValues("ASGAverageCPUUtilization", "ASGAverageNetworkIn", "ASGAverageNetworkOut", "ALBRequestCountPerTarget")]
        public string? Metric { get; init; }

        [Description("Value to keep, in the metric's unit.")]
        public double? Target { get; init; }

        [Description("For ALBRequestCountPerTarget: app/web/1a2b/targetgroup/api/3c4d.")]
        public string? ResourceLabel { get; init; }

        [Description("Let metric only scale out, never in.")]
        public bool DisableScaleIn { get; init; }

        [Description("Simple policy: add, or remove if negative.")]
        public int? Adjustment { get; init; }

        [Description("Step policy: adjustment by its lower bound above the alarm's threshold."), Example("""{"0":1,"20":3}""")]
        public IReadOnlyDictionary<string, int> Steps { get; init; } = new Dictionary<string, int>();

        [Description("How to read adjustment."), AllowedValues("ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity")]
        public string AdjustmentType { get; init; } = "ChangeInCapacity";

        [Description("Seconds a simple policy waits before scaling again."), Range(0, int.MaxValue)]
        public int? Cooldown { get; init; }
    }

    public sealed record Result(string? Arn, IReadOnlyList<string> Alarms);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var policy = ToPolicy(input);
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var old = await Policies.FindAsync(asg, input.Group, input.Policy, ct);
        var plan =
            new PlanBuilder(
            $"{(old is null ? "Create" : "Replace")} the policy {input.Policy} of {input.Group} ({Capacity.Describe(group)}).")
            .Touch(Groups.ToResource(group));
        if (old is null) plan.Create($"policy {input.Policy}", "rule", Policies.Describe(policy))
            .Undo("asg_delete_policy", new { group = input.Group, policy = input.Policy });
        else
        {
            plan.Change($"policy {input.Policy}", "rule", Policies.Describe(old), Policies.Describe(policy));
            if (old.Enabled is false) plan.Change($"policy {input.Policy}", "enabled", false, true);
            if (old.PolicyType is { } type && type != policy.PolicyType)
                plan.Unknown(
                    $"Whether AWS replaces a policy of type {type} by one of type {policy.PolicyType}; delete it first with "
                        + "asg_delete_policy if not.");
            if (Policies.ToArguments(old) is { } before) plan.Undo("asg_put_scaling_policy", before);
        }

        if (input.ResourceLabel is { } label && !IsAttached(group, label))
            plan.Obstacle($"The target group of resourceLabel is not attached to {input.Group}; asg_attach_target_groups attaches it.");
        if (Capacity.Unit(group) is { } unit && policy.TargetTrackingConfiguration is null) plan.Warn(
            $"adjustment counts {unit} of {input.Group}, not instances.");
        return plan.Build();
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
            StepAdjustments = policy.StepAdjustments,
            MetricAggregationType = policy.MetricAggregationType,
            Cooldown = policy.Cooldown,
        }, ct);
        return new(answer.PolicyARN, [.. (answer.Alarms ?? []).Select(a => a.AlarmName)]);
    }

    private static ScalingPolicy ToPolicy(Input input) => (input.Metric, input.Adjustment, input.Steps.Count) switch
    {
        ({ } metric, null, 0) => Tracking(input, metric),
        (null, { } adjustment, 0) => Simple(input, adjustment),
        (null, null, > 0) => Stepped(input),
        _ => throw ToolException.InvalidInput("Give either metric and target, adjustment, or steps."),
    };

    // Steps of a rising alarm reach up to the next bound, those of a falling one (0 or below) down to it, and the outermost without end.
    private static ScalingPolicy Stepped(Input input)
    {
        if (input.Target is not null || input.ResourceLabel is not null || input.DisableScaleIn || input.Cooldown is not null)
            throw ToolException.InvalidInput("target, resourceLabel, disableScaleIn and cooldown do not apply to steps.");
        var all = input.Steps.Select(s =>
            double.TryParse(s.Key, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture,
                out var bound)
            ? (Bound: bound, s.Value)
                : throw ToolException.InvalidInput($"'{s.Key}' is not a number.", "Name the bounds of steps like {\"0\":1,\"20\":3}."))
                    .OrderBy(s => s.Bound).ToList();
        var falls = all[0].Bound < 0;
        if (all[falls ? ^1 : 0].Bound != 0 || (falls && all[^1].Bound > 0)) throw ToolException.InvalidInput(
            "Steps begin at 0, the alarm's threshold, and go up or down from there.");
        return new()
        {
            PolicyType = "StepScaling",
            AdjustmentType = input.AdjustmentType,
            MetricAggregationType = "Average",
            StepAdjustments = [.. all.Select((s, i) => falls
                ? new StepAdjustment { MetricIntervalLowerBound = i == 0 ? null : all[i - 1].Bound, MetricIntervalUpperBound = s.Bound,
                    ScalingAdjustment = s.Value }
                : new StepAdjustment { MetricIntervalLowerBound = s.Bound, MetricIntervalUpperBound = i + 1 < all.Count ? all[i + 1].Bound
                    : null, ScalingAdjustment = s.Value })],
        };
    }

    private static ScalingPolicy Tracking(Input input, string metric)
    {
        if (input.Target is null) throw ToolException.InvalidInput("metric needs target, the value to keep it at.");
        if (input.Cooldown is not null) throw ToolException.InvalidInput("cooldown applies to simple policies only.",
            "Leave it out, or give adjustment in place of metric.");
        if (metric == "ALBRequestCountPerTarget" != input.ResourceLabel is not null)
            throw ToolException.InvalidInput("resourceLabel is needed for ALBRequestCountPerTarget, and for no other metric.",
                "It is the end of the load balancer's ARN, a slash and the end of the target group's; elb_get_load_balancer has both.");
        return new()
        {
            PolicyType = "TargetTrackingScaling",
            TargetTrackingConfiguration = new()
            {
                PredefinedMetricSpecification = new() { PredefinedMetricType = metric, ResourceLabel = input.ResourceLabel },
                TargetValue = input.Target,
                DisableScaleIn = input.DisableScaleIn,
            },
        };
    }

    private static ScalingPolicy Simple(Input input, int adjustment)
    {
        if (input.Target is not null || input.ResourceLabel is not null || input.DisableScaleIn)
            throw ToolException.InvalidInput("target, resourceLabel and disableScaleIn apply to metric, not to adjustment.");
        if (input.AdjustmentType == "ExactCapacity" && adjustment < 0) throw ToolException.InvalidInput(
            "An exact capacity cannot be negative.");
        return new()
        {
            PolicyType = "SimpleScaling",
            AdjustmentType = input.AdjustmentType,
            ScalingAdjustment = adjustment,
            Cooldown = input.Cooldown
        };
    }

    // The label ends with the last part of the target group's ARN.
    private static bool IsAttached(AutoScalingGroup group, string label) =>
        (group.TargetGroupARNs ?? []).Concat((group.TrafficSources ?? []).Select(s => s.Identifier))
            .Any(arn => label.EndsWith($"/{arn.Split(':')[^1]}", StringComparison.Ordinal));
}
