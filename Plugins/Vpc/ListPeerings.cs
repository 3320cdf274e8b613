using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_list_peerings (DescribeVpcPeeringConnections).</summary>
public static class ListPeerings
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_peerings", "Lists VPC peering connections. For their routes, use vpc_list_route_tables.", RunAsync,
        iam: ["ec2:DescribeVpcPeeringConnections"],
        examples: ["Which peerings wait for us?"]);

    public sealed record Input : PageInput
    {
        [Description("On either side.")]
        public string? VpcId { get; init; }
    }

    public sealed record Row(
        string Id, string? Name, string Status, string? Requester, string? RequesterCidr, string? Accepter, string? AccepterCidr);

    public static Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct) => Paging.FindAsync<Row>(input, async next =>
    {
        // EC2 cannot filter for either side in one request.
        var answer = await ec2.DescribeVpcPeeringConnectionsAsync(
            new() { MaxResults = Ec2Tags.PageSize(input, dropsRows: input.VpcId is not null), NextToken = next }, ct);
        return ([.. (answer.VpcPeeringConnections ?? [])
            .Where(p => input.VpcId is null || p.RequesterVpcInfo?.VpcId == input.VpcId || p.AccepterVpcInfo?.VpcId == input.VpcId)
            .Select(p => new Row(p.VpcPeeringConnectionId, p.Tags.Name(), p.Status?.Code?.Value ?? "?", Peerings.Side(p.RequesterVpcInfo),
                p.RequesterVpcInfo?.CidrBlock, Peerings.Side(p.AccepterVpcInfo), p.AccepterVpcInfo?.CidrBlock))], answer.NextToken);
    });
}
