using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

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
            "ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeRouteTables", "ec2:DescribeInternetGateways",
            "ec2:DescribeEgressOnlyInternetGateways", "ec2:DescribeVpnGateways", "ec2:DescribeVpcEndpoints",
            "ec2:DescribeSecurityGroups", "ec2:DescribeNetworkAcls",
            "ec2:DescribeVpcPeeringConnections", .. Interfaces.LiveActions, "ec2:DeleteVpc",
        ],
        examples: ["What is needed to delete the test network?"],
        idempotent: true);

    public sealed record Input
    {
        [Description("VPC id.")]
        public required string VpcId { get; init; }
    }

    public sealed record Result(string Id, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var v = await Networks.VpcAsync(ec2, input.VpcId, ct);
        var unknowns = new Unknowns(context.Target);
        var inTheWay = await Parts(ec2, v.VpcId)
            .AskAsync(async (part, t) => await unknowns.TryAsync(part.What, () => part.Read(t)) ?? [], ct);
        var label = $"{Networks.Label(v.VpcId, v.Tags)} {string.Join(", ", ListVpcs.CidrBlocks(v))}";
        return new PlanBuilder($"Delete the VPC {label}.")
            .Touch(Networks.ToResource(v))
            .Delete(label, "with its main route table, default security group and default network ACL")
            .Warn(v.IsDefault == true ? "This is the default VPC. Instances started without a subnet then fail in this region." : null)
            .Unknown(unknowns.Notes)
            .InTheWay(inTheWay.SelectMany(p => p))
            .NoUndo("A new VPC gets another id.")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        await ec2.DeleteVpcAsync(new() { VpcId = input.VpcId }, ct);
        context.Done($"deleted {input.VpcId}");
        return new(input.VpcId, "deleted");
    }

    // All that can keep a VPC, in the order in which it is best removed.
    private static IEnumerable<(string What, Func<CancellationToken, Task<List<string>>> Read)> Parts(IAmazonEC2 ec2, string id)
    {
        Filter[] inVpc = [new("vpc-id", [id])];
        yield return ("Network interfaces", async ct =>
            (await Interfaces.LiveAsync(ec2, inVpc, ct)).ConvertAll(n => $"interface {Interfaces.Text(n)}"));
        yield return ("Endpoints", async ct =>
            (await Networks.EndpointsAsync(ec2, id, ct))
                .ConvertAll(e => $"endpoint {Networks.Label(e.VpcEndpointId, e.Tags)}: vpc_delete_endpoint"));
        // A NAT gateway that failed or is gone keeps nothing, though it stays listed for an hour.
        yield return ("Gateways", async ct => (await Networks.GatewaysAsync(ec2, id, null, [], ct))
            .FindAll(g => g.State is not ("deleted" or "failed")).ConvertAll(g => $"{g.Type} gateway {g.Id}: vpc_delete_gateway"));
        yield return ("VPN gateways", async ct =>
            ((await ec2.DescribeVpnGatewaysAsync(new() { Filters = [new("attachment.vpc-id", [id])] }, ct)).VpnGateways ?? [])
            .FindAll(g => (g.VpcAttachments ?? []).Exists(a => a.VpcId == id && a.State?.Value is "attached" or "attaching"))
            .ConvertAll(g => $"VPN gateway {Networks.Label(g.VpnGatewayId, g.Tags)} is attached"));
        yield return ("Peering connections", async ct =>
            (await Networks.PeeringsAsync(ec2, id, ct))
                .ConvertAll(p => $"peering connection {Networks.Label(p.VpcPeeringConnectionId, p.Tags)}"));
        yield return ("Subnets", async ct =>
            (await Networks.SubnetsAsync(ec2, inVpc, ct))
                .ConvertAll(s => $"subnet {Networks.Label(s.SubnetId, s.Tags)} {s.CidrBlock}: vpc_delete_subnet"));
        yield return ("Route tables", async ct => (await Networks.RouteTablesAsync(ec2, inVpc, ct))
            .FindAll(t => !Routes.IsMain(t))
            .ConvertAll(t => $"route table {Networks.Label(t.RouteTableId, t.Tags)}: vpc_delete_route_table"));
        yield return ("Security groups", async ct => (await Networks.GroupsAsync(ec2, inVpc, ct))
            .FindAll(g => g.GroupName != "default")
            .ConvertAll(g => $"security group {g.GroupId} ({g.GroupName}): vpc_delete_security_group"));
        yield return ("Network ACLs", async ct => (await Paging.AllAsync(async next =>
        {
            var answer = await ec2.DescribeNetworkAclsAsync(new() { Filters = [.. inVpc], NextToken = next }, ct);
            return (answer.NetworkAcls, answer.NextToken);
        }, a => a.NetworkAclId))
            .FindAll(a => a.IsDefault != true).ConvertAll(a => $"network ACL {Networks.Label(a.NetworkAclId, a.Tags)}"));
    }
}
