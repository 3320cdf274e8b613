using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_modify_target_group (ModifyTargetGroup).</summary>
public static class ModifyTargetGroup
{
    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "modify_target_group",
        "Changes the health check of a target group. For stickiness, draining and other attributes, use elb_modify_attributes.",
        PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth", "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:ModifyTargetGroup",
        ],
        examples: ["Check /health over HTTPS.", "Take a target out after two failed checks."],
        idempotent: true);

    public sealed record Input : HealthCheckInput
    {
        [Description("Name or ARN.")]
        public required string TargetGroup { get; init; }
    }

    public sealed record Result(string Arn, string Name, GetTargetHealth.HealthCheck HealthCheck);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var group = await ElbFind.TargetGroupAsync(elb, input.TargetGroup, ct);
        var changes = Changes(input, group);
        if (!input.ChecksHealth) throw ToolException.InvalidInput("Nothing to change.", "Give a setting of the health check.");
        var targets = await ElbFind.TargetsAsync(elb, group.TargetGroupArn, ct);
        var plan = new PlanBuilder($"Change the health check of {group.TargetGroupName}, which has {targets.Count} target(s).")
            .Touch(await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(group)], ct))
            .Add(changes.All);
        var healthy = targets.Count(t => t.TargetHealth?.State == TargetHealthStateEnum.Healthy);
        if (healthy > 0 && !changes.ChangesNothing)
            plan.Warn($"{healthy} of {targets.Count} target(s) are healthy by the present check; those that fail the new one get no "
                + $"requests, and an Auto Scaling group that looks at it replaces them.");
        var after = changes.ApplyTo(new());
        if ((after.HealthCheckTimeoutSeconds ?? group.HealthCheckTimeoutSeconds) is { } timeout
            && (after.HealthCheckIntervalSeconds ?? group.HealthCheckIntervalSeconds) is { } interval && timeout >= interval
            // Groups of former years have both alike, and may keep that.
            && (after.HealthCheckTimeoutSeconds ?? after.HealthCheckIntervalSeconds) is not null)
            plan.Obstacle($"The timeout of {timeout} s must be shorter than the interval of {interval} s.");
        var protocol = input.HealthCheckProtocol ?? group.HealthCheckProtocol?.Value;
        if (protocol == "TCP" && (group.Protocol?.Value is "HTTP" or "HTTPS" || group.TargetType == TargetTypeEnum.Lambda
            || group.TargetType == TargetTypeEnum.Alb))
            plan.Obstacle("The health check protocol of an HTTP, HTTPS, lambda or alb group cannot be TCP.");
        if (protocol == "TCP" && (input.HealthCheckPath ?? input.HealthyCodes) is not null)
            plan.Obstacle("A health check over TCP has no path and no codes; set healthCheckProtocol to HTTP or HTTPS.");
        return plan.Undo("elb_modify_target_group", Back(input, group)).Build();
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var group = await ElbFind.TargetGroupAsync(elb, input.TargetGroup, ct);
        var changes = Changes(input, group);
        if (!changes.ChangesNothing)
        {
            group = (await elb.ModifyTargetGroupAsync(changes.ApplyTo(new() { TargetGroupArn = group.TargetGroupArn }),
                ct)).TargetGroups[0];
            context.Done($"changed the health check of {group.TargetGroupArn}");
        }

        return new(group.TargetGroupArn, group.TargetGroupName, GetTargetHealth.HealthCheck.Of(group));
    }

    private static SettingChanges<ModifyTargetGroupRequest> Changes(Input input, TargetGroup now)
    {
        var changes = new SettingChanges<ModifyTargetGroupRequest>(now.TargetGroupName);
        changes.Add("health check protocol", now.HealthCheckProtocol?.Value, input.HealthCheckProtocol, (r, v) =>
            r.HealthCheckProtocol = v);
        changes.Add("health check port", now.HealthCheckPort, input.HealthCheckPort, (r, v) => r.HealthCheckPort = v);
        changes.Add("health check path", now.HealthCheckPath, input.HealthCheckPath, (r, v) => r.HealthCheckPath = v);
        changes.Add("health check interval in seconds", now.HealthCheckIntervalSeconds, input.HealthCheckInterval, (r, v) =>
            r.HealthCheckIntervalSeconds = v);
        changes.Add("health check timeout in seconds", now.HealthCheckTimeoutSeconds, input.HealthCheckTimeout, (r, v) =>
            r.HealthCheckTimeoutSeconds = v);
        changes.Add("healthy after successes", now.HealthyThresholdCount, input.HealthyThreshold, (r, v) => r.HealthyThresholdCount = v);
        changes.Add("unhealthy after failures", now.UnhealthyThresholdCount, input.UnhealthyThreshold, (r, v) =>
            r.UnhealthyThresholdCount = v);
        changes.Add("healthy codes", now.Matcher?.HttpCode ?? now.Matcher?.GrpcCode, input.HealthyCodes,
            (r, v) => r.Matcher = HealthCheckInput.Codes(v, now.ProtocolVersion));
        // Functions are not checked unless this says so.
        if (now.HealthCheckEnabled is false) changes.Add("health check", false, true, (r, v) => r.HealthCheckEnabled = v);
        return changes;
    }

    private static Dictionary<string, object> Back(Input input, TargetGroup now)
    {
        var back = new Dictionary<string, object> { ["targetGroup"] = input.TargetGroup };
        Add("healthCheckProtocol", input.HealthCheckProtocol, now.HealthCheckProtocol?.Value);
        Add("healthCheckPort", input.HealthCheckPort, now.HealthCheckPort);
        Add("healthCheckPath", input.HealthCheckPath, now.HealthCheckPath);
        Add("healthCheckInterval", input.HealthCheckInterval, now.HealthCheckIntervalSeconds);
        Add("healthCheckTimeout", input.HealthCheckTimeout, now.HealthCheckTimeoutSeconds);
        Add("healthyThreshold", input.HealthyThreshold, now.HealthyThresholdCount);
        Add("unhealthyThreshold", input.UnhealthyThreshold, now.UnhealthyThresholdCount);
        Add("healthyCodes", input.HealthyCodes, now.Matcher?.HttpCode ?? now.Matcher?.GrpcCode);
        return back;

        void Add(string name, object? asked, object? was)
        {
            if (asked is not null && was is not null) back[name] = was;
        }
    }
}
