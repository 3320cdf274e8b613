using System.ComponentModel;
using Amazon.EC2;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_list_vpcs: one short row for each VPC (DescribeVpcs).</summary>
public static class ListVpcs
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_vpcs", "Lists VPCs. For one with all that is in it, use vpc_get_vpc.", RunAsync,
        iam: ["ec2:DescribeVpcs"],
        examples: ["Which networks do we have here?", "Which VPC is 10.20.0.0/16?"]);

    public sealed record Input : PageInput
    {
        [Description("Name tag; * matches any text.")]
        public string? Name { get; init; }

        [Description("One of its IPv4 blocks, exactly.")]
        public string? CidrBlock { get; init; }

        [Description("All of these; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(string Id, string? Name, IReadOnlyList<string> CidrBlocks, string State, bool IsDefault);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DescribeVpcsAsync(new()
        {
            Filters =
            [
                .. Ec2Tags.Filter("tag:Name", input.Name),
                .. Ec2Tags.Filter("cidr-block-association.cidr-block", input.CidrBlock),
                .. Ec2Tags.Filters(input.Tags),
            ],
            MaxResults = Math.Max(5, input.Limit),
            NextToken = input.Cursor,
        }, ct);
        return new([.. (answer.Vpcs ?? []).Select(v => new Row(v.VpcId, v.Tags.Name(), CidrBlocks(v), v.State, v.IsDefault == true))], answer.NextToken);
    }

    /// <summary>IPv4 and IPv6 blocks that are in use, the first one first.</summary>
    internal static IReadOnlyList<string> CidrBlocks(Amazon.EC2.Model.Vpc vpc) =>
    [
        .. new[] { vpc.CidrBlock }
            .Concat((vpc.CidrBlockAssociationSet ?? []).Where(a => a.CidrBlockState?.State?.Value is "associated").Select(a => a.CidrBlock))
            .Concat((vpc.Ipv6CidrBlockAssociationSet ?? []).Where(a => a.Ipv6CidrBlockState?.State?.Value is "associated").Select(a => a.Ipv6CidrBlock))
            .Where(b => b is not null).Distinct(),
    ];
}
