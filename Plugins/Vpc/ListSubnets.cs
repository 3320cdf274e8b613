using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_list_subnets: one short row for each subnet (DescribeSubnets).</summary>
public static class ListSubnets
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_subnets", "Lists subnets with their free addresses. vpc_get_vpc tells which are public.", RunAsync,
        iam: ["ec2:DescribeSubnets"],
        examples: ["Which subnets have few free addresses?"]);

    public sealed record Input : PageInput
    {
        [Description("VPC id.")]
        public string? VpcId { get; init; }

        [Description("Like eu-west-1a.")]
        public string? AvailabilityZone { get; init; }

        [Description("Name tag; * matches any text.")]
        public string? Name { get; init; }

        [Description("All; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(
        string Id, string? Name, string VpcId, string? CidrBlock, string? Ipv6CidrBlock, string AvailabilityZone, int FreeIps,
        bool PublicIpOnLaunch);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        return await Paging.FindAsync<Row>(input, async next =>
        {
            var answer = await ec2.DescribeSubnetsAsync(new()
            {
                Filters =
                [
                    .. Ec2Tags.Filter("vpc-id", input.VpcId),
                    .. Ec2Tags.Filter("availability-zone", input.AvailabilityZone),
                    .. Ec2Tags.Filters(input.Tags),
                ],
                MaxResults = Ec2Tags.PageSize(input, dropsRows: input.Name is not null),
                NextToken = next,
            }, ct);
            return ([.. (answer.Subnets ?? []).Where(s => NameFilter.Matches(s.Tags.Name(), input.Name)).Select(ToRow)], answer.NextToken);
        });
    }

    /// <summary>The IPv6 block in use.</summary>
    internal static string? Ipv6CidrBlock(Subnet s) =>
        (s.Ipv6CidrBlockAssociationSet ?? []).Find(a => a.Ipv6CidrBlockState?.State?.Value is "associated")?.Ipv6CidrBlock;

    private static Row ToRow(Subnet s) => new(
        s.SubnetId, s.Tags.Name(), s.VpcId, s.CidrBlock, Ipv6CidrBlock(s), s.AvailabilityZone, s.AvailableIpAddressCount ?? 0,
        s.MapPublicIpOnLaunch == true);
}
