using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>Where a route can lead, and which field of a request names it.</summary>
internal static class RouteTarget
{
    private sealed record Kind(string Mark, Action<CreateRouteRequest, string> Create, Action<ReplaceRouteRequest, string> Replace)
    {
        // An id begins with its mark; of an ARN it is the type of the resource.
        public bool Fits(string target) => Mark[0] == ':'
            ? target.StartsWith("arn:", StringComparison.Ordinal) && target.Contains(Mark, StringComparison.Ordinal)
            : target.StartsWith(Mark, StringComparison.Ordinal);
    }

    private static readonly Kind[] Kinds =
    [
        new("igw-", (r, id) => r.GatewayId = id, (r, id) => r.GatewayId = id),
        new("vgw-", (r, id) => r.GatewayId = id, (r, id) => r.GatewayId = id),
        new("nat-", (r, id) => r.NatGatewayId = id, (r, id) => r.NatGatewayId = id),
        new("eigw-", (r, id) => r.EgressOnlyInternetGatewayId = id, (r, id) => r.EgressOnlyInternetGatewayId = id),
        new("tgw-", (r, id) => r.TransitGatewayId = id, (r, id) => r.TransitGatewayId = id),
        new("pcx-", (r, id) => r.VpcPeeringConnectionId = id, (r, id) => r.VpcPeeringConnectionId = id),
        new("vpce-", (r, id) => r.VpcEndpointId = id, (r, id) => r.VpcEndpointId = id),
        new("eni-", (r, id) => r.NetworkInterfaceId = id, (r, id) => r.NetworkInterfaceId = id),
        new("i-", (r, id) => r.InstanceId = id, (r, id) => r.InstanceId = id),
        new("lgw-", (r, id) => r.LocalGatewayId = id, (r, id) => r.LocalGatewayId = id),
        new("cagw-", (r, id) => r.CarrierGatewayId = id, (r, id) => r.CarrierGatewayId = id),
        new(":core-network/", (r, arn) => r.CoreNetworkArn = arn, (r, arn) => r.CoreNetworkArn = arn),
        new(":odb-network/", (r, arn) => r.OdbNetworkArn = arn, (r, arn) => r.OdbNetworkArn = arn),
    ];

    /// <summary>Whether a route can be made to lead there; the local target of a VPC cannot be named.</summary>
    public static bool IsKnown(string target) => Array.Exists(Kinds, k => k.Fits(target));

    /// <summary>Puts the target into a request.</summary>
    /// <exception cref="ToolException">It is not something that a route can lead to.</exception>
    public static CreateRouteRequest To(CreateRouteRequest request, string target)
    {
        Find(target).Create(request, target);
        return request;
    }

    /// <inheritdoc cref="To(CreateRouteRequest,string)"/>
    public static ReplaceRouteRequest To(ReplaceRouteRequest request, string target)
    {
        Find(target).Replace(request, target);
        return request;
    }

    private static Kind Find(string target) =>
        Array.Find(Kinds, k => k.Fits(target)) ?? throw ToolException.InvalidInput(
            $"A route cannot lead to '{target}'.",
            $"Pass an id that begins with {string.Join(", ", Kinds.Select(k => k.Mark).Where(m => m[0] != ':'))}, "
            + "or the ARN of a core network or ODB network.");
}
