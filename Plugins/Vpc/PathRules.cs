using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>What a step of a path does to the traffic.</summary>
internal enum PathVerdict
{
    Allows,

    /// <summary>Some addresses or ports pass, others do not.</summary>
    Partly,

    /// <summary>It lies outside of what is configured here.</summary>
    Unknown,

    Blocks,
}

/// <summary>A verdict and what it comes from: the rule, the route, the gateway.</summary>
internal readonly record struct Decision(PathVerdict Verdict, string By);

/// <summary>Traffic as rules see it.</summary>
/// <param name="Protocol">tcp, udp, icmp or icmpv6.</param>
/// <param name="From">The first port; the type of ICMP.</param>
/// <param name="To">The last port.</param>
internal sealed record Traffic(string Protocol, int From, int To)
{
    // What clients receive on: Linux uses 32768-60999, Windows 49152-65535, NAT gateways and load balancers 1024-65535.
    private const int FirstClientPort = 1024, LastPort = 65535, Echo = 8, EchoReply = 0, EchoIpv6 = 128, EchoReplyIpv6 = 129;

    /// <summary>What a caller asks about; a ping over IPv6 is a protocol of its own to AWS's rules.</summary>
    public static Traffic Of(string protocol, int? port, bool isIpv6) => (protocol, isIpv6) switch
    {
        ("icmp", true) => new("icmpv6", EchoIpv6, EchoIpv6),
        ("icmp", false) => new(protocol, Echo, Echo),
        _ => new(protocol, port!.Value, port.Value),
    };

    /// <summary>What comes back. Security groups let it through unasked, network ACLs do not.</summary>
    public Traffic Replies => Protocol switch
    {
        "icmp" => new(Protocol, EchoReply, EchoReply),
        "icmpv6" => new(Protocol, EchoReplyIpv6, EchoReplyIpv6),
        _ => new(Protocol, FirstClientPort, LastPort),
    };

    /// <summary>Whether the ends are types, and not ports.</summary>
    public bool IsPing => Protocol is "icmp" or "icmpv6";

    public override string ToString() => IsPing ? Protocol : From == To ? $"{Protocol} {From}" : $"{Protocol} {From}-{To}";
}

/// <summary>What security groups, network ACLs and route tables decide.</summary>
internal static class PathRules
{
    /// <summary>The rules of an interface's security groups: one that fits is enough.</summary>
    /// <param name="groupIds">The interface's groups.</param>
    /// <param name="rules">Their rules, both ways.</param>
    /// <param name="egress">Which way.</param>
    /// <param name="traffic">What is sent.</param>
    /// <param name="peer">The other end.</param>
    /// <param name="peerGroups">Its groups, where it is seen by its private address.</param>
    /// <param name="doubt">Why a rule that names one of these groups may not hold; null when it does.</param>
    /// <param name="lists">The prefix lists that rules name.</param>
    public static Decision Groups(
        IReadOnlyList<string> groupIds, IEnumerable<SecurityGroupRule> rules, bool egress, Traffic traffic, Cidr peer,
        IReadOnlyCollection<string> peerGroups, string? doubt, PrefixLists lists)
    {
        if (groupIds.Count == 0) return new(PathVerdict.Allows, "it has no security groups");
        var (way, whom) = egress ? ("outbound", $"to {peer}") : ("inbound", $"from {peer}");
        List<string> parts = [], unread = [], doubtful = [];
        foreach (var rule in rules.Where(r => r.IsEgress == egress && Fits(r, traffic))
            .OrderBy(r => r.SecurityGroupRuleId, StringComparer.Ordinal))
        {
            var text = $"{rule.SecurityGroupRuleId} of {rule.GroupId}: {Rules.Text(rule)}";
            if (rule.ReferencedGroupInfo?.GroupId is { } group)
            {
                if (!peerGroups.Contains(group)) continue;
                if (doubt is null) return new(PathVerdict.Allows, text);
                doubtful.Add($"{text}: {doubt}");
                continue;
            }

            var blocks = rule.PrefixListId is { } list ? lists.Of(list) : Cidr.Parse(rule.CidrIpv4 ?? rule.CidrIpv6) is { } block ? [block]
                : [];
            if (blocks is null) unread.Add(text);
            else if (blocks.Any(b => b.Contains(peer)) || Cidr.Cover(blocks, peer)) return new(PathVerdict.Allows, text);
            else if (blocks.Any(b => b.Overlaps(peer))) parts.Add(text);
        }

        var none = $"no {way} rule of {string.Join(", ", groupIds)} for {traffic} {whom}";
        return doubtful.Count > 0 ? new(PathVerdict.Unknown, doubtful[0])
            : unread.Count > 0 ? new(PathVerdict.Unknown, $"prefix list not readable: {unread[0]}")
            : parts.Count > 0 ? new(PathVerdict.Partly, $"{none}; for some addresses {parts[0]}")
            : new(PathVerdict.Blocks, none);
    }

