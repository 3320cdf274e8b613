using System.ComponentModel;
using Amazon.EC2;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_delete_route_table (DeleteRouteTable).</summary>
public static class DeleteRouteTable
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_route_table", "Deletes a route table that no subnet uses. For one of its routes, use vpc_delete_route.", PlanAsync, RunAsync,
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
        if (Routes.IsMain(table)) throw new ToolException(ToolErrorCode.Conflict, $"{table.RouteTableId} is the main route table of {table.VpcId}, which cannot be deleted.", "It goes with its VPC.");
        var label = Networks.Label(table.RouteTableId, table.Tags);
        return Obstacles.Plan($"Delete the route table {label}.", label, [$"{label} -> deleted: {Routes.Text(table)}"],
            (table.Associations ?? []).Select(a => $"{a.SubnetId ?? a.GatewayId} uses it (another table for a subnet: vpc_associate_route_table)"),
            Routes.ToResource(table));
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        await ec2.DeleteRouteTableAsync(new() { RouteTableId = input.RouteTableId }, ct);
        return new(input.RouteTableId, "deleted");
    }
}
