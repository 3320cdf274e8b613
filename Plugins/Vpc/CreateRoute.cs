using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_create_route (CreateRoute; ReplaceRoute only when asked for).</summary>
public static class CreateRoute
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_route", "Adds a route to a route table, or replaces its target. To remove one, use vpc_delete_route.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeRouteTables", "ec2:CreateRoute", "ec2:ReplaceRoute"],
        examples: ["Send 0.0.0.0/0 to the NAT gateway."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Route table id.")]
        public required string RouteTableId { get; init; }

        [Description("IPv4 or IPv6 block, or pl- id.")]
        public required string Destination { get; init; }

        [Description("Gateway, endpoint, peering, interface or instance id.")]
        public required string Target { get; init; }

        [Description("Replace.")]
        public bool Replace { get; init; }
    }

    public sealed record Result(string RouteTableId, string Destination, string Target, string? PreviousTarget);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        Request(input);
        var table = await Networks.RouteTableAsync(ec2, input.RouteTableId, ct);
        var now = Routes.Find(table, input.Destination);
        var isPublic = input.Target.StartsWith("igw-", StringComparison.Ordinal) && Cidr.Parse(input.Destination) is { IsWorld: true };
        return new($"Route {input.Destination} to {input.Target} in {Networks.Label(table.RouteTableId, table.Tags)}.",
        [
            now is null ? $"{input.Destination}: no route of its own -> {input.Target}" : $"{input.Destination}: {Routes.Target(now)} -> {input.Target}",
            $"Directs the traffic of {Routes.AppliesTo(table)}.",
            .. isPublic ? ["WARNING: makes these subnets public: what has a public address in them can be reached from the internet."] : Array.Empty<string>(),
            .. now is not null && !input.Replace && Routes.Target(now) != input.Target ? ["AWS will refuse: the route exists. Pass replace to change its target."] : Array.Empty<string>(),
        ])
        {
            Resources = [Routes.ToResource(table)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var request = Request(input);
        var now = input.Replace ? Routes.Find(await Networks.RouteTableAsync(ec2, input.RouteTableId, ct), input.Destination) : null;
        if (now is null) await ec2.CreateRouteAsync(request, ct);
        else await ec2.ReplaceRouteAsync(Replacement(request), ct);
        return new(input.RouteTableId, input.Destination, input.Target, now is null ? null : Routes.Target(now));
    }

    private static CreateRouteRequest Request(Input input)
    {
        var (ipv4, ipv6, prefixList) = Routes.ParseDestination(input.Destination);
        var known = new[] { "igw-", "vgw-", "nat-", "eigw-", "tgw-", "pcx-", "vpce-", "eni-", "i-" };
        if (!known.Any(prefix => input.Target.StartsWith(prefix, StringComparison.Ordinal)))
            throw new ToolException(ToolErrorCode.InvalidInput, $"'{input.Target}' is nothing that a route can lead to.", $"Give an id that begins with {string.Join(", ", known)}.");
        return new()
        {
            RouteTableId = input.RouteTableId,
            DestinationCidrBlock = ipv4,
            DestinationIpv6CidrBlock = ipv6,
            DestinationPrefixListId = prefixList,
            GatewayId = Target("igw-") ?? Target("vgw-"),
            NatGatewayId = Target("nat-"),
            EgressOnlyInternetGatewayId = Target("eigw-"),
            TransitGatewayId = Target("tgw-"),
            VpcPeeringConnectionId = Target("pcx-"),
            VpcEndpointId = Target("vpce-"),
            NetworkInterfaceId = Target("eni-"),
            InstanceId = Target("i-"),
        };

        string? Target(string prefix) => input.Target.StartsWith(prefix, StringComparison.Ordinal) ? input.Target : null;
    }

    private static ReplaceRouteRequest Replacement(CreateRouteRequest r) => new()
    {
        RouteTableId = r.RouteTableId,
        DestinationCidrBlock = r.DestinationCidrBlock,
        DestinationIpv6CidrBlock = r.DestinationIpv6CidrBlock,
        DestinationPrefixListId = r.DestinationPrefixListId,
        GatewayId = r.GatewayId,
        NatGatewayId = r.NatGatewayId,
        EgressOnlyInternetGatewayId = r.EgressOnlyInternetGatewayId,
        TransitGatewayId = r.TransitGatewayId,
        VpcPeeringConnectionId = r.VpcPeeringConnectionId,
        VpcEndpointId = r.VpcEndpointId,
        NetworkInterfaceId = r.NetworkInterfaceId,
        InstanceId = r.InstanceId,
    };
}
