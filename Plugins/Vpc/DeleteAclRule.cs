using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_delete_acl_rule (DeleteNetworkAclEntry).</summary>
public static class DeleteAclRule
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_acl_rule", "Deletes a rule of a network ACL; what it matched falls to the rules after it.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeNetworkAcls", "ec2:DeleteNetworkAclEntry"],
        examples: ["Remove rule 90, which keeps the office out."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Network ACL id.")]
        public required string AclId { get; init; }

        [Description("Rule number."), Range(1, 32766)]
        public required int RuleNumber { get; init; }

        [Description("Direction."), AllowedValues("inbound", "outbound")]
        public string Direction { get; init; } = "inbound";
    }

    public sealed record Result(string AclId, int Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var acl = await AclRules.AclAsync(ec2, input.AclId, ct);
        var egress = input.Direction == "outbound";
        var rule = AclRules.Find(acl, egress, input.RuleNumber)
            ?? throw ToolException.NotFound($"The {input.Direction} rule {input.RuleNumber} of {input.AclId}",
                "vpc_list_network_acls shows its rules.");
        var label = Networks.Label(acl.NetworkAclId, acl.Tags);
        var plan = new PlanBuilder($"Delete the {input.Direction} rule {input.RuleNumber} of {label}.")
            .Touch(AclRules.ToResource(acl))
            .Delete($"rule {AclRules.Text(rule)} of {label}", AclRules.Subnets(acl));
        foreach (var next in AclRules.Of(acl, egress).Where(e => e.RuleNumber > input.RuleNumber))
            plan.Keep($"rule {AclRules.Text(next)}", "it decides now where it fits");
        return (PutAclRule.Arguments(acl, rule) is { } back ? plan.Undo("vpc_put_acl_rule", back)
            : plan.NoUndo("vpc_put_acl_rule does not make rules of this protocol.")).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        await ec2.DeleteNetworkAclEntryAsync(
            new() { NetworkAclId = input.AclId, RuleNumber = input.RuleNumber, Egress = input.Direction == "outbound" }, ct);
        context.Done($"deleted the {input.Direction} rule {input.RuleNumber} of {input.AclId}");
        return new(input.AclId, input.RuleNumber);
    }
}
