using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>What the plans of several tools say of existing resources.</summary>
internal static class ElbPlans
{
    public static async Task<IReadOnlyList<PlannedResource>> ResourcesAsync(
        IAmazonElasticLoadBalancingV2 elb, IEnumerable<(string Arn, string State)> resources, CancellationToken ct)
    {
        var all = resources.DistinctBy(r => r.Arn).ToList();
        var tags = await ElbFind.TagsAsync(elb, all.Select(r => r.Arn), ct);
        return [.. all.Select(r => new PlannedResource(r.Arn, r.State) { Tags = tags[r.Arn].ToMap() })];
    }

    public static (string Arn, string State) Of(LoadBalancer lb) => (lb.LoadBalancerArn,
        $"{lb.Type?.Value}, {lb.Scheme?.Value}, {lb.State?.Code?.Value}, {lb.VpcId}, "
        + $"subnets {PlanBuilder.Text(lb.AvailabilityZones?.Select(z => z.SubnetId))}"
        + (lb.SecurityGroups is { Count: > 0 } groups ? $", security groups {PlanBuilder.Text(groups)}" : ""));

    public static (string Arn, string State) Of(Listener listener) => (listener.ListenerArn,
        $"{ElbText.Port(listener)}, {ElbText.Describe(listener.DefaultActions)}"
        + (listener.Certificates is { Count: > 0 } all ? $", certificates {PlanBuilder.Text(all.Select(c => c.CertificateArn))}" : ""));

    public static (string Arn, string State) Of(Rule rule) => (rule.RuleArn, ElbText.Describe(rule));

    public static (string Arn, string State) Of(TargetGroup group) => (group.TargetGroupArn,
        $"{group.Protocol?.Value}:{group.Port} of {group.TargetType?.Value} targets, {group.VpcId}, health check {HealthCheck(group)}");

    /// <summary>Why a listener of this load balancer cannot have the action.</summary>
    /// <param name="elb">The client.</param>
    /// <param name="lb">The load balancer.</param>
    /// <param name="route">What is asked for.</param>
    /// <param name="ct">Ends the asking.</param>
    public static async Task<IReadOnlyList<string>> ObstaclesAsync(
        IAmazonElasticLoadBalancingV2 elb, LoadBalancer lb, Route route, CancellationToken ct)
    {
        List<string> all = [];
        var isApplication = lb.Type == LoadBalancerTypeEnum.Application;
        if (!isApplication && route.Action.Type != ActionTypeEnum.Forward)
            all.Add($"{lb.LoadBalancerName} is a {lb.Type?.Value} load balancer, which can only forward to target groups.");
        foreach (var group in route.TargetGroups)
        {
            // A group without a protocol has a function as its target.
            if (isApplication && group.Protocol is { } protocol && protocol != ProtocolEnum.HTTP && protocol != ProtocolEnum.HTTPS)
                all.Add($"{group.TargetGroupName} is a target group for {protocol.Value}; application load balancers take HTTP and HTTPS.");
            if (lb.Type == LoadBalancerTypeEnum.Network && group.Protocol?.Value is null or "HTTP" or "HTTPS")
                all.Add($"{group.TargetGroupName} is a target group for {group.Protocol?.Value ?? "functions"}; network load balancers "
                    + "take TCP, TLS and UDP. A group of type alb leads to an application load balancer.");
            // One that was just deleted may still be listed.
            foreach (var other in (group.LoadBalancerArns ?? []).Where(a => a != lb.LoadBalancerArn).Select(ElbText.Name)
                .Order(StringComparer.Ordinal))
                if (await ElbFind.LoadBalancerExistsAsync(elb, other, ct))
                    all.Add($"{group.TargetGroupName} is used by the load balancer {other}; a target group belongs to one only.");
        }

        return all;
    }

    /// <summary>A warning for each target group that could not answer a request.</summary>
    /// <param name="elb">The client.</param>
    /// <param name="route">What is asked for.</param>
    /// <param name="ct">Ends the asking.</param>
    public static async Task<IEnumerable<string>> HealthAsync(IAmazonElasticLoadBalancingV2 elb, Route route, CancellationToken ct)
    {
        var all = await route.TargetGroups.AskAsync((g, t) => ElbFind.TargetsAsync(elb, g.TargetGroupArn, t), ct);
        return from pair in route.TargetGroups.Zip(all)
               let states = pair.Second.GroupBy(t => t.TargetHealth?.State?.Value ?? "unknown").OrderBy(s => s.Key, StringComparer.Ordinal)
                   .ToList()
               where states.All(s => s.Key != "healthy")
               select states.Count == 0 ? $"{pair.First.TargetGroupName} has no targets."
                   : $"{pair.First.TargetGroupName} has no healthy target ({string.Join(", ", states.Select(s => $"{s.Count()} {s.Key}"))})"
                       + $"{(states.All(s => s.Key == "unused") ? "; AWS checks them once a load balancer uses the group" : "")}.";
    }

    /// <summary><c>HTTP:traffic-port /health every 30 s</c></summary>
    private static string HealthCheck(TargetGroup group) => group.HealthCheckEnabled is false
        ? "off"
        : $"{group.HealthCheckProtocol?.Value}:{group.HealthCheckPort}{(group.HealthCheckPath is { } path ? $" {path}" : "")} "
            + $"every {group.HealthCheckIntervalSeconds} s";
}
