using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

/// <summary>elb_get_load_balancer (DescribeLoadBalancers, DescribeListeners, DescribeRules, DescribeTargetGroups, DescribeTargetHealth, DescribeLoadBalancerAttributes, DescribeTags).</summary>
public static class GetLoadBalancer
{
    public static readonly ElbTool Tool = ElbTool.Read<Input, Result>(
        "get_load_balancer", "One load balancer with its listeners, rules, target groups, target health and attributes. For the health check settings of a group, use elb_get_target_health.", RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:DescribeTargetHealth", "elasticloadbalancing:DescribeLoadBalancerAttributes", "elasticloadbalancing:DescribeTags",
        ],
        examples: ["Where does the load balancer web send requests for /api?", "Is everything behind this load balancer healthy?"]);

    public sealed record Input
    {
        [Description("Name or ARN.")]
        public required string LoadBalancer { get; init; }
    }

    public sealed record Zone(string Name, string? SubnetId, IReadOnlyList<string> Addresses);

    public sealed record RuleRow(string? Arn, string Priority, IReadOnlyList<string> Conditions, string Action);

    public sealed record ListenerRow(string Arn, string Protocol, int? Port, IReadOnlyList<string> Certificates, string? SslPolicy, IReadOnlyList<RuleRow> Rules);

    public sealed record GroupRow(string Arn, string Name, string? Protocol, int? Port, string? TargetType, int Healthy, IReadOnlyList<TargetState> Targets);

    public sealed record Result(
        string Arn, string Name, string Type, string? Scheme, string State, string? StateReason, string? DnsName, string? HostedZoneId, string? VpcId, string? IpAddressType, DateTime? CreatedAt,
        IReadOnlyList<string> SecurityGroups, IReadOnlyList<Zone> Zones, IReadOnlyList<ListenerRow> Listeners, IReadOnlyList<GroupRow> TargetGroups,
        IReadOnlyDictionary<string, string> Attributes, IReadOnlyDictionary<string, string> Tags);

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var lb = await ElbFind.LoadBalancerAsync(elb, input.LoadBalancer, ct);
        var (listeners, groups) = (ListenersAsync(elb, lb.LoadBalancerArn, ct), GroupsAsync(elb, lb.LoadBalancerArn, ct));
        var (attributes, tags) = (elb.DescribeLoadBalancerAttributesAsync(new() { LoadBalancerArn = lb.LoadBalancerArn }, ct), ElbFind.TagsAsync(elb, [lb.LoadBalancerArn], ct));
        await Task.WhenAll(listeners, groups, attributes, tags);
        return new(
            lb.LoadBalancerArn, lb.LoadBalancerName, lb.Type?.Value ?? "", lb.Scheme?.Value, lb.State?.Code?.Value ?? "", lb.State?.Reason, lb.DNSName, lb.CanonicalHostedZoneId, lb.VpcId,
            lb.IpAddressType?.Value, lb.CreatedTime, lb.SecurityGroups ?? [], [.. (lb.AvailabilityZones ?? []).Select(ToZone)], await listeners, await groups,
            ((await attributes).Attributes ?? []).ToDictionary(a => a.Key, a => a.Value ?? ""), (await tags)[lb.LoadBalancerArn].ToMap());
    }

    private static async Task<IReadOnlyList<ListenerRow>> ListenersAsync(IAmazonElasticLoadBalancingV2 elb, string arn, CancellationToken ct) =>
        await Task.WhenAll((await ElbFind.ListenersAsync(elb, arn, ct)).Select(async l => new ListenerRow(
            l.ListenerArn, l.Protocol?.Value ?? "", l.Port, [.. (l.Certificates ?? []).Select(c => c.CertificateArn)], l.SslPolicy,
            [.. (await ElbFind.RulesAsync(elb, l, ct)).Select(r => new RuleRow(r.RuleArn, r.Priority, [.. (r.Conditions ?? []).Select(ElbText.Describe)], ElbText.Describe(r.Actions)))])));

    private static async Task<IReadOnlyList<GroupRow>> GroupsAsync(IAmazonElasticLoadBalancingV2 elb, string arn, CancellationToken ct) =>
        await Task.WhenAll((await ElbFind.TargetGroupsAsync(elb, arn, ct)).Select(async g =>
        {
            var targets = await ElbFind.TargetsAsync(elb, g.TargetGroupArn, ct);
            return new GroupRow(g.TargetGroupArn, g.TargetGroupName, g.Protocol?.Value, g.Port, g.TargetType?.Value,
                targets.Count(t => t.TargetHealth?.State == TargetHealthStateEnum.Healthy), [.. targets.Select(TargetState.Of)]);
        }));

    private static Zone ToZone(AvailabilityZone z) => new(z.ZoneName, z.SubnetId, [.. (z.LoadBalancerAddresses ?? []).SelectMany(a => new[] { a.IpAddress, a.PrivateIPv4Address, a.IPv6Address }).Where(a => !string.IsNullOrEmpty(a))]);
}
