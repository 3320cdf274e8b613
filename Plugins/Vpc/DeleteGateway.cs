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
        "delete_gateway",
        "Deletes an internet, egress-only or NAT gateway, detaching it first. Routes to it stay: vpc_delete_route.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeInternetGateways", "ec2:DescribeEgressOnlyInternetGateways", "ec2:DescribeRouteTables", .. Interfaces.LiveActions,
            "ec2:DetachInternetGateway", "ec2:DeleteInternetGateway", "ec2:DeleteEgressOnlyInternetGateway", "ec2:DeleteNatGateway",
        ],
        examples: ["Stop paying for the NAT gateway."],
        idempotent: true)
        .With(deadline: TimeSpan.FromMinutes(7));

    public sealed record Input
    {
        [Description("Gateway id (igw-..., eigw-... or nat-...).")]
        public required string GatewayId { get; init; }

        [Description("NAT: until deleted, max 5 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Id, string State);

    private sealed record Found(ListGateways.Row Gateway, List<Tag>? Tags, NatGateway? Nat = null);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (gateway, tags, nat) = await FindAsync(ec2, input.GatewayId, ct);
        if (gateway.State is "deleted" or "deleting")
            throw new ToolException(ToolErrorCode.NotFound, $"{gateway.Id} is {gateway.State} already.");
        var tables = gateway.VpcId is null ? [] : await Networks.RouteTablesAsync(ec2, [new("vpc-id", [gateway.VpcId])], ct);
        List<NatGatewayAddress> addresses = [.. (nat?.NatGatewayAddresses ?? [])
            .Where(a => a.AllocationId is not null).OrderBy(a => a.AllocationId, StringComparer.Ordinal)];
        var (label, allocations) = (Networks.Label(gateway.Id, tags), PlanBuilder.Text(addresses.Select(a => a.AllocationId)));
        var where = gateway.SubnetId is null ? gateway.VpcId ?? "no VPC" : $"{gateway.VpcId}, {gateway.SubnetId}";
        var plan = new PlanBuilder($"Delete the {gateway.Type} gateway {label}.")
            .Touch(new PlannedResource(gateway.Id, $"{gateway.Type} gateway, {gateway.State}, in {where}, addresses {allocations}")
            {
                Name = gateway.Name,
                Tags = tags.ToMap(),
            })
            .Delete($"{gateway.Type} gateway {label} in {where}", gateway.Type == ListGateways.Internet && gateway.VpcId is not null
                ? "it is detached first; nothing in the VPC reaches the internet through it any more, nor is reached"
                : null);
        foreach (var (table, route) in Routes.Through(gateway.Id, tables))
        {
            plan.Warn($"The route {Routes.Text(route)} in {Networks.Label(table.RouteTableId, table.Tags)} leads nowhere then, "
                + $"for {Routes.AppliesTo(table)}.");
        }

        if (nat?.AvailabilityMode?.Value == "regional" && addresses.Count > 0)
        {
            plan.Unknown("Whether Elastic IPs that AWS allocated for a regional NAT gateway are released with it; "
                + "ec2_list_addresses shows those that are left.");
        }
        else
        {
            foreach (var a in addresses)
                plan.Keep($"Elastic IP {a.PublicIp} ({a.AllocationId})", "it costs by the hour until ec2_release_address");
        }

        // An internet gateway cannot be detached as long as something in the VPC has a public address.
        if (gateway.Type == ListGateways.Internet && gateway.VpcId is not null)
        {
            plan.InTheWay((await Interfaces.LiveAsync(ec2, [new("vpc-id", [gateway.VpcId])], ct))
                .Where(n => Interfaces.PublicIp(n) is not null).Select(n => $"{Interfaces.Text(n)} has a public address"));
        }

        return plan.NoUndo("A new gateway gets another id; routes must be pointed to it.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var (gateway, _, _) = await FindAsync(ec2, input.GatewayId, ct);
        switch (gateway.Type)
        {
            case ListGateways.Internet:
                if (gateway.VpcId is not null)
                {
                    await ec2.DetachInternetGatewayAsync(new() { InternetGatewayId = gateway.Id, VpcId = gateway.VpcId }, ct);
                    context.Done($"detached {gateway.Id} from {gateway.VpcId}");
                }

                await ec2.DeleteInternetGatewayAsync(new() { InternetGatewayId = gateway.Id }, ct);
                break;
            case ListGateways.EgressOnly:
                await ec2.DeleteEgressOnlyInternetGatewayAsync(new() { EgressOnlyInternetGatewayId = gateway.Id }, ct);
                break;
            default:
                await ec2.DeleteNatGatewayAsync(new() { NatGatewayId = gateway.Id }, ct);
                context.Done($"asked to delete {gateway.Id}");
                return new(gateway.Id, input.Wait ? await GoneAsync(ec2, gateway.Id, context, ct) : "deleting");
        }

        context.Done($"deleted {gateway.Id}");
        return new(gateway.Id, "deleted");
    }

    // A NAT gateway stays listed as deleted for about an hour; one that is not listed any more is gone as well.
    private static async Task<string> GoneAsync(IAmazonEC2 ec2, string id, ToolContext context, CancellationToken ct) =>
        await Waiting.UntilAsync(
            async t =>
            {
                try
                {
                    return (await Networks.NatGatewayAsync(ec2, id, t)).State.Value;
                }
                catch (Exception e) when (AwsErrors.Translate(e, context.Target) is { Code: ToolErrorCode.NotFound })
                {
                    return "deleted";
                }
            },
            state => state switch
            {
                "deleted" => Wait.Done,
                _ => Wait.NotYet($"{id} is {state}"),
            },
            context, TimeSpan.FromMinutes(5), cancellation: ct);

    private static async Task<Found> FindAsync(IAmazonEC2 ec2, string id, CancellationToken ct)
    {
        if (id.StartsWith("nat-", StringComparison.Ordinal))
        {
            var nat = await Networks.NatGatewayAsync(ec2, id, ct);
            return new(ListGateways.ToRow(nat), nat.Tags, nat);
        }

        if (id.StartsWith("eigw-", StringComparison.Ordinal))
        {
            var egress = await Paging.FirstAsync<EgressOnlyInternetGateway>(async next =>
            {
                var answer = await ec2.DescribeEgressOnlyInternetGatewaysAsync(
                    new() { EgressOnlyInternetGatewayIds = [id], NextToken = next }, ct);
                return (answer.EgressOnlyInternetGateways, answer.NextToken);
            }) ?? throw ToolException.NotFound($"The gateway {id}");
            return new(ListGateways.ToRow(egress), egress.Tags);
        }

        if (!id.StartsWith("igw-", StringComparison.Ordinal))
            throw ToolException.InvalidInput($"'{id}' is not an internet, egress-only or NAT gateway.", "vpc_list_gateways tells the ids.");
        var internet = await Paging.FirstAsync<InternetGateway>(async next =>
        {
            var answer = await ec2.DescribeInternetGatewaysAsync(new() { InternetGatewayIds = [id], NextToken = next }, ct);
            return (answer.InternetGateways, answer.NextToken);
        }) ?? throw ToolException.NotFound($"The gateway {id}");
        return new(ListGateways.ToRow(internet), internet.Tags);
    }
}
