using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_list_endpoints: one short row for each VPC endpoint (DescribeVpcEndpoints).</summary>
public static class ListEndpoints
{
    private const string Gateway = "gateway", Interface = "interface", GatewayLoadBalancer = "gateway-load-balancer",
        Resource = "resource", ServiceNetwork = "service-network";

    private static readonly Dictionary<string, VpcEndpointType> Types = new()
    {
        [Gateway] = VpcEndpointType.Gateway,
        [Interface] = VpcEndpointType.Interface,
        [GatewayLoadBalancer] = VpcEndpointType.GatewayLoadBalancer,
        [Resource] = VpcEndpointType.Resource,
        [ServiceNetwork] = VpcEndpointType.ServiceNetwork,
    };

    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_endpoints", "Lists VPC endpoints: private ways to services. For other ways out, use vpc_get_vpc.", RunAsync,
        iam: ["ec2:DescribeVpcEndpoints"],
        examples: ["Does this VPC reach S3 privately?"]);

    public sealed record Input : PageInput
    {
        [Description("VPC id.")]
        public string? VpcId { get; init; }

        [Description("Name, like *.s3.")]
        public string? Service { get; init; }

        [Description("Type."), AllowedValues(Gateway, Interface, GatewayLoadBalancer, Resource, ServiceNetwork)]
        public string? Type { get; init; }

        [Description("All; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(
        string Id, string? Name, string Service, string Type, string State, string VpcId, bool PrivateDns,
        IReadOnlyList<string> AttachedTo);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DescribeVpcEndpointsAsync(new()
        {
            Filters =
            [
                .. Ec2Tags.Filter("vpc-id", input.VpcId),
                .. Ec2Tags.Filter("service-name", input.Service),
                .. Ec2Tags.Filter("vpc-endpoint-type", input.Type is null ? null : Types[input.Type].Value),
                .. Ec2Tags.Filters(input.Tags),
            ],
            MaxResults = Ec2Tags.PageSize(input, dropsRows: false),
            NextToken = input.Cursor,
        }, ct);
        return new([.. (answer.VpcEndpoints ?? []).Select(ToRow)], answer.NextToken);
    }

    /// <summary>Our word for a type; EC2's own where it is a new one.</summary>
    internal static string TypeName(VpcEndpointType? type) =>
        Types.FirstOrDefault(t => t.Value == type).Key ?? type?.Value ?? "?";

    internal static string TypeOf(VpcEndpoint e) => TypeName(e.VpcEndpointType);

    /// <summary>EC2 says available, its SDK Available.</summary>
    internal static string StateOf(VpcEndpoint e) => e.State?.Value.ToLowerInvariant() ?? "?";

    internal static Row ToRow(VpcEndpoint e) => new(
        e.VpcEndpointId, e.Tags.Name(), e.ServiceName ?? e.ResourceConfigurationArn ?? e.ServiceNetworkArn ?? "?", TypeOf(e), StateOf(e),
        e.VpcId, e.PrivateDnsEnabled == true, [.. (e.RouteTableIds ?? []).Concat(e.SubnetIds ?? []).Order(StringComparer.Ordinal)]);
}
