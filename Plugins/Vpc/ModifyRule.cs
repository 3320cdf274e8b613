using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_modify_rule (ModifySecurityGroupRules).</summary>
public static class ModifyRule
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "modify_rule", "Changes a rule of a security group in place: ports, peer or description. The rule keeps its id.", PlanAsync,
        RunAsync,
        iam:
        [
            "ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups", .. Interfaces.LiveActions, PrefixLists.Action,
            "ec2:ModifySecurityGroupRules",
        ],
        examples: ["Narrow sgr-0abc to the office.", "Say what this rule is for."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Rule id (sgr-...).")]
        public required string RuleId { get; init; }

        [Description("443 or 8000-8100; ICMP: its type.")]
        public string? Ports { get; init; }

        [Description("CIDR block, security group id or prefix list id.")]
        public string? Peer { get; init; }

        [Description("Description."), MaxLength(255)]
        public string? Description { get; init; }
    }

    public sealed record Result(string RuleId, string GroupId, string Rule);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var rule = await FindAsync(ec2, input.RuleId, ct);
        var wanted = Wanted(input, rule);
        var (group, users, all) = (Networks.GroupAsync(ec2, rule.GroupId, ct),
            Interfaces.LiveAsync(ec2, [new("group-id", [rule.GroupId])], ct), Rules.OfGroupAsync(ec2, rule.GroupId, ct));
        await Task.WhenAll(group, users, all);
        var (g, inbound) = (await group, rule.IsEgress != true);
        var behind = await users is { Count: > 0 } some ? $"takes effect at once for {Networks.Join(some.Select(Interfaces.Text))}"
            : "no network interface has the group";
        var plan = new PlanBuilder($"Change {rule.SecurityGroupRuleId} of {g.GroupId} ({g.GroupName}).")
            .Touch(Networks.ToResource(g, [rule]))
            .Change(rule.SecurityGroupRuleId, "rule", Rules.Text(rule), Rules.Text(wanted), behind);
        // A new description opens nothing.
        if ((Rules.Ports(wanted), Rules.Peer(wanted)) != (Rules.Ports(rule), Rules.Peer(rule)))
        {
            var others = (await all).Where(r => r.IsEgress == rule.IsEgress && r.SecurityGroupRuleId != rule.SecurityGroupRuleId)
                .Select(Rules.Permission).ToList();
            IpPermission now = Rules.Permission(rule), becomes = Rules.Permission(wanted);
            var lists = new PrefixLists();
            await lists.ReadAsync(ec2, [.. others, now, becomes], context, ct);
            // Narrower than what is open already, it opens nothing.
            if (!Exposure.IsWithin(becomes, lists, Exposure.ToWorld([.. others, now], lists)))
            {
                foreach (var warning in Exposure.Warnings(inbound, becomes, [.. others, now], [.. others, becomes], lists))
                    plan.Warn(warning);
            }

            plan.Unknown(lists.Unknown);
        }

        return plan.Undo("vpc_modify_rule", Arguments(input, rule)).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var rule = await FindAsync(ec2, input.RuleId, ct);
        var wanted = Wanted(input, rule);
        await ec2.ModifySecurityGroupRulesAsync(new()
        {
            GroupId = rule.GroupId,
            SecurityGroupRules =
            [
                new()
                {
                    SecurityGroupRuleId = rule.SecurityGroupRuleId,
                    // The whole rule: what is left out, EC2 takes for empty.
                    SecurityGroupRule = new()
                    {
                        IpProtocol = wanted.IpProtocol,
                        FromPort = wanted.FromPort,
                        ToPort = wanted.ToPort,
                        CidrIpv4 = wanted.CidrIpv4,
                        CidrIpv6 = wanted.CidrIpv6,
                        PrefixListId = wanted.PrefixListId,
                        ReferencedGroupId = wanted.ReferencedGroupInfo?.GroupId,
                        Description = wanted.Description,
                    },
                },
            ],
        }, ct);
        context.Done($"changed {rule.SecurityGroupRuleId} of {rule.GroupId} to {Rules.Text(wanted)}");
        return new(rule.SecurityGroupRuleId, rule.GroupId, Rules.Text(wanted));
    }

    private static async Task<SecurityGroupRule> FindAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        await Paging.FirstAsync<SecurityGroupRule>(async next =>
        {
            var answer = await ec2.DescribeSecurityGroupRulesAsync(new() { SecurityGroupRuleIds = [id], NextToken = next }, ct);
            return (answer.SecurityGroupRules, answer.NextToken);
        }) ?? throw ToolException.NotFound($"The rule {id}", "vpc_get_security_group tells the ids of rules.");

    private static SecurityGroupRule Wanted(Input input, SecurityGroupRule now)
    {
        if ((input.Ports ?? input.Peer ?? input.Description) is null) throw ToolException.NothingToChange();
        var wanted = new SecurityGroupRule
        {
            SecurityGroupRuleId = now.SecurityGroupRuleId,
            GroupId = now.GroupId,
            GroupOwnerId = now.GroupOwnerId,
            IsEgress = now.IsEgress,
            IpProtocol = now.IpProtocol,
            FromPort = now.FromPort,
            ToPort = now.ToPort,
            CidrIpv4 = now.CidrIpv4,
            CidrIpv6 = now.CidrIpv6,
            PrefixListId = now.PrefixListId,
            ReferencedGroupInfo = now.ReferencedGroupInfo,
            Description = input.Description ?? now.Description,
        };
        if (input.Ports is { } ports)
        {
            var parsed = Rules.Parse(Rules.Name(now.IpProtocol), ports);
            (wanted.FromPort, wanted.ToPort) = (parsed.FromPort, parsed.ToPort);
        }

        if (input.Peer is not { } peer) return wanted;
        // A rule keeps its kind of peer.
        if (KindOf(peer) != KindOf(Rules.Peer(now)))
            throw ToolException.InvalidInput($"{now.SecurityGroupRuleId} names {Rules.Peer(now)}, and a rule keeps its kind of peer.",
                "Add another one with vpc_authorize_rule, and take this away with vpc_revoke_rule.");
        if (now.ReferencedGroupInfo is not null && Rules.AsGroup(peer) is var (account, id))
            wanted.ReferencedGroupInfo = new() { GroupId = id, UserId = account };
        else if (now.PrefixListId is not null) wanted.PrefixListId = peer;
        else if (now.CidrIpv6 is not null) wanted.CidrIpv6 = Cidr.Require(peer).ToString();
        else wanted.CidrIpv4 = Cidr.Require(peer).ToString();
        return wanted;
    }

    private static string KindOf(string peer) => Rules.AsGroup(peer) is not null ? "group"
        : peer.StartsWith("pl-", StringComparison.Ordinal) ? "list" : Cidr.Require(peer).IsIpv6 ? "IPv6" : "IPv4";

    private static Dictionary<string, object> Arguments(Input input, SecurityGroupRule now)
    {
        var back = new Dictionary<string, object> { ["ruleId"] = now.SecurityGroupRuleId };
        if (input.Ports is not null && Rules.Ports(now).Split(' ') is [_, var ports] && !ports.Contains('/', StringComparison.Ordinal))
            back["ports"] = ports;
        if (input.Peer is not null) back["peer"] = Rules.Peer(now);
        if (input.Description is not null) back["description"] = now.Description ?? "";
        return back;
    }
}
