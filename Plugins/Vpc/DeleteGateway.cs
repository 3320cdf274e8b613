using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>
/// vpc_delete_gateway (DetachInternetGateway and DeleteInternetGateway, DeleteEgressOnlyInternetGateway, or DeleteNatGateway).
/// </summary>
public static class DeleteGateway
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_gateway", "Deletes an internet, egress-only or NAT gateway, detaching it first. Routes to it stay: vpc_delete_route.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeInternetGateways", "ec2:DescribeEgressOnlyInternetGateways", "ec2:DescribeNatGateways", "ec2:DescribeRouteTables", "ec2:DescribeNetworkInterfaces",
            "ec2:DetachInternetGateway", "ec2:DeleteInternetGateway", "ec2:DeleteEgressOnlyInternetGateway", "ec2:DeleteNatGateway",
        ],
        examples: ["Stop paying for the NAT gateway."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Gateway id.")]
        public required string GatewayId { get; init; }

        [Description("NAT: until deleted, max 5 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Id, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (gateway, tags, addresses) = await FindAsync(ec2, input.GatewayId, ct);
        if (gateway.State is "deleted" or "deleting") throw new ToolException(ToolErrorCode.NotFound, $"{gateway.Id} is {gateway.State} already.");
        var tables = gateway.VpcId is null ? [] : await Networks.RouteTablesAsync(ec2, [new("vpc-id", [gateway.VpcId])], ct);
        var cut = Routes.Through(gateway.Id, tables).Select(r => $"{Networks.Label(r.Table.RouteTableId, r.Table.Tags)} loses its way to {Routes.Destination(r.Route)} for {Routes.AppliesTo(r.Table)}");
        // An internet gateway cannot be detached as long as something in the VPC has a public address.
        var inTheWay = gateway.Type != ListGateways.Internet || gateway.VpcId is null ? []
            : (await Networks.InterfacesAsync(ec2, [new("vpc-id", [gateway.VpcId])], ct)).Where(n => Interfaces.PublicIp(n) is not null);
        var label = Networks.Label(gateway.Id, tags);
        return Obstacles.Plan($"Delete the {gateway.Type} gateway {label}.", label,
        [
            gateway.Type == ListGateways.Internet && gateway.VpcId is not null
                ? $"{label} -> detached from {gateway.VpcId} and deleted; nothing in the VPC reaches the internet through it, nor is reached"
                : $"{label} in {gateway.VpcId ?? "no VPC"} -> deleted",
            .. cut,
            .. addresses.Select(a => $"The Elastic IP {a.PublicIp} ({a.AllocationId}) is kept and costs by the hour: ec2_release_address."),
        ], inTheWay.Select(n => $"{Interfaces.Text(n)} has a public address"),
            new(gateway.Id, $"{gateway.Type} gateway, {gateway.State}, {gateway.VpcId} {gateway.SubnetId} {string.Join(" ", addresses.Select(a => a.AllocationId))}".TrimEnd()) { Tags = tags.ToMap() });
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var (gateway, _, _) = await FindAsync(ec2, input.GatewayId, ct);
        switch (gateway.Type)
        {
            case ListGateways.Internet:
                if (gateway.VpcId is not null) await ec2.DetachInternetGatewayAsync(new() { InternetGatewayId = gateway.Id, VpcId = gateway.VpcId }, ct);
                await ec2.DeleteInternetGatewayAsync(new() { InternetGatewayId = gateway.Id }, ct);
                return new(gateway.Id, "deleted");
            case ListGateways.EgressOnly:
                await ec2.DeleteEgressOnlyInternetGatewayAsync(new() { EgressOnlyInternetGatewayId = gateway.Id }, ct);
                return new(gateway.Id, "deleted");
            default:
                await ec2.DeleteNatGatewayAsync(new() { NatGatewayId = gateway.Id }, ct);
                if (!input.Wait) return new(gateway.Id, "deleting");
                var seen = await Waiting.UntilAsync(
                    t => Networks.NatGatewayAsync(ec2, gateway.Id, t), g => g.State != NatGatewayState.Deleting && g.State != NatGatewayState.Available,
                    g => $"{g.NatGatewayId} is {g.State}", context, TimeSpan.FromMinutes(5), cancellation: ct);
                return new(gateway.Id, seen.State);
        }
    }

    private static async Task<(ListGateways.Row Gateway, List<Tag>? Tags, IReadOnlyList<NatGatewayAddress> Addresses)> FindAsync(IAmazonEC2 ec2, string id, CancellationToken ct)
    {
        if (id.StartsWith("nat-", StringComparison.Ordinal))
        {
            var nat = await Networks.NatGatewayAsync(ec2, id, ct);
            return (ListGateways.ToRow(nat), nat.Tags, [.. (nat.NatGatewayAddresses ?? []).Where(a => a.AllocationId is not null)]);
        }

        if (id.StartsWith("eigw-", StringComparison.Ordinal))
        {
            var egress = (await ec2.DescribeEgressOnlyInternetGatewaysAsync(new() { EgressOnlyInternetGatewayIds = [id] }, ct)).EgressOnlyInternetGateways?.FirstOrDefault()
                ?? throw Networks.NotFound($"The gateway {id}");
            return (ListGateways.ToRow(egress), egress.Tags, []);
        }

        if (!id.StartsWith("igw-", StringComparison.Ordinal))
            throw new ToolException(ToolErrorCode.InvalidInput, $"'{id}' is no internet, egress-only or NAT gateway.", "vpc_list_gateways tells the ids.");
        var internet = (await ec2.DescribeInternetGatewaysAsync(new() { InternetGatewayIds = [id] }, ct)).InternetGateways?.FirstOrDefault()
            ?? throw Networks.NotFound($"The gateway {id}");
        return (ListGateways.ToRow(internet), internet.Tags, []);
    }
}
