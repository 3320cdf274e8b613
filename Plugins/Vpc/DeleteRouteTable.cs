using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_delete_route_table (DeleteRouteTable).</summary>
public static class DeleteRouteTable
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_route_table",
        "Deletes a route table that no subnet uses. For one of its routes, use vpc_delete_route.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeRouteTables", "ec2:DeleteRouteTable"],
        examples: ["Remove the unused route tables."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Route table id.")]
        public required string RouteTableId { get; init; }
    }

    public sealed record Result(string Id, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var table = await Networks.RouteTableAsync(ec2, input.RouteTableId, ct);
        var label = Networks.Label(table.RouteTableId, table.Tags);
        var plan = new PlanBuilder($"Delete the route table {label}.")
            .Touch(Routes.ToResource(table))
            .Delete(label, $"with {Routes.Text(table)}")
            .InTheWay((table.Associations ?? []).Select(a => a.SubnetId ?? a.GatewayId).OfType<string>().Order(StringComparer.Ordinal)
                .Select(id => $"{id} uses it; for a subnet, vpc_associate_route_table gives it another table"));
        if (Routes.IsMain(table))
            plan.Obstacle($"{table.RouteTableId} is the main route table of {table.VpcId}, which goes only with its VPC.");
        return plan.NoUndo("A new route table gets another id, and needs its routes again.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        await ec2.DeleteRouteTableAsync(new() { RouteTableId = input.RouteTableId }, ct);
        context.Done($"deleted {input.RouteTableId}");
        return new(input.RouteTableId, "deleted");
    }
}
