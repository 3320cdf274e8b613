using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_delete_security_group (DeleteSecurityGroup).</summary>
public static class DeleteSecurityGroup
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_security_group",
        "Deletes an unused security group; its plan lists what uses it. To close a port, use vpc_revoke_rule.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeSecurityGroups", "ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroupVpcAssociations",
            .. Interfaces.LiveActions,
            "ec2:DeleteSecurityGroup",
        ],
        examples: ["Delete the security groups that nobody uses."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group id.")]
        public required string GroupId { get; init; }
    }

    public sealed record Result(string Id, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var (group, rules, users, referrers, associations) = (
            Networks.GroupAsync(ec2, input.GroupId, ct), Rules.OfGroupAsync(ec2, input.GroupId, ct),
            Interfaces.LiveAsync(ec2, [new("group-id", [input.GroupId])], ct), Rules.ReferrersAsync(ec2, input.GroupId, ct),
            unknowns.TryAsync("Associations of the group with other VPCs", () => AssociationsAsync(ec2, input.GroupId, ct)));
        await Task.WhenAll(group, rules, users, referrers, associations);
        var (g, its) = (await group, await rules);
        var label = $"{g.GroupId} ({g.GroupName})";
        var plan = new PlanBuilder($"Delete the security group {label}.")
            .Touch(Networks.ToResource(g, its))
            .Delete(label, its.Count == 0 ? "it has no rules" : $"with {its.Count} rule(s): {Rules.Text(its)}")
            .Unknown(unknowns.Notes)
            .InTheWay(
            [
                .. (await users).Select(n => $"{Interfaces.Text(n)} uses it"),
                .. (await referrers).Where(r => r.VpcId == g.VpcId).Select(r => $"{Refers(r, g)}; vpc_revoke_rule takes such rules away"),
                .. (await associations ?? []).Select(a => $"it is associated with {a.VpcId} ({a.State})"),
            ]);
        if (g.GroupName == "default")
            plan.Obstacle($"{g.GroupId} is the default security group of {g.VpcId}, which goes only with its VPC.");
        // A group of a peered VPC does not keep this one; its rule then leads nowhere.
        foreach (var r in (await referrers).Where(r => r.VpcId != g.VpcId))
            plan.Warn($"{Refers(r, g)} from {r.VpcId}: such a rule stays and lets nothing in.");
        return plan.NoUndo("A new security group gets another id, and needs its rules and users again.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        await ec2.DeleteSecurityGroupAsync(new() { GroupId = input.GroupId }, ct);
        context.Done($"deleted {input.GroupId}");
        return new(input.GroupId, "deleted");
    }

    private static string Refers(SecurityGroup referrer, SecurityGroup g) =>
        $"{referrer.GroupId} ({referrer.GroupName}) refers to it: {string.Join(", ", Rules.Naming(g.GroupId, referrer))}";

    private static async Task<List<SecurityGroupVpcAssociation>> AssociationsAsync(IAmazonEC2 ec2, string groupId, CancellationToken ct) =>
        (await Paging.AllAsync(async next =>
        {
            var answer = await ec2.DescribeSecurityGroupVpcAssociationsAsync(
                new() { Filters = [new("group-id", [groupId])], NextToken = next }, ct);
            return (answer.SecurityGroupVpcAssociations, answer.NextToken);
        }, a => a.VpcId)).FindAll(a => a.State?.Value is not ("disassociated" or "association-failed"));
}
