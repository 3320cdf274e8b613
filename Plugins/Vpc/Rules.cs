using System.Globalization;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>A rule of a security group: which ports, and from or to whom.</summary>
public sealed record RuleRow(string Id, string Ports, string Peer, string? Description);

/// <summary>Rules of security groups, as results and plans tell them.</summary>
internal static class Rules
{
    private static readonly (int Port, string Service)[] Sensitive =
    [
        (21, "FTP"), (22, "SSH"), (23, "Telnet"), (135, "RPC"), (445, "SMB"), (1433, "SQL Server"), (1521, "Oracle"), (2375, "Docker"),
        (2379, "etcd"), (3306, "MySQL"), (3389, "RDP"), (5432, "PostgreSQL"), (5601, "Kibana"), (5900, "VNC"), (6379, "Redis"),
        (6443, "Kubernetes"), (9200, "Elasticsearch"), (11211, "Memcached"), (27017, "MongoDB"),
    ];

    /// <summary><c>tcp 22</c>, <c>udp 8000-8100</c>, <c>icmp</c>, <c>all</c></summary>
    public static string Ports(string protocol, int? from, int? to) => Name(protocol) switch
    {
        "all" => "all",
        "tcp" or "udp" when Everything(from, to) => $"{Name(protocol)} 0-65535",
        var name when from is null or -1 => name,
        // The upper end of an ICMP rule is the code, -1 for any.
        var name when name.StartsWith("icmp", StringComparison.Ordinal) => to is null or -1 ? $"{name} {from}" : $"{name} {from}/{to}",
        var name => from == to ? $"{name} {from}" : $"{name} {from}-{to}",
    };

    public static string Ports(SecurityGroupRule r) => Ports(r.IpProtocol, r.FromPort, r.ToPort);

    public static string Peer(SecurityGroupRule r) => r.CidrIpv4 ?? r.CidrIpv6 ?? r.PrefixListId ?? Group(r) ?? "?";

    /// <summary>A group, with its account where that is another, as the console writes it: <c>444455556666/sg-0abc</c>.</summary>
    private static string? Group(SecurityGroupRule r) => r.ReferencedGroupInfo is not { GroupId: { } id } its ? null
        : its.UserId is { Length: > 0 } account && r.GroupOwnerId is { Length: > 0 } own && account != own ? $"{account}/{id}" : id;

    /// <summary>The account and the id of a group that a caller names as <c>sg-0abc</c> or <c>444455556666/sg-0abc</c>; null for other
    /// peers.</summary>
    public static (string? Account, string GroupId)? AsGroup(string peer) =>
        peer.StartsWith("sg-", StringComparison.Ordinal) ? (null, peer)
        : peer.Split('/') is [{ Length: 12 } account, var id] && account.All(char.IsAsciiDigit)
            && id.StartsWith("sg-", StringComparison.Ordinal)
            ? (account, id) : null;

    /// <summary>The rule as a permission of its own.</summary>
    public static IpPermission Permission(SecurityGroupRule r) => new()
    {
        IpProtocol = r.IpProtocol,
        FromPort = r.FromPort,
        ToPort = r.ToPort,
        Ipv4Ranges = r.CidrIpv4 is null ? null : [new() { CidrIp = r.CidrIpv4 }],
        Ipv6Ranges = r.CidrIpv6 is null ? null : [new() { CidrIpv6 = r.CidrIpv6 }],
        PrefixListIds = r.PrefixListId is null ? null : [new() { Id = r.PrefixListId }],
    };

    /// <summary>Every address block, prefix list and group that a permission names.</summary>
    public static IEnumerable<string> Peers(IpPermission p) =>
        (p.Ipv4Ranges ?? []).Select(r => r.CidrIp)
        .Concat((p.Ipv6Ranges ?? []).Select(r => r.CidrIpv6))
        .Concat((p.PrefixListIds ?? []).Select(l => l.Id))
        .Concat((p.UserIdGroupPairs ?? []).Select(g => g.GroupId ?? g.GroupName));

    public static RuleRow ToRow(SecurityGroupRule r) =>
        new(r.SecurityGroupRuleId, Ports(r), Peer(r), string.IsNullOrEmpty(r.Description) ? null : r.Description);

    /// <summary><c>inbound tcp 22 from 0.0.0.0/0 ("office")</c></summary>
    public static string Text(SecurityGroupRule r)
    {
        var rule = r.IsEgress == true ? $"outbound {Ports(r)} to {Peer(r)}" : $"inbound {Ports(r)} from {Peer(r)}";
        return string.IsNullOrEmpty(r.Description) ? rule : $"{rule} (\"{r.Description}\")";
    }

    /// <summary>The rules of a group as its state in a plan, which does not depend on their order.</summary>
    public static string Text(IEnumerable<SecurityGroupRule> rules) =>
        string.Join("; ", PlanBuilder.Some([.. rules.Select(Text).Order(StringComparer.Ordinal)], 60));

