using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_modify_load_balancer (SetSecurityGroups, SetSubnets, SetIpAddressType).</summary>
public static class ModifyLoadBalancer
{
    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "modify_load_balancer",
        "Replaces security groups, subnets or the address type of a load balancer. For deletion protection and timeouts, use "
            + "elb_modify_attributes.",
        PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTags", "elasticloadbalancing:SetSecurityGroups",
            "elasticloadbalancing:SetSubnets", "elasticloadbalancing:SetIpAddressType",
        ],
        examples: ["Put the load balancer web into a third zone.", "Give web the security group sg-0abc only."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name or ARN.")]
        public required string LoadBalancer { get; init; }

        [Description("All of them."), MinLength(1)]
        public IReadOnlyList<string>? SecurityGroupIds { get; init; }

        [Description("All of them, one a zone."), MinLength(1)]
        public IReadOnlyList<string>? SubnetIds { get; init; }

        [Description("Network: Elastic IP allocation id or private address by subnet.")]
        public IReadOnlyDictionary<string, string> FixedAddresses { get; init; } = new Dictionary<string, string>();

        [Description("Address type."), AllowedValues("ipv4", "dualstack", "dualstack-without-public-ipv4")]
        public string? IpAddressType { get; init; }
    }

    public sealed record Result(string Arn, IReadOnlyList<string> SecurityGroupIds, IReadOnlyList<string> SubnetIds, string? IpAddressType);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var lb = await ElbFind.LoadBalancerAsync(elb, input.LoadBalancer, ct);
        var name = lb.LoadBalancerName;
        var plan = new PlanBuilder($"Change the network settings of {name} ({lb.Type?.Value}, {lb.Scheme?.Value}).")
            .Touch(await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(lb)], ct));
        var back = new Dictionary<string, object> { ["loadBalancer"] = input.LoadBalancer };
        if (input.SecurityGroupIds is { } groups)
        {
            plan.Change(name, "security groups", lb.SecurityGroups, groups, "connections that are open may be cut");
            if (lb.SecurityGroups is { Count: > 0 } were) back["securityGroupIds"] = were;
            else if (lb.Type != LoadBalancerTypeEnum.Application)
                plan.Obstacle($"{name} is a {lb.Type?.Value} load balancer without security groups, which cannot get any; make a new one "
                    + $"with elb_create_load_balancer.");
        }

        if (Subnets(input, lb) is { } subnets)
        {
            Subnets(plan, input, lb, subnets);
            back["subnetIds"] = Zones(lb).Select(z => z.SubnetId);
            if (Zones(lb).Where(z => Fixed(z) is not null).ToDictionary(z => z.SubnetId, z =>
                Fixed(z)!) is { Count: > 0 } addresses) back["fixedAddresses"] = addresses;
        }

        if (input.IpAddressType is { } type)
        {
            plan.Change(name, "address type", lb.IpAddressType?.Value, type)
                .Obstacle(WhyNoAddressType(type, lb.Type?.Value, lb.Scheme?.Value));
            if (lb.IpAddressType is { } was) back["ipAddressType"] = was.Value;
            if (type != "ipv4" && lb.Scheme == LoadBalancerSchemeEnum.InternetFacing) plan.Warn($"{name} gets public IPv6 addresses; its "
                + $"security groups must hold for them too.");
        }

        if (back.Count == 1 && input.SecurityGroupIds is null) throw ToolException.InvalidInput("Nothing to change.",
            "Give securityGroupIds, subnetIds or ipAddressType.");
        return (back.Count > 1 ? plan.Undo("elb_modify_load_balancer", back) : plan).Build();
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var lb = await ElbFind.LoadBalancerAsync(elb, input.LoadBalancer, ct);
        IReadOnlyList<string> groups = lb.SecurityGroups ?? [], subnets = [.. Zones(lb).Select(z => z.SubnetId)];
        var type = lb.IpAddressType?.Value;
        if (input.SecurityGroupIds is { } wanted)
        {
            groups = (await elb.SetSecurityGroupsAsync(new()
            {
                LoadBalancerArn = lb.LoadBalancerArn,
                SecurityGroups = [.. wanted],
                // Left out, AWS documents "on" for it.
                EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic = lb.Type != LoadBalancerTypeEnum.Network
                    || string.IsNullOrEmpty(lb.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic) ? null
                    : lb.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic,
            }, ct)).SecurityGroupIds ?? [];
            context.Done($"set the security groups of {lb.LoadBalancerArn}");
        }

        if (Subnets(input, lb) is { } mappings)
        {
            var request = new SetSubnetsRequest { LoadBalancerArn = lb.LoadBalancerArn };
            if (lb.Type == LoadBalancerTypeEnum.Network)
            {
                // Left out, AWS documents "off" for the prefixes.
                (request.SubnetMappings, request.EnablePrefixForIpv6SourceNat) = (mappings,
                    lb.EnablePrefixForIpv6SourceNat == EnablePrefixForIpv6SourceNatEnum.On ? lb.EnablePrefixForIpv6SourceNat : null);
            }
            else request.Subnets = [.. mappings.Select(m => m.SubnetId)];
            subnets = [.. ((await elb.SetSubnetsAsync(request, ct)).AvailabilityZones ?? []).Select(z => z.SubnetId)
                .Order(StringComparer.Ordinal)];
            context.Done($"set the subnets of {lb.LoadBalancerArn}");
        }

        if (input.IpAddressType is not null)
        {
            type = (await elb.SetIpAddressTypeAsync(new() { LoadBalancerArn = lb.LoadBalancerArn, IpAddressType = input.IpAddressType },
                ct)).IpAddressType?.Value;
            context.Done($"set the address type of {lb.LoadBalancerArn}");
        }

        return new(lb.LoadBalancerArn, groups, subnets, type);
    }

    private static void Subnets(PlanBuilder plan, Input input, LoadBalancer lb, List<SubnetMapping> subnets)
    {
        var name = lb.LoadBalancerName;
        plan.Change(name, "subnets", Zones(lb).Select(Text), subnets.Select(m =>
            Text(m.SubnetId, m.AllocationId ?? m.PrivateIPv4Address ?? m.IPv6Address)));
        var gone = Zones(lb).Where(z => subnets.All(m => m.SubnetId != z.SubnetId)).ToList();
        foreach (var zone in gone)
            plan.Warn($"Without {zone.SubnetId} {name} has no address in {zone.ZoneName}; targets there get requests only across zones. "
                + $"Clients may have its address cached.");
        if (lb.Type == LoadBalancerTypeEnum.Gateway
            && gone.Count > 0) plan.Obstacle("A gateway load balancer keeps all subnets that it has; name them too.");
        if (lb.Type == LoadBalancerTypeEnum.Application && input.FixedAddresses.Count > 0)
            plan.Obstacle($"{name} is an application load balancer, which has no fixed addresses.");
        if (lb.Type == LoadBalancerTypeEnum.Application
            && subnets.Count < 2) plan.Obstacle("An application load balancer needs subnets of two zones.");
        foreach (var zone in Zones(lb).Where(z => input.FixedAddresses.TryGetValue(z.SubnetId, out var address) && address != Fixed(z)))
            plan.Warn($"{zone.SubnetId} has an address already; AWS may refuse another one until the subnet is taken out and added anew.");
    }

    /// <summary>What AWS is told: the whole, with the addresses that stay. Null when no subnets are named.</summary>
    private static List<SubnetMapping>? Subnets(Input input, LoadBalancer lb)
    {
        if (input.SubnetIds is null && input.FixedAddresses.Count == 0) return null;
        var ids = input.SubnetIds ?? [.. Zones(lb).Select(z => z.SubnetId)];
        var mappings = SubnetMappings(ids, input.FixedAddresses);
        foreach (var mapping in mappings.Where(m => (m.AllocationId ?? m.PrivateIPv4Address ?? m.IPv6Address) is null))
        {
            var zone = Zones(lb).FirstOrDefault(z => z.SubnetId == mapping.SubnetId);
            var now = zone?.LoadBalancerAddresses?.FirstOrDefault();
            mapping.SourceNatIpv6Prefix = zone?.SourceNatIpv6Prefixes?.FirstOrDefault();
            (mapping.AllocationId, mapping.PrivateIPv4Address, mapping.IPv6Address) = (now?.AllocationId, now?.PrivateIPv4Address,
                now?.IPv6Address);
        }

        return mappings;
    }

    /// <summary>Subnets with the addresses that are given for them.</summary>
    /// <exception cref="ToolException">An address is for a subnet that is not named.</exception>
    internal static List<SubnetMapping> SubnetMappings(IReadOnlyList<string> subnetIds, IReadOnlyDictionary<string, string> fixedAddresses)
    {
        if (fixedAddresses.Keys.Except(subnetIds).FirstOrDefault() is { } strange)
            throw ToolException.InvalidInput($"fixedAddresses names {strange}, which is not among the subnets.");
        return [.. subnetIds.Select(id => fixedAddresses.GetValueOrDefault(id) switch
        {
            null => new SubnetMapping { SubnetId = id },
            ['e', 'i', 'p', 'a', 'l', 'l', 'o', 'c', '-', ..] and var allocation => new() { SubnetId = id, AllocationId = allocation },
            var address when address.Contains(':', StringComparison.Ordinal) => new() { SubnetId = id, IPv6Address = address },
            var address => new() { SubnetId = id, PrivateIPv4Address = address },
        })];
    }

    /// <summary>Why a load balancer cannot have the address type; null where it can.</summary>
    internal static string? WhyNoAddressType(string ipAddressType, string? type, string? scheme) =>
        ipAddressType == "dualstack-without-public-ipv4" && (type, scheme) is not ("application", "internet-facing")
            ? $"{ipAddressType} is for application load balancers that are internet-facing." : null;

    private static IEnumerable<AvailabilityZone> Zones(LoadBalancer lb) =>
        (lb.AvailabilityZones ?? []).OrderBy(z => z.SubnetId, StringComparer.Ordinal);

    private static string? Fixed(AvailabilityZone zone) =>
        zone.LoadBalancerAddresses?.FirstOrDefault() is { } a
            ? new[] { a.AllocationId, a.PrivateIPv4Address, a.IPv6Address }.FirstOrDefault(t => !string.IsNullOrEmpty(t)) : null;

    private static string Text(AvailabilityZone zone) => Text(zone.SubnetId, Fixed(zone));

    private static string Text(string subnet, string? address) => address is null ? subnet : $"{subnet} ({address})";
}