    /// <summary>The rules of a network ACL: the first that fits decides.</summary>
    public static Decision Acl(NetworkAcl? acl, bool egress, Traffic traffic, Cidr peer)
    {
        if (acl is null) return new(PathVerdict.Unknown, "its network ACL cannot be seen");
        List<(string Text, bool Allows)> parts = [];
        foreach (var entry in (acl.Entries ?? []).Where(e => e.Egress == egress).OrderBy(e => e.RuleNumber))
        {
            if (Cidr.Parse(entry.CidrBlock ?? entry.Ipv6CidrBlock) is not { } block || !block.Overlaps(peer)
                || Overlap(entry, traffic) is not { } whole) continue;
            var (allows, text) = (entry.RuleAction == RuleAction.Allow,
                $"rule {AclRules.Number(entry)} of {acl.NetworkAclId}: {AclRules.Rule(entry)}");
            if (whole && block.Contains(peer)) return Final(allows, text);
            parts.Add((text, allows));
        }

        return Final(false, $"no {(egress ? "outbound" : "inbound")} rule of {acl.NetworkAclId}");

        Decision Final(bool allows, string text) => parts.FirstOrDefault(p => p.Allows != allows) is { Text: { } part }
            ? new(PathVerdict.Partly, $"{part}; for the rest {text}")
            : new(allows ? PathVerdict.Allows : PathVerdict.Blocks, text);
    }

    /// <summary>
    /// The route that holds for a destination: the most specific one, and of equals the table's own. For the whole internet, one of those
    /// that lead to the same target and hold all of it together, as 0.0.0.0/1 and 128.0.0.0/1 do.
    /// </summary>
    public static Route? RouteTo(RouteTable table, Cidr destination, PrefixLists lists)
    {
        var all = (table.Routes ?? []).Select(r => (Route: r, Blocks: Blocks(r, lists))).ToList();
        return all.Where(r => r.Blocks.Any(b => b.Contains(destination)))
            .OrderByDescending(r => r.Blocks.Where(b => b.Contains(destination)).Max(b => b.Prefix))
            .ThenBy(r => Routes.IsPropagated(r.Route))
            .ThenBy(r => r.Route.DestinationPrefixListId is not null).Select(r => r.Route).FirstOrDefault()
            ?? (destination.Prefix > 0 ? null : all.GroupBy(r => Routes.Target(r.Route), StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .FirstOrDefault(g => Cidr.World([.. g.SelectMany(r => r.Blocks)]) is var (ipv4, ipv6) && (destination.IsIpv6 ? ipv6 : ipv4))
                ?.OrderBy(r => Routes.Destination(r.Route), StringComparer.Ordinal).First().Route);
    }

    /// <summary>The prefix lists of a table's routes that could not be read: what they lead to is not known.</summary>
    public static IReadOnlyList<string> Unread(RouteTable table, PrefixLists lists) =>
        [.. (table.Routes ?? []).Select(r => r.DestinationPrefixListId).OfType<string>().Where(id => lists.Of(id) is null)
            .Order(StringComparer.Ordinal)];

    private static IReadOnlyList<Cidr> Blocks(Route route, PrefixLists lists) => route.DestinationPrefixListId is { } list
        ? lists.Of(list) ?? []
        : Cidr.Parse(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock) is { } block ? [block] : [];

    private static bool Fits(SecurityGroupRule rule, Traffic traffic)
    {
        var protocol = Rules.Name(rule.IpProtocol);
        if (protocol == "all") return true;
        if (protocol != traffic.Protocol) return false;
        return rule.FromPort is null or -1
            || (traffic.IsPing ? rule.FromPort == traffic.From : rule.FromPort <= traffic.From && traffic.To <= rule.ToPort);
    }

    /// <summary>Whether an entry is for all of the traffic (true), for some of its ports (false), or for none (null).</summary>
    private static bool? Overlap(NetworkAclEntry entry, Traffic traffic)
    {
        var protocol = Rules.Name(entry.Protocol);
        if (protocol == "all") return true;
        if (protocol != traffic.Protocol) return null;
        if (traffic.IsPing) return entry.IcmpTypeCode?.Type is null or -1 || entry.IcmpTypeCode.Type == traffic.From ? true : null;
        if (entry.PortRange is not { } range) return true;
        if (range.From <= traffic.From && traffic.To <= range.To) return true;
        return range.From <= traffic.To && traffic.From <= range.To ? false : null;
    }
}
