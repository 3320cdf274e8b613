using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_list_vpcs: one short row for each VPC (DescribeVpcs).</summary>
public static class ListVpcs
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_vpcs", "Lists VPCs. For one in full, use vpc_get_vpc.", RunAsync,
        iam: ["ec2:DescribeVpcs"],
        examples: ["Which networks do we have here?", "Which VPC is 10.20.0.0/16?"]);

    public sealed record Input : PageInput
    {
        [Description("Name tag; * matches any text.")]
        public string? Name { get; init; }

        [Description("One of its blocks, whole, like 10.20.0.0/16.")]
        public string? CidrBlock { get; init; }

        [Description("All; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(string Id, string? Name, IReadOnlyList<string> CidrBlocks, string State, bool IsDefault);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        Cidr? block = input.CidrBlock is null ? null : Cidr.Require(input.CidrBlock);
        var blockFilter = block is { IsIpv6: true } ? "ipv6-cidr-block-association.ipv6-cidr-block" : "cidr-block-association.cidr-block";
        return await Paging.FindAsync<Row>(input, async next =>
        {
            var answer = await ec2.DescribeVpcsAsync(new()
            {
                Filters = [.. Ec2Tags.Filter(blockFilter, block?.ToString()), .. Ec2Tags.Filters(input.Tags)],
                MaxResults = Ec2Tags.PageSize(input, dropsRows: input.Name is not null),
                NextToken = next,
            }, ct);
            return ([.. Named(answer.Vpcs).Select(v => new Row(v.VpcId, v.Tags.Name(), CidrBlocks(v), v.State, v.IsDefault == true))],
                answer.NextToken);
        });

        IEnumerable<Amazon.EC2.Model.Vpc> Named(List<Amazon.EC2.Model.Vpc>? vpcs) =>
            (vpcs ?? []).Where(v => NameFilter.Matches(v.Tags.Name(), input.Name));
    }

    /// <summary>IPv4 and IPv6 blocks that are in use, the first one first.</summary>
    internal static IReadOnlyList<string> CidrBlocks(Amazon.EC2.Model.Vpc vpc) =>
    [
        .. new[] { vpc.CidrBlock }
            .Concat((vpc.CidrBlockAssociationSet ?? []).Where(a => a.CidrBlockState?.State?.Value is "associated").Select(a => a.CidrBlock))
            .Concat((vpc.Ipv6CidrBlockAssociationSet ?? [])
                .Where(a => a.Ipv6CidrBlockState?.State?.Value is "associated").Select(a => a.Ipv6CidrBlock))
            .Where(b => b is not null).Distinct(),
    ];
}
