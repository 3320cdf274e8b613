using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_list_rules (DescribeSecurityGroupRules): the table <c>vpc_rules</c>, a row for each rule of a security group.</summary>
public static class ListRules
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_rules", "Lists the rules of security groups, as a table. For those of one group, use vpc_get_security_group.", RunAsync,
        iam: ["ec2:DescribeSecurityGroupRules"], examples: ["Which instances have an open database port?"]).With(tableOnly: true);

    public sealed record Input : PageInput;

    /// <param name="Direction">inbound or outbound.</param>
    /// <param name="Protocol">tcp, udp, icmp, all, or a number.</param>
    /// <param name="FromPort">Null, as ToPort, where the rule is for all ports, and where its protocol has none.</param>
    /// <param name="PeerGroupId">The group that the rule refers to.</param>
    public sealed record Row(string Id, string GroupId, string Direction, string Protocol, int? FromPort, int? ToPort, string? Cidr,
        string? PeerGroupId, string? PrefixListId, string? Description);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DescribeSecurityGroupRulesAsync(
            new() { MaxResults = Ec2Tags.PageSize(input, dropsRows: false), NextToken = input.Cursor }, ct);
        return new([.. (answer.SecurityGroupRules ?? []).Select(r => new Row(r.SecurityGroupRuleId, r.GroupId,
            r.IsEgress is true ? "outbound" : "inbound", r.IpProtocol is "-1" ? "all" : r.IpProtocol, Port(r, r.FromPort),
            Port(r, r.ToPort), r.CidrIpv4 ?? r.CidrIpv6, r.ReferencedGroupInfo?.GroupId, r.PrefixListId, r.Description))],
            answer.NextToken);
    }

    // Of ICMP, EC2 calls type and code ports.
    private static int? Port(SecurityGroupRule rule, int? port) =>
        port is -1 || rule.IpProtocol is "icmp" or "icmpv6" or "1" or "58" ? null : port;
}