    public static bool Covers(IpPermission p, int port) => Covers(Name(p.IpProtocol), p.FromPort, p.ToPort, port);

    /// <summary>Whether these ports of a protocol include a TCP or UDP port.</summary>
    public static bool Covers(string protocol, int? from, int? to, int port) =>
        protocol == "all" || HasPorts(protocol) && (Everything(from, to) || from <= port && port <= to);

    /// <summary>Whether the ends of a rule are ports; for ICMP they are type and code.</summary>
    public static bool HasPorts(string protocol) => protocol is "tcp" or "udp";

    /// <summary>The services among these ports that should never face the internet.</summary>
    public static IReadOnlyList<string> SensitiveServices(IpPermission p) =>
        [.. Sensitive.Where(s => Covers(p, s.Port)).Select(s => $"{s.Service} ({s.Port})")];

    /// <summary>The rules of a group, with their ids.</summary>
    public static Task<List<SecurityGroupRule>> OfGroupAsync(
        Amazon.EC2.IAmazonEC2 ec2, string groupId, CancellationToken ct) => Paging.AllAsync(async next =>
    {
        var answer = await ec2.DescribeSecurityGroupRulesAsync(new() { Filters = [new("group-id", [groupId])], NextToken = next }, ct);
        return (answer.SecurityGroupRules, answer.NextToken);
    }, r => r.SecurityGroupRuleId);

    /// <summary>Groups with a rule that names this one, either way; not the group itself.</summary>
    public static async Task<List<SecurityGroup>> ReferrersAsync(Amazon.EC2.IAmazonEC2 ec2, string groupId, CancellationToken ct)
    {
        // Filters of one call must all hold, so each way is a call.
        var found = await Task.WhenAll(
            Networks.GroupsAsync(ec2, [new("ip-permission.group-id", [groupId])], ct),
            Networks.GroupsAsync(ec2, [new("egress.ip-permission.group-id", [groupId])], ct));
        return [.. found.SelectMany(g => g).DistinctBy(g => g.GroupId).Where(g => g.GroupId != groupId)];
    }

    /// <summary><c>inbound tcp 5432</c>: what a group lets this peer do.</summary>
    public static IEnumerable<string> Naming(string peer, SecurityGroup group) =>
        (group.IpPermissions ?? []).Where(p => Peers(p).Contains(peer)).Select(p => $"inbound {Ports(p.IpProtocol, p.FromPort, p.ToPort)}")
        .Concat((group.IpPermissionsEgress ?? []).Where(p => Peers(p).Contains(peer))
            .Select(p => $"outbound {Ports(p.IpProtocol, p.FromPort, p.ToPort)}"))
        .Order(StringComparer.Ordinal);

    /// <summary>A permission without its peers, from what a caller gave.</summary>
    /// <exception cref="ToolException">The ports do not fit the protocol.</exception>
    public static IpPermission Parse(string protocol, string? ports)
    {
        if (protocol == "all")
            return ports is null
                ? new() { IpProtocol = "-1" }
                : throw Wrong("Ports cannot be given with protocol 'all', which means every port of every protocol.");
        var icmp = protocol.StartsWith("icmp", StringComparison.Ordinal);
        if (ports is null)
            return icmp ? new() { IpProtocol = protocol, FromPort = -1, ToPort = -1 } : throw Wrong($"Protocol '{protocol}' needs ports.");
        var ends = ports.Split('-');
        if (ends.Length > 2 || !Number(ends[0], out var from) || !Number(ends[^1], out var to))
            throw Wrong($"'{ports}' is neither a port nor a range of ports.");
        if (icmp && (ends.Length > 1 || from > 255)) throw Wrong("An ICMP rule takes one type, 0 to 255.");
        if (icmp) return new() { IpProtocol = protocol, FromPort = from, ToPort = -1 };
        return from <= to && to <= 65535
            ? new() { IpProtocol = protocol, FromPort = from, ToPort = to }
            : throw Wrong($"'{ports}' is not a range of ports from 0 to 65535.");

        static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        static ToolException Wrong(string message) => ToolException.InvalidInput(message, "Give ports like 443 or 8000-8100.");
    }

    private static bool Everything(int? from, int? to) => from is null or -1 || from == 0 && to == 65535;

    /// <summary>The protocol in words; EC2 gives some by number.</summary>
    public static string Name(string protocol) => protocol switch
    {
        "-1" => "all",
        "1" => "icmp",
        "6" => "tcp",
        "17" => "udp",
        "58" => "icmpv6",
        _ when protocol.Length > 0 && char.IsAsciiDigit(protocol[0]) => $"protocol {protocol}",
        _ => protocol,
    };
}
