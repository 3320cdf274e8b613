using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_create_route (CreateRoute; ReplaceRoute only when asked for).</summary>
public static class CreateRoute
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_route", "Adds a route to a route table, or replaces its target. To remove one, use vpc_delete_route.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeRouteTables", "ec2:CreateRoute", "ec2:ReplaceRoute"],
        examples: ["Send 0.0.0.0/0 to the NAT gateway."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Route table id.")]
        public required string RouteTableId { get; init; }

        [Description("CIDR block or prefix list id.")]
        public required string Destination { get; init; }

        [Description("Gateway, endpoint, peering, interface or instance id.")]
        public required string Target { get; init; }

        [Description("Change an existing route's target.")]
        public bool Replace { get; init; }
    }

    public sealed record Result(string RouteTableId, string Destination, string Target, string? PreviousTarget);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var destination = Request(input).Destination;
        var table = await Networks.RouteTableAsync(ec2, input.RouteTableId, ct);
        var label = Networks.Label(table.RouteTableId, table.Tags);
        var plan = new PlanBuilder($"Route {destination} to {input.Target} in {label}.").Touch(Routes.ToResource(table));
        var now = Routes.Find(table, destination);
        var whose = $"it directs the traffic of {Routes.AppliesTo(table)}";
        if (now is null || Routes.IsPropagated(now))
        {
            plan.Create($"route {destination} to {input.Target} in {label}",
                now is null ? whose : $"{whose}, before the propagated route to {Routes.Target(now)}")
                .Undo("vpc_delete_route", new { routeTableId = table.RouteTableId, destination });
        }
        else if (Routes.LeadsTo(now, input.Target))
        {
            plan.Change($"route {destination} in {label}", "target", input.Target, input.Target);
        }
        else
        {
            plan.Change($"route {destination} in {label}", "target", Routes.Target(now), input.Target, whose);
            if (!input.Replace)
                plan.Obstacle($"A route to {destination} exists and leads to {Routes.Target(now)}. Pass replace to change its target.");
            if (RouteTarget.IsKnown(Routes.Target(now)))
                plan.Undo("vpc_create_route",
                    new { routeTableId = table.RouteTableId, destination, target = Routes.Target(now), replace = true });
        }

        if (input.Target.StartsWith("eigw-", StringComparison.Ordinal) && Cidr.Parse(destination) is { IsIpv6: false })
            plan.Obstacle("An egress-only internet gateway takes IPv6 traffic only; for IPv4, route to a NAT gateway.");
        if (Routes.IsPublic(table, destination, input.Target) && !Routes.IsPublic(table))
            plan.Warn("This makes these subnets public: what has a public address in them can be reached from the internet.");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var (destination, create, replace) = Request(input);
        var now = Routes.Find(await Networks.RouteTableAsync(ec2, input.RouteTableId, ct), destination);
        if (now is not null && Routes.IsPropagated(now)) now = null;
        if (now is null) await ec2.CreateRouteAsync(create, ct);
        else if (Routes.LeadsTo(now, input.Target)) return new(input.RouteTableId, destination, input.Target, null);
        else if (input.Replace) await ec2.ReplaceRouteAsync(replace, ct);
        else throw ToolException.Conflict(
            $"A route to {destination} exists and leads to {Routes.Target(now)}.", "Pass replace to change its target.");
        context.Done($"routed {destination} to {input.Target} in {input.RouteTableId}");
        return new(input.RouteTableId, destination, input.Target, now is null ? null : Routes.Target(now));
    }

    private static (string Destination, CreateRouteRequest Create, ReplaceRouteRequest Replace) Request(Input input)
    {
        var (destination, ipv4, ipv6, prefixList) = Routes.ParseDestination(input.Destination);
        return (destination,
            RouteTarget.To(new CreateRouteRequest
            {
                RouteTableId = input.RouteTableId,
                DestinationCidrBlock = ipv4,
                DestinationIpv6CidrBlock = ipv6,
                DestinationPrefixListId = prefixList,
            }, input.Target),
            RouteTarget.To(new ReplaceRouteRequest
            {
                RouteTableId = input.RouteTableId,
                DestinationCidrBlock = ipv4,
                DestinationIpv6CidrBlock = ipv6,
                DestinationPrefixListId = prefixList,
            }, input.Target));
    }
}
