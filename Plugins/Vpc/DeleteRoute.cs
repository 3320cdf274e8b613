using System.ComponentModel;
using Amazon.EC2;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_delete_route (DeleteRoute).</summary>
public static class DeleteRoute
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_route", "Deletes a route. To point it elsewhere, use vpc_create_route with replace.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeRouteTables", "ec2:DeleteRoute"],
        examples: ["Cut the private subnets off the internet."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Route table id.")]
        public required string RouteTableId { get; init; }

        [Description("IPv4 or IPv6 block, or pl- id.")]
        public required string Destination { get; init; }
    }

    public sealed record Result(string RouteTableId, string Destination);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var table = await Networks.RouteTableAsync(ec2, input.RouteTableId, ct);
        var route = Routes.Find(table, input.Destination)
            ?? throw new ToolException(ToolErrorCode.NotFound, $"{input.RouteTableId} has no route to {input.Destination}.", "vpc_list_route_tables shows its routes.");
        if (Routes.IsLocal(route)) throw new ToolException(ToolErrorCode.Conflict, "The local route of a VPC cannot be deleted.");
        return new($"Delete the route to {input.Destination} from {Networks.Label(table.RouteTableId, table.Tags)}.",
        [
            $"{Routes.Text(route)}{(route.State == RouteState.Blackhole ? " (leads nowhere)" : "")} -> removed",
            $"Traffic of {Routes.AppliesTo(table)} to {input.Destination} then takes a wider route, or is dropped.",
        ])
        {
            Resources = [Routes.ToResource(table)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (ipv4, ipv6, prefixList) = Routes.ParseDestination(input.Destination);
        await ec2.DeleteRouteAsync(new()
        {
            RouteTableId = input.RouteTableId,
            DestinationCidrBlock = ipv4,
            DestinationIpv6CidrBlock = ipv6,
            DestinationPrefixListId = prefixList,
        }, ct);
        return new(input.RouteTableId, input.Destination);
    }
}
