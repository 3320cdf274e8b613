using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_revoke_rule (RevokeSecurityGroupIngress, RevokeSecurityGroupEgress).</summary>
public static class RevokeRule
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "revoke_rule", "Takes rules away from security groups. vpc_get_security_group tells their ids.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups", .. Interfaces.LiveActions,
            "ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress",
        ],
        examples: ["Close port 22 to the world."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Rule ids (sgr-...)."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> RuleIds { get; init; }
    }

    public sealed record Result(IReadOnlyList<string> RuleIds);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var rules = await FindAsync(ec2, input.RuleIds, ct);
        var groups = await rules.GroupBy(r => r.GroupId).AskAsync(async (of, t) => (
            Group: await Networks.GroupAsync(ec2, of.Key, t),
            Users: await Interfaces.LiveAsync(ec2, [new("group-id", [of.Key])], t),
            Rules: of.ToList()), ct);
        var plan = new PlanBuilder($"Revoke {rules.Count} rule(s). Connections that need them stop working.");
        foreach (var (group, users, its) in groups)
        {
            plan.Touch(Networks.ToResource(group, its));
            foreach (var rule in its)
                plan.Delete($"{rule.SecurityGroupRuleId} of {group.GroupId} ({group.GroupName}): {Rules.Text(rule)}",
                    users.Count == 0
                        ? "no network interface has the group"
                        : $"the group guards {Networks.Join(users.Select(Interfaces.Text))}");
        }

        return rules is [var only] && AsAuthorized(only) is { } arguments
            ? plan.Undo("vpc_authorize_rule", arguments).Build()
            : plan.NoUndo("vpc_authorize_rule adds rules one at a time, for tcp, udp and ICMP; a rule that is added again has another id.")
                .Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        foreach (var rules in (await FindAsync(ec2, input.RuleIds, ct)).GroupBy(r => (r.GroupId, Egress: r.IsEgress == true)))
        {
            List<string> ids = [.. rules.Select(r => r.SecurityGroupRuleId)];
            if (rules.Key.Egress)
                await ec2.RevokeSecurityGroupEgressAsync(new() { GroupId = rules.Key.GroupId, SecurityGroupRuleIds = ids }, ct);
            else
                await ec2.RevokeSecurityGroupIngressAsync(new() { GroupId = rules.Key.GroupId, SecurityGroupRuleIds = ids }, ct);
            context.Done($"revoked {string.Join(", ", ids)} of {rules.Key.GroupId}");
        }

        return new(input.RuleIds);
    }

    private static async Task<IReadOnlyList<SecurityGroupRule>> FindAsync(IAmazonEC2 ec2, IReadOnlyList<string> ids, CancellationToken ct)
    {
        var found = await Paging.AllAsync(async next =>
        {
            var answer = await ec2.DescribeSecurityGroupRulesAsync(
                new() { SecurityGroupRuleIds = [.. ids.Distinct()], NextToken = next }, ct);
            return (answer.SecurityGroupRules, answer.NextToken);
        });
        if (ids.FirstOrDefault(id => !found.Exists(r => r.SecurityGroupRuleId == id)) is { } missing)
            throw ToolException.NotFound($"The rule {missing}");
        return [.. found.OrderBy(r => r.GroupId, StringComparer.Ordinal).ThenBy(r => r.SecurityGroupRuleId, StringComparer.Ordinal)];
    }

    // The arguments of vpc_authorize_rule that make the rule again; null when it cannot: other protocols, single ICMP codes.
    private static Dictionary<string, string>? AsAuthorized(SecurityGroupRule r)
    {
        var protocol = Rules.Name(r.IpProtocol);
        if (protocol is not ("tcp" or "udp" or "icmp" or "icmpv6" or "all") || Rules.Peer(r) == "?") return null;
        var arguments = new Dictionary<string, string>
        {
            ["groupId"] = r.GroupId,
            ["direction"] = r.IsEgress == true ? "outbound" : "inbound",
            ["protocol"] = protocol,
            ["peer"] = Rules.Peer(r),
        };
        if (!string.IsNullOrEmpty(r.Description)) arguments["description"] = r.Description;
        if (Rules.Ports(r).Split(' ') is not [_, var ports]) return arguments;
        if (ports.Contains('/', StringComparison.Ordinal)) return null;
        arguments["ports"] = ports;
        return arguments;
    }
}
