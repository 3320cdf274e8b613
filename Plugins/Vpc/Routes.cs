using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>A route: where to, and through what.</summary>
public sealed record RouteRow(string Destination, string Target, string? State);

/// <summary>Routes and route tables, as results and plans tell them.</summary>
internal static class Routes
{
    /// <summary>Which of the three fields a destination belongs in.</summary>
    /// <exception cref="ToolException">It is neither a block nor a prefix list.</exception>
    public static (string? Ipv4, string? Ipv6, string? PrefixList) ParseDestination(string destination) =>
        destination.StartsWith("pl-", StringComparison.Ordinal) ? (null, null, destination)
        : Cidr.Require(destination).IsIpv6 ? (null, destination, null)
        : (destination, null, null);

    public static string Destination(Route r) => r.DestinationCidrBlock ?? r.DestinationIpv6CidrBlock ?? r.DestinationPrefixListId ?? "?";

    public static string Target(Route r) =>
        r.GatewayId ?? r.NatGatewayId ?? r.TransitGatewayId ?? r.VpcPeeringConnectionId ?? r.EgressOnlyInternetGatewayId ?? r.NetworkInterfaceId
        ?? r.InstanceId ?? r.LocalGatewayId ?? r.CarrierGatewayId ?? r.CoreNetworkArn ?? r.OdbNetworkArn ?? "?";

    public static bool IsLocal(Route r) => r.GatewayId == "local";

    /// <summary>All but the local ones, which every table has; a state only where traffic is lost.</summary>
    public static IReadOnlyList<RouteRow> Rows(RouteTable table) =>
        [.. (table.Routes ?? []).Where(r => !IsLocal(r)).Select(r => new RouteRow(Destination(r), Target(r), r.State == RouteState.Active ? null : r.State?.Value))];

    public static string Text(Route r) => $"{Destination(r)} -> {Target(r)}";

    public static string Text(RouteTable table) => (table.Routes ?? []).Any(r => !IsLocal(r))
        ? string.Join(", ", (table.Routes ?? []).Where(r => !IsLocal(r)).Select(Text))
        : "no routes but the local one";

    public static Route? Find(RouteTable table, string destination) =>
        (table.Routes ?? []).Find(r => Same(Destination(r), destination));

    public static bool IsMain(RouteTable table) => (table.Associations ?? []).Exists(a => a.Main == true);

    public static IReadOnlyList<string> SubnetIds(RouteTable table) => [.. (table.Associations ?? []).Where(a => a.SubnetId is not null).Select(a => a.SubnetId)];

    /// <summary>Whose traffic the table directs.</summary>
    public static string AppliesTo(RouteTable table) => (IsMain(table), SubnetIds(table)) switch
    {
        (true, []) => "every subnet without a table of its own",
        (true, var own) => $"{Networks.Join(own)} and every subnet without a table of its own",
        (_, []) => "no subnet yet",
        (_, var own) => Networks.Join(own),
    };

    /// <summary>The table that holds for a subnet: its own, or the main one of the VPC.</summary>
    public static RouteTable? TableOf(string subnetId, IReadOnlyList<RouteTable> tables) =>
        tables.FirstOrDefault(t => SubnetIds(t).Contains(subnetId)) ?? tables.FirstOrDefault(IsMain);

    /// <summary>Whether the table leads to the internet both ways, which makes a subnet public.</summary>
    public static bool IsPublic(RouteTable? table) =>
        (table?.Routes ?? []).Exists(r => r.GatewayId?.StartsWith("igw-", StringComparison.Ordinal) == true && Cidr.Parse(Destination(r)) is { IsWorld: true });

    public static PlannedResource ToResource(RouteTable table) =>
        new(table.RouteTableId, $"in {table.VpcId}, applies to {AppliesTo(table)}: {Text(table)}") { Tags = table.Tags.ToMap() };

    /// <summary>The tables with a route through a gateway, endpoint or the like, and those routes.</summary>
    public static IEnumerable<(RouteTable Table, Route Route)> Through(string target, IEnumerable<RouteTable> tables) =>
        from table in tables
        from route in table.Routes ?? []
        where Target(route) == target
        select (table, route);

    private static bool Same(string a, string b) => a == b || Cidr.Parse(a) is { } x && Cidr.Parse(b) is { } y && x == y;
}
