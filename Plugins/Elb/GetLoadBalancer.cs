using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>
/// elb_get_load_balancer (DescribeLoadBalancers, DescribeListeners, DescribeListenerCertificates, DescribeRules, DescribeTargetGroups,
/// DescribeTargetHealth, DescribeLoadBalancerAttributes, DescribeTags).
/// </summary>
public static class GetLoadBalancer
{
    // An answer has about 5,000 tokens; the note says which call shows the rest.
    private const int MostListeners = 8, MostCertificates = 3, MostRules = 14, MostGroups = 10, MostTargets = 20;

    public static readonly ElbTool Tool = ElbTool.Read<Input, Result>(
        "get_load_balancer",
        "One load balancer: listeners, rules, target groups, unhealthy targets first, attributes. For health "
            + "checks, use elb_get_target_health.",
        RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeListeners",
                "elasticloadbalancing:DescribeListenerCertificates",
            "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth",
            "elasticloadbalancing:DescribeLoadBalancerAttributes", "elasticloadbalancing:DescribeTags",
        ],
        examples: ["Where does the load balancer web send requests for /api?", "Is everything behind this load balancer healthy?"]);

    public sealed record Input
    {
        [Description("Name or ARN.")]
        public required string LoadBalancer { get; init; }
    }

    public sealed record Zone(string Name, string? SubnetId, IReadOnlyList<string> Addresses);

    public sealed record ListenerRow(
        string Arn, string? Protocol, int? Port, int CertificateCount, IReadOnlyList<string> Certificates, string? SslPolicy,
            string? AlpnPolicy,
        string? MutualAuthentication, int? RuleCount, IReadOnlyList<ListRules.Row>? Rules);

    public sealed record GroupRow(
        string Arn, string Name, string? Protocol, int? Port, string? TargetType, int? Healthy, int? TargetCount,
            IReadOnlyList<TargetState>? Targets);

    public sealed record Result(
        string Arn, string Name, string Type, string? Scheme, string State, string? StateReason, string? DnsName, string? HostedZoneId,
            string? VpcId,
        string? IpAddressType, DateTime? CreatedAt, IReadOnlyList<string> SecurityGroups, IReadOnlyList<Zone> Zones,
        int? ListenerCount, IReadOnlyList<ListenerRow>? Listeners, int? TargetGroupCount, IReadOnlyList<GroupRow>? TargetGroups,
        IReadOnlyDictionary<string, string>? Attributes, IReadOnlyDictionary<string, string>? Tags, string? Note);

    private sealed record Whole(Listener Listener, IReadOnlyList<string>? Certificates, IReadOnlyList<Rule>? Rules);

    private sealed record Behind(TargetGroup Group, IReadOnlyList<TargetHealthDescription>? Targets)
    {
        public IEnumerable<TargetHealthDescription> NotHealthy =>
            (Targets ?? []).Where(t => t.TargetHealth?.State != TargetHealthStateEnum.Healthy);
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var lb = await ElbFind.LoadBalancerAsync(elb, input.LoadBalancer, ct);
        var unknowns = new Unknowns(context.Target);
        var listening = unknowns.TryAsync("The listeners", () => ListenersAsync(elb, lb.LoadBalancerArn, unknowns, ct));
        var grouping = unknowns.TryAsync("The target groups", () => GroupsAsync(elb, lb.LoadBalancerArn, unknowns, ct));
        var attributes = unknowns.TryAsync("The attributes",
            () => elb.DescribeLoadBalancerAttributesAsync(new() { LoadBalancerArn = lb.LoadBalancerArn }, ct));
        var tags = unknowns.TryAsync("The tags", () => ElbFind.TagsAsync(elb, [lb.LoadBalancerArn], ct));
        await Task.WhenAll(listening, grouping, attributes, tags);
        var (listeners, groups) = (await listening, await grouping);
        List<string> notes = [];
        return new(
            lb.LoadBalancerArn, lb.LoadBalancerName, lb.Type?.Value ?? "", lb.Scheme?.Value, lb.State?.Code?.Value ?? "", lb.State?.Reason,
            lb.DNSName, lb.CanonicalHostedZoneId, lb.VpcId, lb.IpAddressType?.Value, lb.CreatedTime,
            [.. (lb.SecurityGroups ?? []).Order(StringComparer.Ordinal)],
            [.. (lb.AvailabilityZones ?? []).OrderBy(z => z.ZoneName, StringComparer.Ordinal).Select(ToZone)],
            listeners?.Count, ToRows(lb.LoadBalancerName, listeners, notes), groups?.Count, ToRows(lb.LoadBalancerName, groups, notes),
            (await attributes) is { } all ? Infra.Aws.Tags.Map(all.Attributes, a => a.Key, a => a.Value) : null,
            (await tags)?[lb.LoadBalancerArn].ToMap(),
            string.Join(" ", [.. notes, .. unknowns.Notes]) is { Length: > 0 } note ? note : null);
    }

    private static async Task<IReadOnlyList<Whole>> ListenersAsync(
        IAmazonElasticLoadBalancingV2 elb, string arn, Unknowns unknowns, CancellationToken ct)
    {
        return await (await ElbFind.ListenersAsync(elb, arn, ct)).AskAsync(async (l, t) =>
        {
            var certificates = unknowns.TryAsync($"The certificates of {ElbText.Port(l)}", () => ElbFind.CertificatesAsync(elb, l, t));
            var rules = unknowns.TryAsync($"The rules of {ElbText.Port(l)}", () => ElbFind.RulesAsync(elb, l, t));
            await Task.WhenAll(certificates, rules);
            return new Whole(l, await certificates, await rules);
        }, ct);
    }

    private static async Task<IReadOnlyList<Behind>> GroupsAsync(
        IAmazonElasticLoadBalancingV2 elb, string arn, Unknowns unknowns, CancellationToken ct)
    {
        var all = await (await ElbFind.TargetGroupsAsync(elb, arn, ct)).AskAsync(async (g, t) => new Behind(g,
            await unknowns.TryAsync($"The targets of {g.TargetGroupName}", () => ElbFind.TargetsAsync(elb, g.TargetGroupArn, t))), ct);
        // Those in trouble first, as they are what a reader looks for.
        return [.. all.OrderByDescending(g => g.NotHealthy.Any())];
    }

    private static List<ListenerRow>? ToRows(string lb, IReadOnlyList<Whole>? listeners, List<string> notes)
    {
        if (listeners is null) return null;
        List<ListenerRow> rows = [];
        var left = MostRules;
        foreach (var (l, certificates, rules) in listeners.Take(MostListeners))
        {
            // The default rule always: it says where all else goes.
            var shown = rules?.Where(r => r.IsDefault is not true).Take(left).Concat(rules.Where(r => r.IsDefault is true)).ToList();
            left -= shown?.Count(r => r.IsDefault is not true) ?? 0;
            if (shown?.Count < rules?.Count) notes.Add($"{ElbText.Port(l)} has {rules.Count} rules; elb_list_rules lists all.");
            if (certificates?.Count > MostCertificates) notes.Add(
                $"{ElbText.Port(l)} has {certificates.Count} certificates; elb_list_listeners lists all.");
            var arns = certificates ?? [.. (l.Certificates ?? []).Select(c => c.CertificateArn)];
            rows.Add(new(
                l.ListenerArn, l.Protocol?.Value, l.Port, arns.Count, [.. arns.Take(MostCertificates)], l.SslPolicy,
                    l.AlpnPolicy?.FirstOrDefault(),
                l.MutualAuthentication?.Mode, rules?.Count, shown?.Select(ListRules.Row.Of).ToList()));
        }

        if (listeners.Count > MostListeners)
            notes.Add($"The first {MostListeners} of {listeners.Count} listeners; elb_list_listeners with loadBalancer {lb} lists all.");
        return rows;
    }

    private static List<GroupRow>? ToRows(string lb, IReadOnlyList<Behind>? groups, List<string> notes)
    {
        if (groups is null) return null;
        List<GroupRow> rows = [];
        var (left, cut) = (MostTargets, false);
        foreach (var (g, targets) in groups.Take(MostGroups))
        {
            var shown = targets?.OrderBy(t => t.TargetHealth?.State == TargetHealthStateEnum.Healthy).Take(left).Select(TargetState.Of)
                .ToList();
            left -= shown?.Count ?? 0;
            cut |= shown?.Count < targets?.Count;
            rows.Add(new(
                g.TargetGroupArn, g.TargetGroupName, g.Protocol?.Value, g.Port, g.TargetType?.Value,
                targets?.Count(t => t.TargetHealth?.State == TargetHealthStateEnum.Healthy), targets?.Count, shown));
        }

        if (cut) notes.Add("Not all targets are shown; elb_get_target_health shows those of a target group.");
        if (groups.Count > MostGroups)
        {
            var troubled = groups.Skip(MostGroups).Count(g => g.NotHealthy.Any());
            notes.Add(
                $"The first {MostGroups} of {groups.Count} target groups; {troubled} of the others have targets that are not healthy. "
                + $"elb_list_target_groups with loadBalancer {lb} lists all.");
        }

        return rows;
    }

    private static Zone ToZone(AvailabilityZone z) => new(z.ZoneName, z.SubnetId,
    [
        .. (z.LoadBalancerAddresses ?? []).SelectMany(a => new[] { a.IpAddress, a.PrivateIPv4Address, a.IPv6Address })
            .Where(a => !string.IsNullOrEmpty(a)).Order(StringComparer.Ordinal),
    ]);
}
