using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

/// <summary>What the plans of several tools say of existing resources.</summary>
internal static class ElbPlans
{
    public static async Task<IReadOnlyList<PlannedResource>> ResourcesAsync(IAmazonElasticLoadBalancingV2 elb, IEnumerable<(string Arn, string State)> resources, CancellationToken ct)
    {
        var all = resources.ToList();
        var tags = await ElbFind.TagsAsync(elb, all.Select(r => r.Arn), ct);
        return [.. all.Select(r => new PlannedResource(r.Arn, r.State) { Tags = tags[r.Arn].ToMap() })];
    }

    public static (string Arn, string State) Of(LoadBalancer lb) => (lb.LoadBalancerArn,
        $"{lb.Type?.Value}, {lb.Scheme?.Value}, {lb.State?.Code?.Value}, {lb.VpcId}, subnets {string.Join(" ", (lb.AvailabilityZones ?? []).Select(z => z.SubnetId))}"
        + (lb.SecurityGroups is { Count: > 0 } groups ? $", security groups {string.Join(" ", groups)}" : ""));

    public static (string Arn, string State) Of(Listener listener) => (listener.ListenerArn,
        $"{ElbText.Port(listener)}, {ElbText.Describe(listener.DefaultActions)}{string.Concat((listener.Certificates ?? []).Select(c => $", certificate {c.CertificateArn}"))}");

    public static (string Arn, string State) Of(Rule rule) => (rule.RuleArn, ElbText.Describe(rule));

    public static (string Arn, string State) Of(TargetGroup group) => (group.TargetGroupArn,
        $"{group.Protocol?.Value}:{group.Port} of {group.TargetType?.Value} targets, {group.VpcId}, health check {HealthCheck(group)}");

    /// <summary><c>HTTP:traffic-port /health every 30 s</c></summary>
    public static string HealthCheck(TargetGroup group) => group.HealthCheckEnabled == false
        ? "off"
        : $"{group.HealthCheckProtocol?.Value}:{group.HealthCheckPort}{(group.HealthCheckPath is { } path ? $" {path}" : "")} every {group.HealthCheckIntervalSeconds} s";
}
