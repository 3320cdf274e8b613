using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_put_acl_rule (CreateNetworkAclEntry, ReplaceNetworkAclEntry).</summary>
public static class PutAclRule
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "put_acl_rule", "Adds a rule to a network ACL, or replaces the one with its number. Replies need rules of their own.", PlanAsync,
        RunAsync,
        iam: ["ec2:DescribeNetworkAcls", "ec2:CreateNetworkAclEntry", "ec2:ReplaceNetworkAclEntry"],
        examples: ["Keep 198.51.100.0/24 out of this subnet."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Network ACL id.")]
        public required string AclId { get; init; }

        [Description("Its place; the lowest that fits decides."), Range(1, 32766)]
        public required int RuleNumber { get; init; }

        [Description("Direction."), AllowedValues("inbound", "outbound")]
        public string Direction { get; init; } = "inbound";

        [Description("What it does."), AllowedValues("allow", "deny")]
        public required string Action { get; init; }

        [Description("Protocol."), AllowedValues("tcp", "udp", "icmp", "icmpv6", "all")]
        public string Protocol { get; init; } = "tcp";

        [Description("443 or 8000-8100; ICMP: its type.")]
        public string? Ports { get; init; }

        [Description("CIDR block.")]
        public required string CidrBlock { get; init; }
    }

    public sealed record Result(string AclId, string Rule);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var wanted = Entry(input);
        var acl = await AclRules.AclAsync(ec2, input.AclId, ct);
        var (label, whose) = (Networks.Label(acl.NetworkAclId, acl.Tags), AclRules.Subnets(acl));
        var old = AclRules.Find(acl, wanted.Egress == true, input.RuleNumber);
        var plan = new PlanBuilder($"{(old is null ? "Add" : "Replace")} the {input.Direction} rule {input.RuleNumber} of {label}.")
            .Touch(AclRules.ToResource(acl));
        if (old is null) plan.Create($"rule {AclRules.Text(wanted)} of {label}", whose)
            .Undo("vpc_delete_acl_rule", new { aclId = acl.NetworkAclId, ruleNumber = input.RuleNumber, direction = input.Direction });
        else plan.Change($"rule {input.RuleNumber} of {label}", "rule", AclRules.Text(old), AclRules.Text(wanted), whose);
        if (old is not null && Arguments(acl, old) is { } back) plan.Undo("vpc_put_acl_rule", back);
        foreach (var first in AclRules.Of(acl, wanted.Egress == true).Where(e => e.RuleNumber < input.RuleNumber))
            plan.Keep($"rule {AclRules.Text(first)}", "it is tried before");
        if (wanted.RuleAction == RuleAction.Deny && Cidr.Require(input.CidrBlock).Prefix == 0)
        {
            plan.Warn($"Nothing behind rule {input.RuleNumber} is looked at any more for {AclRules.Ports(wanted)}: "
                + "what was allowed there is cut off.");
        }
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var e = Entry(input);
        var acl = await AclRules.AclAsync(ec2, input.AclId, ct);
        if (AclRules.Find(acl, e.Egress == true, input.RuleNumber) is null)
        {
            await ec2.CreateNetworkAclEntryAsync(new()
            {
                NetworkAclId = input.AclId,
                RuleNumber = e.RuleNumber,
                Egress = e.Egress,
                RuleAction = e.RuleAction,
                Protocol = e.Protocol,
                PortRange = e.PortRange,
                IcmpTypeCode = e.IcmpTypeCode,
                CidrBlock = e.CidrBlock,
                Ipv6CidrBlock = e.Ipv6CidrBlock,
            }, ct);
        }
        else
        {
            await ec2.ReplaceNetworkAclEntryAsync(new()
            {
                NetworkAclId = input.AclId,
                RuleNumber = e.RuleNumber,
                Egress = e.Egress,
                RuleAction = e.RuleAction,
                Protocol = e.Protocol,
                PortRange = e.PortRange,
                IcmpTypeCode = e.IcmpTypeCode,
                CidrBlock = e.CidrBlock,
                Ipv6CidrBlock = e.Ipv6CidrBlock,
            }, ct);
        }

        context.Done($"set the {input.Direction} rule {AclRules.Text(e)} of {input.AclId}",
            created: $"{input.AclId} rule {input.RuleNumber}");
        return new(input.AclId, AclRules.Text(e));
    }

    /// <summary>The arguments that make the rule again; null for protocols that this tool does not know.</summary>
    internal static Dictionary<string, object>? Arguments(NetworkAcl acl, NetworkAclEntry e)
    {
        var protocol = Rules.Name(e.Protocol);
        if (protocol is not ("tcp" or "udp" or "icmp" or "icmpv6" or "all") || e.IcmpTypeCode?.Code is not (null or -1)) return null;
        var arguments = new Dictionary<string, object>
        {
            ["aclId"] = acl.NetworkAclId,
            ["ruleNumber"] = e.RuleNumber ?? 0,
            ["direction"] = e.Egress == true ? "outbound" : "inbound",
            ["action"] = e.RuleAction?.Value ?? "deny",
            ["protocol"] = protocol,
            ["cidrBlock"] = e.CidrBlock ?? e.Ipv6CidrBlock,
        };
        if (Rules.HasPorts(protocol)) arguments["ports"] = $"{e.PortRange?.From ?? 0}-{e.PortRange?.To ?? 65535}";
        else if (e.IcmpTypeCode?.Type is >= 0 and var type) arguments["ports"] = type.ToString(CultureInfo.InvariantCulture);
        return arguments;
    }

    private static NetworkAclEntry Entry(Input input)
    {
        var (block, ports) = (Cidr.Require(input.CidrBlock), Rules.Parse(input.Protocol, input.Ports));
        if (input.Protocol is "icmp" or "icmpv6" && block.IsIpv6 != input.Protocol is "icmpv6")
            throw ToolException.InvalidInput($"{input.Protocol} does not go with {block}.", "IPv4 has icmp, and IPv6 icmpv6.");
        return new()
        {
            RuleNumber = input.RuleNumber,
            Egress = input.Direction == "outbound",
            RuleAction = input.Action,
            // Here EC2 takes numbers only.
            Protocol = input.Protocol switch { "tcp" => "6", "udp" => "17", "icmp" => "1", "icmpv6" => "58", _ => "-1" },
            PortRange = Rules.HasPorts(input.Protocol) ? new() { From = ports.FromPort, To = ports.ToPort } : null,
            // Every code of the type.
            IcmpTypeCode = input.Protocol is "icmp" or "icmpv6" ? new() { Type = ports.FromPort, Code = -1 } : null,
            CidrBlock = block.IsIpv6 ? null : block.ToString(),
            Ipv6CidrBlock = block.IsIpv6 ? block.ToString() : null,
        };
    }
}
