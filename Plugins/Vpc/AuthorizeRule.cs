using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_authorize_rule (AuthorizeSecurityGroupIngress, AuthorizeSecurityGroupEgress).</summary>
public static class AuthorizeRule
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "authorize_rule", "Adds a rule to a security group. To take one away, use vpc_revoke_rule.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeSecurityGroups", "ec2:DescribeSecurityGroupRules", "ec2:DescribeNetworkInterfaces",
            "ec2:AuthorizeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupEgress",
        ],
        examples: ["Let 203.0.113.7 in on port 22.", "Allow the web group to reach the database."]);

    public sealed record Input
    {
        [Description("Group id.")]
        public required string GroupId { get; init; }

        [Description("Direction."), AllowedValues("inbound", "outbound")]
        public string Direction { get; init; } = "inbound";

        [Description("Protocol."), AllowedValues("tcp", "udp", "icmp", "icmpv6", "all")]
        public string Protocol { get; init; } = "tcp";

        [Description("As 443 or 8000-8100; ICMP type.")]
        public string? Ports { get; init; }

        [Description("Source or destination: CIDR block, sg- or pl- id.")]
        public required string Peer { get; init; }

        [Description("Description."), MaxLength(255)]
        public string? Description { get; init; }
    }

    public sealed record Result(string GroupId, IReadOnlyList<string> RuleIds, string Rule);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var wanted = Permission(input);
        var (group, rules, users) = (
            Networks.GroupAsync(ec2, input.GroupId, ct), Rules.OfGroupAsync(ec2, input.GroupId, ct),
            Networks.InterfacesAsync(ec2, [new("group-id", [input.GroupId])], ct));
        await Task.WhenAll(group, rules, users);
        var (g, now) = (await group, await rules);
        var same = now.Where(r => r.IsEgress == !Inbound(input) && Rules.Ports(r) == Ports(wanted) && SamePeer(Rules.Peer(r), input.Peer));
        return new($"Add to {g.GroupId} ({g.GroupName}): {Text(input, wanted)}.",
        [
            .. Warnings(input, wanted),
            (await users).Count == 0 ? "Nothing uses the group yet." : $"Takes effect at once for {Networks.Join((await users).Select(Interfaces.Text))}.",
            .. same.Select(r => $"AWS will refuse: {r.SecurityGroupRuleId} is this rule already."),
        ])
        {
            Resources = [new(g.GroupId, $"{g.GroupName}, {now.Count} rule(s): {string.Join("; ", now.Select(Rules.Text))}") { Tags = g.Tags.ToMap() }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var wanted = Permission(input);
        var made = Inbound(input)
            ? (await ec2.AuthorizeSecurityGroupIngressAsync(new() { GroupId = input.GroupId, IpPermissions = [wanted] }, ct)).SecurityGroupRules
            : (await ec2.AuthorizeSecurityGroupEgressAsync(new() { GroupId = input.GroupId, IpPermissions = [wanted] }, ct)).SecurityGroupRules;
        return new(input.GroupId, [.. (made ?? []).Select(r => r.SecurityGroupRuleId)], Text(input, wanted));
    }

    private static IpPermission Permission(Input input)
    {
        var permission = Rules.Parse(input.Protocol, input.Ports);
        if (input.Peer.StartsWith("sg-", StringComparison.Ordinal)) permission.UserIdGroupPairs = [new() { GroupId = input.Peer, Description = input.Description }];
        else if (input.Peer.StartsWith("pl-", StringComparison.Ordinal)) permission.PrefixListIds = [new() { Id = input.Peer, Description = input.Description }];
        else if (!input.Peer.Contains('/', StringComparison.Ordinal)) throw new ToolException(ToolErrorCode.InvalidInput, $"'{input.Peer}' is no CIDR block, group or prefix list.", $"For one address, add /32 (IPv4) or /128 (IPv6).");
        else if (Cidr.Require(input.Peer).IsIpv6) permission.Ipv6Ranges = [new() { CidrIpv6 = input.Peer, Description = input.Description }];
        else permission.Ipv4Ranges = [new() { CidrIp = input.Peer, Description = input.Description }];
        return permission;
    }

    private static IEnumerable<string> Warnings(Input input, IpPermission wanted)
    {
        if (Cidr.Parse(input.Peer) is not { IsVast: true } block) yield break;
        var whom = block.IsWorld ? $"THE WHOLE INTERNET ({input.Peer})" : $"a large part of the internet ({input.Peer})";
        yield return Inbound(input)
            ? $"WARNING: opens {Ports(wanted)} to {whom}. Anyone there can try to connect to what uses this group."
            : $"WARNING: lets what uses this group send {Ports(wanted)} to {whom}.";
        if (Inbound(input) && Rules.SensitiveServices(wanted) is { Count: > 0 } services)
            yield return $"WARNING: this exposes {string.Join(", ", services)}, which should never face the internet. Name the addresses that need it instead.";
    }

    private static string Text(Input input, IpPermission wanted) => $"{input.Direction} {Ports(wanted)} {(Inbound(input) ? "from" : "to")} {input.Peer}";

    private static string Ports(IpPermission p) => Rules.Ports(p.IpProtocol, p.FromPort, p.ToPort);

    private static bool Inbound(Input input) => input.Direction == "inbound";

    private static bool SamePeer(string a, string b) => a == b || Cidr.Parse(a) is { } x && Cidr.Parse(b) is { } y && x == y;
}
