using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_authorize_rule (AuthorizeSecurityGroupIngress, AuthorizeSecurityGroupEgress).</summary>
public static class AuthorizeRule
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "authorize_rule", "Adds a rule to a security group. To take one away, use vpc_revoke_rule.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeSecurityGroups", "ec2:DescribeSecurityGroupRules", .. Interfaces.LiveActions, PrefixLists.Action,
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

        [Description("443 or 8000-8100; ICMP: its type.")]
        public string? Ports { get; init; }

        [Description("CIDR block, security group id or prefix list id.")]
        public required string Peer { get; init; }

        [Description("Description."), MaxLength(255)]
        public string? Description { get; init; }
    }

    public sealed record Result(string GroupId, IReadOnlyList<string> RuleIds, string Rule);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var (wanted, peer) = Permission(input);
        var (group, rules, users) = (
            Networks.GroupAsync(ec2, input.GroupId, ct), Rules.OfGroupAsync(ec2, input.GroupId, ct),
            Interfaces.LiveAsync(ec2, [new("group-id", [input.GroupId])], ct));
        await Task.WhenAll(group, rules, users);
        var (g, now, text) = (await group, await rules, Text(input, wanted, peer));
        var plan = new PlanBuilder($"Add to {g.GroupId} ({g.GroupName}): {text}.")
            .Touch(Networks.ToResource(g, now))
            .Create($"{text} in {g.GroupId} ({g.GroupName})", (await users).Count == 0
                ? "no network interface has the group yet"
                : $"takes effect at once for {Networks.Join((await users).Select(Interfaces.Text))}");
        var same = now.Where(r => r.IsEgress == !Inbound(input) && Rules.Ports(r) == Ports(wanted) && Cidr.Same(Rules.Peer(r), peer));
        foreach (var r in same) plan.Obstacle($"{r.SecurityGroupRuleId} is this rule already.");

        List<IpPermission> before = [.. (Inbound(input) ? g.IpPermissions : g.IpPermissionsEgress) ?? []];
        var lists = new PrefixLists();
        await lists.ReadAsync(ec2, [.. before, wanted], context, ct);
        foreach (var warning in Exposure.Warnings(Inbound(input), wanted, before, [.. before, wanted], lists)) plan.Warn(warning);
        return plan.Unknown(lists.Unknown).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var (wanted, peer) = Permission(input);
        var made = Inbound(input)
            ? (await ec2.AuthorizeSecurityGroupIngressAsync(
                new() { GroupId = input.GroupId, IpPermissions = [wanted] }, ct)).SecurityGroupRules
            : (await ec2.AuthorizeSecurityGroupEgressAsync(
                new() { GroupId = input.GroupId, IpPermissions = [wanted] }, ct)).SecurityGroupRules;
        List<string> ids = [.. (made ?? []).Select(r => r.SecurityGroupRuleId)];
        var text = Text(input, wanted, peer);
        context.Done($"added to {input.GroupId}: {text}", created: ids.FirstOrDefault());
        return new(input.GroupId, ids, text);
    }

    // EC2 keeps blocks in canonical form, so this is also what its rule will say.
    private static (IpPermission Permission, string Peer) Permission(Input input)
    {
        var permission = Rules.Parse(input.Protocol, input.Ports);
        var peer = input.Peer;
        if (Rules.AsGroup(peer) is var (account, id))
            permission.UserIdGroupPairs = [new() { UserId = account, GroupId = id, Description = input.Description }];
        else if (peer.StartsWith("pl-", StringComparison.Ordinal))
            permission.PrefixListIds = [new() { Id = peer, Description = input.Description }];
        else if (!peer.Contains('/', StringComparison.Ordinal))
            throw ToolException.InvalidInput(
                $"'{peer}' is not a CIDR block, security group or prefix list.", "For one address, add /32 (IPv4) or /128 (IPv6).");
        else
        {
            var block = Cidr.Require(peer);
            peer = block.ToString();
            if (block.IsIpv6) permission.Ipv6Ranges = [new() { CidrIpv6 = peer, Description = input.Description }];
            else permission.Ipv4Ranges = [new() { CidrIp = peer, Description = input.Description }];
        }

        return (permission, peer);
    }

    private static string Text(Input input, IpPermission wanted, string peer) =>
        $"{input.Direction} {Ports(wanted)} {(Inbound(input) ? "from" : "to")} {peer}";

    private static string Ports(IpPermission p) => Rules.Ports(p.IpProtocol, p.FromPort, p.ToPort);

    private static bool Inbound(Input input) => input.Direction == "inbound";
}
