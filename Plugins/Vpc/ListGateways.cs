using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>
/// vpc_list_gateways: internet, egress-only and NAT gateways, and attachments to transit gateways
/// (DescribeInternetGateways, DescribeEgressOnlyInternetGateways, DescribeNatGateways, DescribeTransitGatewayVpcAttachments).
/// </summary>
public static class ListGateways
{
    internal const string Internet = "internet", EgressOnly = "egress-only", Nat = "nat", Transit = "transit";

    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_gateways", "Lists internet, egress-only (IPv6) and NAT gateways, and attachments to transit gateways. "
            + "For routes to them, use vpc_list_route_tables.", RunAsync,
        iam:
        [
            "ec2:DescribeInternetGateways", "ec2:DescribeEgressOnlyInternetGateways", "ec2:DescribeNatGateways",
            "ec2:DescribeTransitGatewayVpcAttachments",
        ],
        examples: ["Which NAT gateways do we pay for?", "Has this VPC a way to the internet?"]);

    public sealed record Input : PageInput
    {
        [Description("Type."), AllowedValues(Internet, EgressOnly, Nat, Transit)]
        public string? Type { get; init; }

        [Description("VPC id.")]
        public string? VpcId { get; init; }

        [Description("All; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(
        string Id, string? Name, string Type, string State, string? VpcId, string? SubnetId, string? PublicIp, string? PrivateIp,
        string? TransitGatewayId = null);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        // Accounts have few, so all are read: the host cuts the pages.
        List<Filter> tags = [.. Ec2Tags.Filters(input.Tags)];
        var gateways = Networks.GatewaysAsync(ec2, input.VpcId, input.Type, tags, ct);
        var attachments = input.Type is null or Transit
            ? TransitAttachments.AllAsync(ec2, [.. Ec2Tags.Filter("vpc-id", input.VpcId), .. tags], ct) : null;
        await Task.WhenAll(new Task?[] { gateways, attachments }.OfType<Task>());
        return new([.. await gateways, .. (attachments is null ? [] : await attachments).Select(ToRow)]);
    }

    internal static Row ToRow(InternetGateway g) => Attached(g.InternetGatewayId, g.Tags, Internet, g.Attachments);

    internal static Row ToRow(EgressOnlyInternetGateway g) => Attached(g.EgressOnlyInternetGatewayId, g.Tags, EgressOnly, g.Attachments);

    private static Row ToRow(TransitGatewayVpcAttachment a) => new(
        a.TransitGatewayAttachmentId, a.Tags.Name(), Transit, a.State?.Value ?? "?", a.VpcId, null, null, null, a.TransitGatewayId);

    internal static Row ToRow(NatGateway g)
    {
        var address = (g.NatGatewayAddresses ?? []).Find(a => a.IsPrimary == true) ?? (g.NatGatewayAddresses ?? []).FirstOrDefault();
        return new(g.NatGatewayId, g.Tags.Name(), Nat, g.State, g.VpcId, g.SubnetId, address?.PublicIp, address?.PrivateIp);
    }

    private static Row Attached(string id, List<Tag>? tags, string type, List<InternetGatewayAttachment>? attachments)
    {
        var attachment = (attachments ?? []).FirstOrDefault();
        return new(id, tags.Name(), type, attachment?.State?.Value ?? "detached", attachment?.VpcId, null, null, null);
    }
}
