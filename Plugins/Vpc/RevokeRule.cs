using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_revoke_rule (RevokeSecurityGroupIngress, RevokeSecurityGroupEgress).</summary>
public static class RevokeRule
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "revoke_rule", "Takes rules away from security groups. vpc_get_security_group tells their ids.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups", "ec2:DescribeNetworkInterfaces",
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
        var groups = await Task.WhenAll(rules.GroupBy(r => r.GroupId).Select(async of => (
            Group: await Networks.GroupAsync(ec2, of.Key, ct),
            Users: await Networks.InterfacesAsync(ec2, [new("group-id", [of.Key])], ct),
            Rules: of.ToList())));
        return new($"Revoke {rules.Count} rule(s). Connections that need them stop working.",
        [
            .. groups.SelectMany(g => g.Rules.Select(r => $"{r.SecurityGroupRuleId} of {g.Group.GroupId} ({g.Group.GroupName}): {Rules.Text(r)} -> removed")),
            .. groups.Select(g => g.Users.Count == 0 ? $"Nothing uses {g.Group.GroupId}." : $"{g.Group.GroupId} guards {Networks.Join(g.Users.Select(Interfaces.Text))}."),
        ])
        {
            Resources = [.. groups.Select(g => new PlannedResource(g.Group.GroupId, $"{g.Group.GroupName}: {string.Join("; ", g.Rules.Select(Rules.Text))}") { Tags = g.Group.Tags.ToMap() })],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        foreach (var rules in (await FindAsync(ec2, input.RuleIds, ct)).GroupBy(r => (r.GroupId, Egress: r.IsEgress == true)))
        {
            List<string> ids = [.. rules.Select(r => r.SecurityGroupRuleId)];
            if (rules.Key.Egress) await ec2.RevokeSecurityGroupEgressAsync(new() { GroupId = rules.Key.GroupId, SecurityGroupRuleIds = ids }, ct);
            else await ec2.RevokeSecurityGroupIngressAsync(new() { GroupId = rules.Key.GroupId, SecurityGroupRuleIds = ids }, ct);
        }

        return new(input.RuleIds);
    }

    private static async Task<IReadOnlyList<SecurityGroupRule>> FindAsync(IAmazonEC2 ec2, IReadOnlyList<string> ids, CancellationToken ct)
    {
        var found = (await ec2.DescribeSecurityGroupRulesAsync(new() { SecurityGroupRuleIds = [.. ids.Distinct()] }, ct)).SecurityGroupRules ?? [];
        if (ids.FirstOrDefault(id => !found.Exists(r => r.SecurityGroupRuleId == id)) is { } missing) throw Networks.NotFound($"The rule {missing}");
        return [.. found.OrderBy(r => r.GroupId, StringComparer.Ordinal).ThenBy(r => r.SecurityGroupRuleId, StringComparer.Ordinal)];
    }
}
