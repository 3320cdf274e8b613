using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_delete_peering (DeleteVpcPeeringConnection).</summary>
public static class DeletePeering
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_peering", "Deletes a VPC peering connection. Traffic over it stops at once.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeVpcPeeringConnections", "ec2:DescribeRouteTables", "ec2:DeleteVpcPeeringConnection"],
        examples: ["Cut the old connection with the data team."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Peering connection id.")]
        public required string PeeringId { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var reading = Networks.RouteTablesAsync(ec2, [new("route.vpc-peering-connection-id", [input.PeeringId])], ct);
        var p = await Peerings.FindAsync(ec2, input.PeeringId, ct);
        var plan = new PlanBuilder($"Delete {Peerings.Text(p)}.")
            .Touch(Peerings.ToResource(p))
            .Delete(Peerings.Text(p), $"it is {p.Status?.Code?.Value}");
        if (p.Status?.Code?.Value is "failed" or "rejected" or "expired" or "deleted" or "deleting")
            plan.Obstacle($"It is {p.Status.Code.Value}: EC2 removes it from the list by itself.");
        foreach (var (table, route) in Routes.Through(input.PeeringId, await reading))
            plan.Keep($"route {Routes.Text(route)} in {Networks.Label(table.RouteTableId, table.Tags)}",
                "it leads nowhere then (blackhole): vpc_delete_route");
        return plan.Unknown("Routes of the other side, where it is another account or region.")
            .NoUndo("A new connection has another id, and must be accepted again.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        await ec2.DeleteVpcPeeringConnectionAsync(new() { VpcPeeringConnectionId = input.PeeringId }, ct);
        context.Done($"deleted {input.PeeringId}");
        return new(input.PeeringId);
    }
}
