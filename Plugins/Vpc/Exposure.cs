using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>Ports that rules open to every public address, of IPv4, of IPv6 or of both.</summary>
internal sealed record Opening(string Protocol, int? From, int? To, bool Ipv4, bool Ipv6)
{
    /// <summary><c>tcp 20-25 (IPv4)</c></summary>
    public override string ToString() => $"{Rules.Ports(Protocol, From, To)} ({(Ipv4 && Ipv6 ? "IPv4, IPv6" : Ipv4 ? "IPv4" : "IPv6")})";
}

/// <summary>
/// What the rules of one direction of a group let through together. One rule may be harmless alone and open the world with another:
/// 0.0.0.0/1 and 128.0.0.0/1 are everyone, and a prefix list may hold 0.0.0.0/0.
/// </summary>
internal static class Exposure
{
    // Ports of a protocol that the same rules hold for, and all addresses that these rules name.
    private sealed record Segment(string Protocol, int? From, int? To, List<Cidr> Blocks);

    /// <summary>What is open to the world.</summary>
    public static IReadOnlyList<Opening> ToWorld(IEnumerable<IpPermission> permissions, PrefixLists lists)
    {
        List<Opening> found = [];
        var (all4, all6) = (false, false);
        foreach (var segment in Segments(permissions, lists))
        {
            var (ipv4, ipv6) = Cidr.World(segment.Blocks);
            // What is open for all protocols is not told again for each.
            var opening = new Opening(segment.Protocol, segment.From, segment.To, ipv4 && !all4, ipv6 && !all6);
            if (segment.Protocol == "all") (all4, all6) = (ipv4, ipv6);
            if (!opening.Ipv4 && !opening.Ipv6) continue;
            var last = found.LastOrDefault();
            if (Rules.HasPorts(opening.Protocol) && last?.To + 1 == opening.From
                && opening with { From = last!.From, To = last.To } == last)
                found[^1] = last with { To = opening.To };
            else
                found.Add(opening);
        }

        return found;
    }

    /// <summary>Whether the port is open, to the world and to the source where these are asked for.</summary>
    public static bool Lets(IReadOnlyCollection<IpPermission> permissions, PrefixLists lists, int? port, bool world, Cidr? source)
    {
        if (!world && source is null) return port is null || permissions.Any(p => Rules.Covers(p, port.Value));
        return Segments(permissions, lists).Any(s =>
            (port is null || Rules.Covers(s.Protocol, s.From, s.To, port.Value))
            && (!world || Cidr.World(s.Blocks) is var (ipv4, ipv6) && (source is { } of ? of.IsIpv6 ? ipv6 : ipv4 : ipv4 || ipv6))
            && (source is null || Cidr.Cover(s.Blocks, source.Value)));
    }

    /// <summary>Whether a rule lets nobody in whom the openings do not let in already. A rule that names a group lets in others.</summary>
    public static bool IsWithin(IpPermission rule, PrefixLists lists, IReadOnlyList<Opening> openings)
    {
        var blocks = lists.Blocks(rule).ToList();
        if (blocks.Count == 0 || rule.UserIdGroupPairs is { Count: > 0 }) return false;
        var its = new Segment(Rules.Name(rule.IpProtocol), rule.FromPort, rule.ToPort, blocks);
        return openings.Any(o => (o.Protocol == "all" || o.Protocol == its.Protocol && Holds(new(o.Protocol, o.From, o.To, []), its))
            && (o.Ipv6 || !blocks.Exists(b => b.IsIpv6)) && (o.Ipv4 || blocks.TrueForAll(b => b.IsIpv6)));
    }

    /// <summary>What a person must know of a rule that is added or changed: whom it newly lets through.</summary>
    /// <param name="inbound">Which way.</param>
    /// <param name="wanted">The rule.</param>
    /// <param name="before">All rules of that way as they are.</param>
    /// <param name="after">All of them afterwards.</param>
    /// <param name="lists">The prefix lists that they name.</param>
    public static IEnumerable<string> Warnings(
        bool inbound, IpPermission wanted, IReadOnlyCollection<IpPermission> before, IReadOnlyCollection<IpPermission> after,
        PrefixLists lists)
    {
        var alone = ToWorld([wanted], lists);
        var opened = ToWorld(after, lists).Except(ToWorld(before, lists)).ToList();
        var vast = lists.Blocks(wanted).Where(b => b.IsVast).Select(b => b.ToString()).Distinct().Order(StringComparer.Ordinal).ToList();
        string? whom = alone.Count > 0 ? $"THE WHOLE INTERNET ({string.Join(", ", alone)})"
            : opened.Count > 0 ? $"THE WHOLE INTERNET, together with rules that the group has ({string.Join(", ", opened)})"
            : vast.Count > 0 ? $"a large part of the internet ({string.Join(", ", PlanBuilder.Some(vast, 5))})"
            : null;
        if (whom is null) yield break;
        var ports = Rules.Ports(wanted.IpProtocol, wanted.FromPort, wanted.ToPort);
        yield return inbound
            ? $"This opens {ports} to {whom}. Anyone there can try to connect to what uses this group."
            : $"This lets what uses this group send {ports} to {whom}.";
        if (inbound && Rules.SensitiveServices(wanted) is { Count: > 0 } services)
        {
            yield return $"This exposes {string.Join(", ", services)}, which should never face the internet. "
                + "Name the addresses that need it instead.";
        }
    }

    // Rules for all protocols come first, and count for every other segment, too.
    private static IEnumerable<Segment> Segments(IEnumerable<IpPermission> permissions, PrefixLists lists)
    {
        var rules = permissions.Select(p => new Segment(Rules.Name(p.IpProtocol), p.FromPort, p.ToPort, [.. lists.Blocks(p)])).ToList();
        var all = rules.FindAll(r => r.Protocol == "all").SelectMany(r => r.Blocks).ToList();
        if (all.Count > 0) yield return new("all", null, null, all);
        foreach (var of in rules.Where(r => r.Protocol != "all").GroupBy(r => r.Protocol).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            foreach (var (from, to) in Rules.HasPorts(of.Key) ? PortRanges(of) : of.Select(r => (r.From, r.To)).Distinct().Order())
            {
                List<Cidr> blocks = [.. of.Where(r => Holds(r, from, to)).SelectMany(r => r.Blocks)];
                if (blocks.Count > 0) yield return new(of.Key, from, to, [.. all, .. blocks]);
            }
        }
    }

    // The ranges between all ports at which a rule begins or ends.
    private static IEnumerable<(int? From, int? To)> PortRanges(IEnumerable<Segment> rules)
    {
        var cuts = rules.Select(Range).SelectMany(r => new[] { r.From, r.To + 1 }).Distinct().Order().ToList();
        return cuts.Zip(cuts.Skip(1), (from, next) => ((int?)from, (int?)(next - 1)));
    }

    private static bool Holds(Segment rule, Segment other) =>
        Rules.HasPorts(other.Protocol) ? Range(other) is var (from, to) && Holds(rule, from, to) : Holds(rule, other.From, other.To);

    private static bool Holds(Segment rule, int? from, int? to)
    {
        if (Rules.HasPorts(rule.Protocol)) return Range(rule) is var (first, last) && first <= from && to <= last;
        // The ends of an ICMP rule are type and code; -1 is any.
        return rule.From is null or -1 || rule.From == from && (rule.To is null or -1 || rule.To == to);
    }

    private static (int From, int To) Range(Segment rule) =>
        rule.From is null or -1 ? (0, 65535) : (rule.From.Value, rule.To ?? rule.From.Value);
}
