using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>Peering connections: found, and told in a few words.</summary>
internal static class Peerings
{
    public static async Task<VpcPeeringConnection> FindAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        await Paging.FirstAsync<VpcPeeringConnection>(async next =>
        {
            var answer = await ec2.DescribeVpcPeeringConnectionsAsync(new() { VpcPeeringConnectionIds = [id], NextToken = next }, ct);
            return (answer.VpcPeeringConnections, answer.NextToken);
        }) ?? throw ToolException.NotFound($"The peering connection {id}", "vpc_list_peerings shows those that exist.");

    /// <summary><c>vpc-0abc of 111122223333 in eu-west-1</c></summary>
    public static string Side(VpcPeeringConnectionVpcInfo? side) =>
        side is null ? "?"
            : $"{side.VpcId}{(side.OwnerId is null ? "" : $" of {side.OwnerId}")}{(side.Region is null ? "" : $" in {side.Region}")}";

    public static string Text(VpcPeeringConnection p) =>
        $"{Networks.Label(p.VpcPeeringConnectionId, p.Tags)} from {Side(p.RequesterVpcInfo)} to {Side(p.AccepterVpcInfo)}";

    public static PlannedResource ToResource(VpcPeeringConnection p) =>
        new(p.VpcPeeringConnectionId, $"{p.Status?.Code?.Value}, from {Side(p.RequesterVpcInfo)} to {Side(p.AccepterVpcInfo)}")
        {
            Name = p.Tags.Name(),
            Tags = p.Tags.ToMap(),
        };
}
