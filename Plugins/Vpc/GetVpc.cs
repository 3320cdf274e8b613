using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>
/// vpc_get_vpc: the map of a network (DescribeVpcs, DescribeVpcAttribute, DescribeSubnets, DescribeRouteTables, DescribeInternetGateways,
/// DescribeEgressOnlyInternetGateways, DescribeNatGateways, DescribeVpcEndpoints, DescribeSecurityGroups, DescribeVpcPeeringConnections).
/// </summary>
public static class GetVpc
{
    private const int Most = 50;

    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Result>(
        "get_vpc", "Maps one VPC: subnets, routes, gateways, endpoints, peerings and security groups. For others, use vpc_list_vpcs.", RunAsync,
        iam:
        [
            "ec2:DescribeVpcs", "ec2:DescribeVpcAttribute", "ec2:DescribeSubnets", "ec2:DescribeRouteTables", "ec2:DescribeInternetGateways",
            "ec2:DescribeEgressOnlyInternetGateways", "ec2:DescribeNatGateways", "ec2:DescribeVpcEndpoints", "ec2:DescribeSecurityGroups", "ec2:DescribeVpcPeeringConnections",
        ],
        examples: ["Draw me the staging network.", "Which subnets of this VPC are public?"]);

    public sealed record Input
    {
        [Description("VPC id.")]
        public required string VpcId { get; init; }
    }

    public sealed record SubnetRow(string Id, string? Name, string? CidrBlock, string? Ipv6CidrBlock, string AvailabilityZone, int FreeIps, bool Public, string? RouteTableId);

    public sealed record TableRow(string Id, string? Name, bool Main, IReadOnlyList<RouteRow> Routes);

    public sealed record GatewayRow(string Id, string? Name, string Type, string State, string? SubnetId, string? PublicIp);

    public sealed record EndpointRow(string Id, string Service, string Type, string State, IReadOnlyList<string> AttachedTo);

    public sealed record PeeringRow(string Id, string? Name, string Status, string? PeerVpcId, string? PeerCidrBlock);

    public sealed record GroupRow(string Id, string Name, IReadOnlyList<string>? OpenToWorld);

    public sealed record Result(
        string Id, string? Name, string State, IReadOnlyList<string> CidrBlocks, bool IsDefault, string Tenancy, bool DnsSupport, bool DnsHostnames, string? DhcpOptionsId,
        IReadOnlyDictionary<string, string> Tags, IReadOnlyList<SubnetRow> Subnets, IReadOnlyList<TableRow> RouteTables, IReadOnlyList<GatewayRow> Gateways,
        IReadOnlyList<EndpointRow> Endpoints, IReadOnlyList<PeeringRow> Peerings, IReadOnlyList<GroupRow> SecurityGroups, string? Note);

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (id, inVpc) = (input.VpcId, new[] { new Filter("vpc-id", [input.VpcId]) });
        var vpc = Networks.VpcAsync(ec2, id, ct);
        var support = ec2.DescribeVpcAttributeAsync(new() { VpcId = id, Attribute = VpcAttributeName.EnableDnsSupport }, ct);
        var hostnames = ec2.DescribeVpcAttributeAsync(new() { VpcId = id, Attribute = VpcAttributeName.EnableDnsHostnames }, ct);
        var (subnets, tables, gateways, endpoints, peerings, groups) = (
            Networks.SubnetsAsync(ec2, inVpc, ct), Networks.RouteTablesAsync(ec2, inVpc, ct), Networks.GatewaysAsync(ec2, id, null, [], ct),
            Networks.EndpointsAsync(ec2, id, ct), Networks.PeeringsAsync(ec2, id, ct), Networks.GroupsAsync(ec2, inVpc, ct));
        await Task.WhenAll(vpc, support, hostnames, subnets, tables, gateways, endpoints, peerings, groups);

        var (v, t, cut) = (await vpc, await tables, new List<string>());
        return new(
            v.VpcId, v.Tags.Name(), v.State, ListVpcs.CidrBlocks(v), v.IsDefault == true, v.InstanceTenancy?.Value ?? "default",
            (await support).EnableDnsSupport == true, (await hostnames).EnableDnsHostnames == true, v.DhcpOptionsId, v.Tags.ToMap(),
            Few((await subnets).OrderBy(s => s.AvailabilityZone, StringComparer.Ordinal), "subnets", s => ToRow(s, Routes.TableOf(s.SubnetId, t))),
            Few(t, "route tables", x => new TableRow(x.RouteTableId, x.Tags.Name(), Routes.IsMain(x), Routes.Rows(x))),
            Few((await gateways).Where(g => g.State != "deleted"), "gateways", g => new GatewayRow(g.Id, g.Name, g.Type, g.State, g.SubnetId, g.PublicIp)),
            Few((await endpoints).Select(ListEndpoints.ToRow), "endpoints", e => new EndpointRow(e.Id, e.Service, e.Type, e.State, e.AttachedTo)),
            Few(await peerings, "peerings", p => ToRow(p, id)),
            Few((await groups).Select(ListSecurityGroups.ToRow), "security groups", g => new GroupRow(g.Id, g.Name, g.OpenToWorld)),
            cut.Count == 0 ? null : $"Only the first {Most} are shown of {string.Join(", ", cut)}. The list tools have all.");

        IReadOnlyList<TOut> Few<TItem, TOut>(IEnumerable<TItem> all, string what, Func<TItem, TOut> toRow)
        {
            var items = all.ToList();
            if (items.Count > Most) cut.Add($"{items.Count} {what}");
            return [.. items.Take(Most).Select(toRow)];
        }
    }

    private static SubnetRow ToRow(Subnet s, RouteTable? table) => new(
        s.SubnetId, s.Tags.Name(), s.CidrBlock, ListSubnets.Ipv6CidrBlock(s), s.AvailabilityZone, s.AvailableIpAddressCount ?? 0, Routes.IsPublic(table), table?.RouteTableId);

    private static PeeringRow ToRow(VpcPeeringConnection p, string vpcId)
    {
        var other = p.RequesterVpcInfo?.VpcId == vpcId ? p.AccepterVpcInfo : p.RequesterVpcInfo;
        return new(p.VpcPeeringConnectionId, p.Tags.Name(), p.Status?.Code?.Value ?? "active", other?.VpcId, other?.CidrBlock);
    }
}
