using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_delete_route (DeleteRoute).</summary>
public static class DeleteRoute
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_route", "Deletes a route. To point it elsewhere, use vpc_create_route with replace.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeRouteTables", "ec2:DescribeVpcEndpoints", "ec2:DeleteRoute"],
        examples: ["Cut the private subnets off the internet."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Route table id.")]
        public required string RouteTableId { get; init; }

        [Description("CIDR block or prefix list id.")]
        public required string Destination { get; init; }
    }

    public sealed record Result(string RouteTableId, string Destination);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var destination = Routes.ParseDestination(input.Destination).Text;
        var table = await Networks.RouteTableAsync(ec2, input.RouteTableId, ct);
        var route = Routes.Find(table, destination) ?? throw new ToolException(
            ToolErrorCode.NotFound, $"{input.RouteTableId} has no route to {destination}.", "vpc_list_route_tables shows its routes.");
        var (label, target) = (Networks.Label(table.RouteTableId, table.Tags), Routes.Target(route));
        var plan = new PlanBuilder($"Delete the route to {destination} from {label}.")
            .Touch(Routes.ToResource(table))
            .Delete($"route {Routes.Text(route)}{(route.State == RouteState.Blackhole ? " (blackhole)" : "")} in {label}",
                $"traffic of {Routes.AppliesTo(table)} to {destination} then takes a wider route, or is dropped");
        if (Routes.IsLocal(route)) plan.Obstacle("The local route of a VPC cannot be deleted.");
        if (Routes.IsPropagated(route))
            plan.Unknown("This route was propagated to the table: AWS may refuse to delete it, and it comes back while propagation is on.");
        if (destination.StartsWith("pl-", StringComparison.Ordinal) && target.StartsWith("vpce-", StringComparison.Ordinal))
        {
            var unknowns = new Unknowns(context.Target);
            var endpoint = await unknowns.TryAsync($"The type of the endpoint {target}", () => Networks.EndpointAsync(ec2, target, ct));
            plan.Unknown(unknowns.Notes);
            if (endpoint?.VpcEndpointType == VpcEndpointType.Gateway)
                plan.Obstacle($"The route belongs to the gateway endpoint {target} and goes with it: vpc_delete_endpoint.");
        }

        return RouteTarget.IsKnown(target)
            ? plan.Undo("vpc_create_route", new { routeTableId = table.RouteTableId, destination, target }).Build()
            : plan.NoUndo($"vpc_create_route cannot make a route to {target}.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var (destination, ipv4, ipv6, prefixList) = Routes.ParseDestination(input.Destination);
        await ec2.DeleteRouteAsync(new()
        {
            RouteTableId = input.RouteTableId,
            DestinationCidrBlock = ipv4,
            DestinationIpv6CidrBlock = ipv6,
            DestinationPrefixListId = prefixList,
        }, ct);
        context.Done($"deleted the route to {destination} from {input.RouteTableId}");
        return new(input.RouteTableId, destination);
    }
}
