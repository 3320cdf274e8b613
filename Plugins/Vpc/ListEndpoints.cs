using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_list_endpoints: one short row for each VPC endpoint (DescribeVpcEndpoints).</summary>
public static class ListEndpoints
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_endpoints", "Lists VPC endpoints. For new ones, use vpc_create_endpoint.", RunAsync,
        iam: ["ec2:DescribeVpcEndpoints"],
        examples: ["Does this VPC reach S3 privately?"]);

    public sealed record Input : PageInput
    {
        [Description("VPC id.")]
        public string? VpcId { get; init; }

        [Description("With *, as *.s3.")]
        public string? Service { get; init; }

        [Description("Type."), AllowedValues("gateway", "interface", "gateway-load-balancer")]
        public string? Type { get; init; }

        [Description("All of these; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(string Id, string? Name, string Service, string Type, string State, string VpcId, bool PrivateDns, IReadOnlyList<string> AttachedTo);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DescribeVpcEndpointsAsync(new()
        {
            Filters =
            [
                .. Ec2Tags.Filter("vpc-id", input.VpcId),
                .. Ec2Tags.Filter("service-name", input.Service),
                .. Ec2Tags.Filter("vpc-endpoint-type", TypeName(input.Type)),
                .. Ec2Tags.Filters(input.Tags),
            ],
            MaxResults = Math.Max(5, input.Limit),
            NextToken = input.Cursor,
        }, ct);
        return new([.. (answer.VpcEndpoints ?? []).Select(ToRow)], answer.NextToken);
    }

    /// <summary>EC2's word for a type.</summary>
    internal static string? TypeName(string? type) => type switch
    {
        "gateway" => VpcEndpointType.Gateway,
        "interface" => VpcEndpointType.Interface,
        "gateway-load-balancer" => VpcEndpointType.GatewayLoadBalancer,
        _ => null,
    };

    internal static string TypeOf(VpcEndpoint e) =>
        e.VpcEndpointType == VpcEndpointType.GatewayLoadBalancer ? "gateway-load-balancer" : e.VpcEndpointType?.Value.ToLowerInvariant() ?? "?";

    /// <summary>EC2 says available, its SDK Available.</summary>
    internal static string StateOf(VpcEndpoint e) => e.State?.Value.ToLowerInvariant() ?? "?";

    internal static Row ToRow(VpcEndpoint e) => new(
        e.VpcEndpointId, e.Tags.Name(), e.ServiceName ?? e.ResourceConfigurationArn ?? e.ServiceNetworkArn ?? "?", TypeOf(e), StateOf(e), e.VpcId, e.PrivateDnsEnabled == true,
        [.. e.RouteTableIds ?? [], .. e.SubnetIds ?? []]);
}
