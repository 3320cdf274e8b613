using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>
/// vpc_delete_vpc (DeleteVpc). The plan finds everything that stands in the way (DescribeSubnets, DescribeRouteTables, gateways, endpoints,
/// groups, network ACLs, peerings, interfaces); nothing else is ever deleted.
/// </summary>
public static class DeleteVpc
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_vpc", "Deletes an empty VPC; its plan lists what must go first. It does not cascade.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeRouteTables", "ec2:DescribeInternetGateways", "ec2:DescribeEgressOnlyInternetGateways",
            "ec2:DescribeNatGateways", "ec2:DescribeVpnGateways", "ec2:DescribeVpcEndpoints", "ec2:DescribeSecurityGroups", "ec2:DescribeNetworkAcls",
            "ec2:DescribeVpcPeeringConnections", "ec2:DescribeNetworkInterfaces", "ec2:DeleteVpc",
        ],
        examples: ["What is needed to delete the test network?"],
        idempotent: true);

    public sealed record Input
    {
        [Description("VPC id.")]
        public required string VpcId { get; init; }
    }

    public sealed record Result(string Id, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (id, inVpc) = (input.VpcId, new[] { new Filter("vpc-id", [input.VpcId]) });
        var vpc = Networks.VpcAsync(ec2, id, ct);
        var (interfaces, endpoints, gateways, subnets, tables, groups, peerings) = (
            Networks.InterfacesAsync(ec2, inVpc, ct), Networks.EndpointsAsync(ec2, id, ct), Networks.GatewaysAsync(ec2, id, null, [], ct), Networks.SubnetsAsync(ec2, inVpc, ct),
            Networks.RouteTablesAsync(ec2, inVpc, ct), Networks.GroupsAsync(ec2, inVpc, ct), Networks.PeeringsAsync(ec2, id, ct));
        var acls = Networks.AllAsync(async next =>
        {
            var answer = await ec2.DescribeNetworkAclsAsync(new() { Filters = [.. inVpc], NextToken = next }, ct);
            return (answer.NetworkAcls, answer.NextToken);
        }, a => a.NetworkAclId);
        var vpns = ec2.DescribeVpnGatewaysAsync(new() { Filters = [new("attachment.vpc-id", [id])] }, ct);
        await Task.WhenAll(vpc, interfaces, endpoints, gateways, subnets, tables, groups, peerings, acls, vpns);

        var v = await vpc;
        var label = $"{Networks.Label(v.VpcId, v.Tags)} {string.Join(", ", ListVpcs.CidrBlocks(v))}";
        return Obstacles.Plan($"Delete the VPC {label}.", label,
        [
            $"{label} -> deleted, with its main route table, default security group and default network ACL",
            .. v.IsDefault == true ? ["WARNING: this is the default VPC. Instances started without a subnet then fail in this region."] : Array.Empty<string>(),
        ],
        [
            .. (await interfaces).Select(n => $"interface {Interfaces.Text(n)}"),
            .. (await endpoints).Select(e => $"endpoint {Networks.Label(e.VpcEndpointId, e.Tags)}: vpc_delete_endpoint"),
            .. (await gateways).Where(g => g.State != "deleted").Select(g => $"{g.Type} gateway {g.Id}: vpc_delete_gateway"),
            .. ((await vpns).VpnGateways ?? []).Where(g => (g.VpcAttachments ?? []).Exists(a => a.VpcId == id && a.State?.Value is "attached" or "attaching"))
                .Select(g => $"VPN gateway {Networks.Label(g.VpnGatewayId, g.Tags)} is attached"),
            .. (await peerings).Select(p => $"peering connection {Networks.Label(p.VpcPeeringConnectionId, p.Tags)}"),
            .. (await subnets).Select(s => $"subnet {Networks.Label(s.SubnetId, s.Tags)} {s.CidrBlock}: vpc_delete_subnet"),
            .. (await tables).Where(t => !Routes.IsMain(t)).Select(t => $"route table {Networks.Label(t.RouteTableId, t.Tags)}: vpc_delete_route_table"),
            .. (await groups).Where(g => g.GroupName != "default").Select(g => $"security group {g.GroupId} ({g.GroupName}): vpc_delete_security_group"),
            .. (await acls).Where(a => a.IsDefault != true).Select(a => $"network ACL {Networks.Label(a.NetworkAclId, a.Tags)}"),
        ], new(v.VpcId, $"{string.Join(", ", ListVpcs.CidrBlocks(v))}, tenancy {v.InstanceTenancy}{(v.IsDefault == true ? ", default" : "")}") { Tags = v.Tags.ToMap() });
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        await ec2.DeleteVpcAsync(new() { VpcId = input.VpcId }, ct);
        return new(input.VpcId, "deleted");
    }
}
