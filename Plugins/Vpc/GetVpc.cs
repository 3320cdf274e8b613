using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>
/// vpc_get_vpc: the map of a network (DescribeVpcs, DescribeVpcAttribute, DescribeSubnets, DescribeRouteTables, DescribeInternetGateways,
/// DescribeEgressOnlyInternetGateways, DescribeNatGateways, DescribeVpcEndpoints, DescribeSecurityGroups, DescribeVpcPeeringConnections).
/// </summary>
public static class GetVpc
{
    // Together these keep the answer within 5,000 tokens, where it is to be read.
    private const int MostSubnets = 20, MostTables = 15, MostRoutes = 6, MostGateways = 10, MostEndpoints = 10, MostPeerings = 10,
        MostGroups = 20;

    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Result>(
        "get_vpc",
        "Maps one VPC: subnets, routes, gateways, endpoints, peerings and security groups. For rules, use vpc_get_security_group.",
        RunAsync,
        iam:
        [
            "ec2:DescribeVpcs", "ec2:DescribeVpcAttribute", "ec2:DescribeSubnets", "ec2:DescribeRouteTables",
            "ec2:DescribeInternetGateways", "ec2:DescribeEgressOnlyInternetGateways", "ec2:DescribeNatGateways",
            "ec2:DescribeVpcEndpoints", "ec2:DescribeSecurityGroups",
            "ec2:DescribeVpcPeeringConnections", PrefixLists.Action,
        ],
        examples: ["Draw me the staging network.", "Which subnets of this VPC are public?"])
        .DrawnAs(AnswerShape.Network);

    public sealed record Input
    {
        [Description("VPC id.")]
        public required string VpcId { get; init; }
    }

    /// <param name="Public">
    /// Whether its route table leads to an internet gateway; not told where the table cannot be seen, as in a shared VPC.
    /// </param>
    public sealed record SubnetRow(
        string Id, string? Name, string? CidrBlock, string? Ipv6CidrBlock, string AvailabilityZone, int FreeIps, bool? Public,
        string? RouteTableId);

    public sealed record TableRow(string Id, string? Name, bool Main, IReadOnlyList<RouteRow> Routes);

    public sealed record GatewayRow(string Id, string? Name, string Type, string State, string? SubnetId, string? PublicIp);

    public sealed record EndpointRow(string Id, string Service, string Type, string State, IReadOnlyList<string> AttachedTo);

    public sealed record PeeringRow(string Id, string? Name, string Status, string? PeerVpcId, string? PeerCidrBlock);

    public sealed record GroupRow(string Id, string Name, IReadOnlyList<string>? OpenToWorld);

    /// <param name="Note">What could not be read, and what is folded.</param>
    public sealed record Result(
        string Id, string? Name, string State, IReadOnlyList<string> CidrBlocks, bool IsDefault, string Tenancy, bool? DnsSupport,
        bool? DnsHostnames, string? DhcpOptionsId, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<SubnetRow> Subnets,
        IReadOnlyList<TableRow> RouteTables,
        IReadOnlyList<GatewayRow> Gateways, IReadOnlyList<EndpointRow> Endpoints, IReadOnlyList<PeeringRow> Peerings,
        IReadOnlyList<GroupRow> SecurityGroups, string? Note);

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var (id, inVpc) = (input.VpcId, new[] { new Filter("vpc-id", [input.VpcId]) });
        var (unknowns, lists) = (new Unknowns(context.Target), new PrefixLists());
        var vpc = Networks.VpcAsync(ec2, id, ct);
        var support = unknowns.TryAsync("DNS support", () => Networks.AttributeAsync(ec2, id, VpcAttributeName.EnableDnsSupport, ct));
        var hostnames = unknowns.TryAsync(
            "DNS host names", () => Networks.AttributeAsync(ec2, id, VpcAttributeName.EnableDnsHostnames, ct));
        var subnets = unknowns.TryAsync("Subnets", () => Networks.SubnetsAsync(ec2, inVpc, ct));
        var tables = unknowns.TryAsync("Route tables", () => Networks.RouteTablesAsync(ec2, inVpc, ct));
        var gateways = unknowns.TryAsync("Gateways", () => Networks.GatewaysAsync(ec2, id, null, [], ct));
        var endpoints = unknowns.TryAsync("Endpoints", () => Networks.EndpointsAsync(ec2, id, ct));
        var peerings = unknowns.TryAsync("Peering connections", () => Networks.PeeringsAsync(ec2, id, ct));
        var groups = unknowns.TryAsync("Security groups", () => Networks.GroupsAsync(ec2, inVpc, ct));
        await Task.WhenAll(vpc, support, hostnames, subnets, tables, gateways, endpoints, peerings, groups);

