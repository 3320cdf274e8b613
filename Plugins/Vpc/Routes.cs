using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>A route: where to, and through what.</summary>
public sealed record RouteRow(string Destination, string Target, string? State);

/// <summary>Routes and route tables, as results and plans tell them.</summary>
internal static class Routes
{
    /// <summary>A destination as EC2 keeps it, and which of the three fields of a request it belongs in.</summary>
    /// <exception cref="ToolException">It is neither a block nor a prefix list.</exception>
    public static (string Text, string? Ipv4, string? Ipv6, string? PrefixList) ParseDestination(string destination)
    {
        if (destination.StartsWith("pl-", StringComparison.Ordinal)) return (destination, null, null, destination);
        var block = Cidr.Require(destination);
        var text = block.ToString();
        return block.IsIpv6 ? (text, null, text, null) : (text, text, null, null);
    }

    public static string Destination(Route r) => r.DestinationCidrBlock ?? r.DestinationIpv6CidrBlock ?? r.DestinationPrefixListId ?? "?";

    public static string Target(Route r) => Targets(r).FirstOrDefault() ?? "?";

    /// <summary>Whether the route leads there. A route to an instance names its interface, too.</summary>
    public static bool LeadsTo(Route r, string target) => Targets(r).Contains(target);

    public static bool IsLocal(Route r) => r.GatewayId == "local";

    /// <summary>Whether it is not of the table itself but learnt from a virtual private gateway or a route server.</summary>
    public static bool IsPropagated(Route r) => r.Origin?.Value is "EnableVgwRoutePropagation" or "Advertisement";

    /// <summary>All but the local ones, which every table has; a state only where traffic is lost.</summary>
    public static IReadOnlyList<RouteRow> Rows(RouteTable table) =>
        [.. Own(table).Select(r => new RouteRow(Destination(r), Target(r), r.State == RouteState.Active ? null : r.State?.Value))];

    public static string Text(Route r) => $"{Destination(r)} to {Target(r)}";

    /// <summary>Its routes but the local one, in an order that does not depend on AWS's.</summary>
    public static string Text(RouteTable table) =>
        Own(table).Any() ? Networks.Join(Own(table).Select(Text)) : "no routes but the local one";

    /// <summary>The route of the table itself to this destination, before any that was propagated.</summary>
    public static Route? Find(RouteTable table, string destination) =>
        (table.Routes ?? []).Where(r => Cidr.Same(Destination(r), destination)).OrderBy(IsPropagated).FirstOrDefault();

    public static bool IsMain(RouteTable table) => (table.Associations ?? []).Exists(a => a.Main == true);

    public static IReadOnlyList<string> SubnetIds(RouteTable table) =>
        [.. (table.Associations ?? []).Select(a => a.SubnetId).OfType<string>().Order(StringComparer.Ordinal)];

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
    public static bool IsPublic(RouteTable? table)
    {
        var blocks = (table?.Routes ?? []).Where(r => IsInternetGateway(Target(r))).Select(r => Cidr.Parse(Destination(r))).OfType<Cidr>()
            .ToList();
        return Cidr.World(blocks) is not (false, false);
    }

    /// <summary>The same, were one more route in the table.</summary>
    public static bool IsPublic(RouteTable table, string destination, string target)
    {
        var others = (table.Routes ?? []).Where(r => !Cidr.Same(Destination(r), destination));
        var added = Cidr.Parse(destination) is { IsIpv6: true }
            ? new Route { DestinationIpv6CidrBlock = destination, GatewayId = target }
            : new Route { DestinationCidrBlock = destination, GatewayId = target };
        return IsPublic(new RouteTable { Routes = [.. others, added] });
    }

    public static PlannedResource ToResource(RouteTable table) =>
        new(table.RouteTableId, $"in {table.VpcId}, applies to {AppliesTo(table)}: {Text(table)}")
        {
            Name = table.Tags.Name(),
            Tags = table.Tags.ToMap(),
        };

    /// <summary>The tables with a route through a gateway, endpoint or the like, and those routes.</summary>
    public static IEnumerable<(RouteTable Table, Route Route)> Through(string target, IEnumerable<RouteTable> tables) =>
        from table in tables
        from route in table.Routes ?? []
        where LeadsTo(route, target)
        orderby table.RouteTableId, Destination(route)
        select (table, route);

    private static IEnumerable<Route> Own(RouteTable table) => (table.Routes ?? []).Where(r => !IsLocal(r));

    private static bool IsInternetGateway(string target) => target.StartsWith("igw-", StringComparison.Ordinal);

    private static IEnumerable<string> Targets(Route r) => new[]
    {
        r.GatewayId, r.NatGatewayId, r.TransitGatewayId, r.VpcPeeringConnectionId, r.EgressOnlyInternetGatewayId, r.NetworkInterfaceId,
        r.InstanceId, r.LocalGatewayId, r.CarrierGatewayId, r.CoreNetworkArn, r.OdbNetworkArn,
    }.Where(t => !string.IsNullOrEmpty(t));
}
