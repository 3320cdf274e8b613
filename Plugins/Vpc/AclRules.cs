using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>Rules of network ACLs: found, and told in a few words.</summary>
internal static class AclRules
{
    // The rule that AWS puts behind all others.
    private const int Last = 32767;

    public static async Task<NetworkAcl> AclAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        await Paging.FirstAsync<NetworkAcl>(async next =>
        {
            var answer = await ec2.DescribeNetworkAclsAsync(new() { NetworkAclIds = [id], NextToken = next }, ct);
            return (answer.NetworkAcls, answer.NextToken);
        }) ?? throw ToolException.NotFound($"The network ACL {id}", "vpc_list_network_acls shows those that exist.");

    /// <summary>The rules of one direction in the order in which they are tried.</summary>
    public static IEnumerable<NetworkAclEntry> Of(NetworkAcl acl, bool egress) =>
        (acl.Entries ?? []).Where(e => e.Egress == egress).OrderBy(e => e.RuleNumber);

    public static NetworkAclEntry? Find(NetworkAcl acl, bool egress, int number) =>
        Of(acl, egress).FirstOrDefault(e => e.RuleNumber == number);

    /// <summary><c>100: allow tcp 443 from 10.0.0.0/16</c></summary>
    public static string Text(NetworkAclEntry e) =>
        $"{Number(e)}: {Rule(e)}";

    /// <summary><c>allow tcp 443 from 10.0.0.0/16</c></summary>
    public static string Rule(NetworkAclEntry e) =>
        $"{e.RuleAction?.Value} {Ports(e)} {(e.Egress == true ? "to" : "from")} {e.CidrBlock ?? e.Ipv6CidrBlock}";

    /// <summary>Its place, or <c>*</c>.</summary>
    public static string Number(NetworkAclEntry e) =>
        e.RuleNumber == Last ? "*" : (e.RuleNumber ?? 0).ToString(CultureInfo.InvariantCulture);

    public static string Ports(NetworkAclEntry e) =>
        Rules.Ports(e.Protocol, e.PortRange?.From ?? e.IcmpTypeCode?.Type, e.PortRange?.To ?? e.IcmpTypeCode?.Code);

    public static PlannedResource ToResource(NetworkAcl a) =>
        new(a.NetworkAclId, $"in {a.VpcId}, of {PlanBuilder.Text(a.Associations?.Select(s => s.SubnetId))}: "
            + string.Join("; ", Of(a, false).Concat(Of(a, true)).Select(Text)))
        {
            Name = a.Tags.Name(),
            Tags = a.Tags.ToMap(),
        };

    /// <summary>Whose traffic it is for.</summary>
    public static string Subnets(NetworkAcl a) =>
        (a.Associations ?? []).Count == 0 ? "no subnet has it"
            : $"it holds at once for {PlanBuilder.Text(a.Associations!.Select(s => s.SubnetId))}";
}