        var (v, t, folded) = (await vpc, await tables ?? [], new List<string>());
        // What is open to the world is most wanted, so those groups come first.
        await lists.ReadAsync(ec2, (await groups ?? []).SelectMany(g => g.IpPermissions ?? []), context, ct);
        var open = (await groups ?? []).Select(g => ListSecurityGroups.ToRow(g, lists)).OrderBy(g => g.OpenToWorld is null);
        var result = new Result(
            v.VpcId, v.Tags.Name(), v.State, ListVpcs.CidrBlocks(v), v.IsDefault == true, v.InstanceTenancy?.Value ?? "default",
            (await support)?.EnableDnsSupport, (await hostnames)?.EnableDnsHostnames, v.DhcpOptionsId, v.Tags.ToMap(),
            Few((await subnets ?? []).OrderBy(s => s.AvailabilityZone, StringComparer.Ordinal), MostSubnets, "subnets", "vpc_list_subnets",
                s => ToRow(s, Routes.TableOf(s.SubnetId, t))),
            Few(t, MostTables, "route tables", "vpc_list_route_tables", x => new TableRow(x.RouteTableId, x.Tags.Name(), Routes.IsMain(x),
                Few(Routes.Rows(x), MostRoutes, $"routes of {x.RouteTableId}", "vpc_list_route_tables", r => r))),
            Few((await gateways ?? []).Where(g => g.State != "deleted"), MostGateways, "gateways", "vpc_list_gateways",
                g => new GatewayRow(g.Id, g.Name, g.Type, g.State, g.SubnetId, g.PublicIp)),
            Few((await endpoints ?? []).Select(ListEndpoints.ToRow), MostEndpoints, "endpoints", "vpc_list_endpoints",
                e => new EndpointRow(e.Id, e.Service, e.Type, e.State, [.. PlanBuilder.Some(e.AttachedTo.ToList(), 6)])),
            Few(await peerings ?? [], MostPeerings, "peering connections", null, p => ToRow(p, id)),
            Few(open, MostGroups, "security groups", "vpc_list_security_groups", g => new GroupRow(g.Id, g.Name, g.OpenToWorld)),
            null);
        string?[] notes = [unknowns.Note, lists.Note, folded.Count == 0 ? null : $"Shown are the first {string.Join(", ", folded)}."];
        return result with { Note = Notes.Join(notes) };

        IReadOnlyList<TOut> Few<TItem, TOut>(IEnumerable<TItem> all, int most, string what, string? tool, Func<TItem, TOut> toRow)
        {
            var items = all.ToList();
            if (context.IsDrawn || items.Count <= most) return [.. items.Select(toRow)];
            folded.Add($"{most} of {items.Count} {what}{(tool is null ? "" : $" (all: {tool})")}");
            return [.. items.Take(most).Select(toRow)];
        }
    }

    private static SubnetRow ToRow(Subnet s, RouteTable? table) => new(
        s.SubnetId, s.Tags.Name(), s.CidrBlock, ListSubnets.Ipv6CidrBlock(s), s.AvailabilityZone, s.AvailableIpAddressCount ?? 0,
        table is null ? null : Routes.IsPublic(table), table?.RouteTableId);

    private static PeeringRow ToRow(VpcPeeringConnection p, string vpcId)
    {
        var other = p.RequesterVpcInfo?.VpcId == vpcId ? p.AccepterVpcInfo : p.RequesterVpcInfo;
        return new(p.VpcPeeringConnectionId, p.Tags.Name(), p.Status?.Code?.Value ?? "active", other?.VpcId, other?.CidrBlock);
    }
}
