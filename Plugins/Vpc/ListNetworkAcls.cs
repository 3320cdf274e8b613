using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_list_network_acls (DescribeNetworkAcls).</summary>
public static class ListNetworkAcls
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_network_acls", "Lists network ACLs with their rules in order. For a whole path, use vpc_explain_path.", RunAsync,
        iam: ["ec2:DescribeNetworkAcls"],
        examples: ["Which rules does the network ACL of this subnet have?"]);

    public sealed record Input : PageInput
    {
        [Description("VPC id.")]
        public string? VpcId { get; init; }

        [Description("Subnet id.")]
        public string? SubnetId { get; init; }
    }

    public sealed record Row(
        string Id, string? Name, string? VpcId, bool Default, IReadOnlyList<string> SubnetIds, IReadOnlyList<string> Inbound,
        IReadOnlyList<string> Outbound);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DescribeNetworkAclsAsync(new()
        {
            Filters = [.. Ec2Tags.Filter("vpc-id", input.VpcId), .. Ec2Tags.Filter("association.subnet-id", input.SubnetId)],
            MaxResults = Ec2Tags.PageSize(input, dropsRows: false),
            NextToken = input.Cursor,
        }, ct);
        return new([.. (answer.NetworkAcls ?? []).Select(ToRow)], answer.NextToken);
    }

    private static Row ToRow(NetworkAcl a) => new(
        a.NetworkAclId, a.Tags.Name(), a.VpcId, a.IsDefault == true,
        [.. (a.Associations ?? []).Select(s => s.SubnetId).OfType<string>().Order(StringComparer.Ordinal)],
        [.. AclRules.Of(a, egress: false).Select(AclRules.Text)], [.. AclRules.Of(a, egress: true).Select(AclRules.Text)]);
}
