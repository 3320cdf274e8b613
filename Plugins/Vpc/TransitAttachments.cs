using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>Attachments of VPCs to transit gateways: found, and told in a few words.</summary>
internal static class TransitAttachments
{
    public static Task<List<TransitGatewayVpcAttachment>> AllAsync(
        IAmazonEC2 ec2, IEnumerable<Filter> filters, CancellationToken ct) => Paging.AllAsync(async next =>
    {
        var answer = await ec2.DescribeTransitGatewayVpcAttachmentsAsync(new() { Filters = [.. filters], NextToken = next }, ct);
        return (answer.TransitGatewayVpcAttachments, answer.NextToken);
    }, x => x.TransitGatewayAttachmentId);

    public static async Task<TransitGatewayVpcAttachment> FindAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        await Paging.FirstAsync<TransitGatewayVpcAttachment>(async next =>
        {
            var answer = await ec2.DescribeTransitGatewayVpcAttachmentsAsync(
                new() { TransitGatewayAttachmentIds = [id], NextToken = next }, ct);
            return (answer.TransitGatewayVpcAttachments, answer.NextToken);
        }, a => a.TransitGatewayAttachmentId == id)
            ?? throw ToolException.NotFound($"The attachment {id}", "vpc_list_gateways with type transit shows those that exist.");

    /// <summary>Whether it is gone, or never came: EC2 still shows it for a while.</summary>
    public static bool IsOver(TransitGatewayVpcAttachment a) =>
        a.State?.Value is "deleted" or "deleting" or "failed" or "failing" or "rejected" or "rejecting" or "rollingBack";

    public static string Text(TransitGatewayVpcAttachment a) =>
        $"{Networks.Label(a.TransitGatewayAttachmentId, a.Tags)} of {a.VpcId} to {a.TransitGatewayId}";

    public static PlannedResource ToResource(TransitGatewayVpcAttachment a) =>
        new(a.TransitGatewayAttachmentId,
            $"{a.State?.Value}, {a.VpcId} to {a.TransitGatewayId}, {string.Join(", ", (a.SubnetIds ?? []).Order(StringComparer.Ordinal))}")
        {
            Name = a.Tags.Name(),
            Tags = a.Tags.ToMap(),
        };
}
