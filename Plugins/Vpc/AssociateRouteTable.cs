using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>
/// vpc_associate_route_table (AssociateRouteTable, or ReplaceRouteTableAssociation where the subnet has a table of its own).
/// </summary>
public static class AssociateRouteTable
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "associate_route_table",
        "Makes a route table direct the traffic of a subnet, in place of its present one. For routes, use vpc_create_route.",
        PlanAsync, RunAsync,
        iam: ["ec2:DescribeSubnets", "ec2:DescribeRouteTables", "ec2:AssociateRouteTable", "ec2:ReplaceRouteTableAssociation"],
        examples: ["Make this subnet use the public route table."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Route table id.")]
        public required string RouteTableId { get; init; }

        [Description("Subnet id.")]
        public required string SubnetId { get; init; }
    }

    public sealed record Result(string RouteTableId, string SubnetId, string? AssociationId, string? PreviousRouteTableId);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var table = await Networks.RouteTableAsync(ec2, input.RouteTableId, ct);
        var (subnet, now, own) = await NowAsync(ec2, input.SubnetId, ct);
        var label = Networks.Label(subnet.SubnetId, subnet.Tags);
        var plan = new PlanBuilder($"{Networks.Label(table.RouteTableId, table.Tags)} directs the traffic of {label}.")
            .Touch(Networks.ToResource(subnet), Routes.ToResource(table));
        if (now is not null && now.RouteTableId != table.RouteTableId) plan.Touch(Routes.ToResource(now));
        if (table.VpcId != subnet.VpcId)
            plan.Obstacle($"The route table is in {table.VpcId} and the subnet in {subnet.VpcId}; both must be in the same VPC.");
        plan.Change(label, "route table", now is null ? null : Describe(now, implicitly: own is null), Describe(table, implicitly: false));
        if (Routes.IsPublic(table) && !Routes.IsPublic(now))
            plan.Warn("This makes the subnet public: what has a public address in it can be reached from the internet.");
        if (Routes.IsPublic(now) && !Routes.IsPublic(table))
            plan.Warn("The subnet is no longer public: what has a public address in it is cut off.");
        if (own is not null && now!.RouteTableId != table.RouteTableId)
            plan.Undo("vpc_associate_route_table", new { routeTableId = now.RouteTableId, subnetId = subnet.SubnetId });
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var (_, now, own) = await NowAsync(ec2, input.SubnetId, ct);
        if (own is not null && now!.RouteTableId == input.RouteTableId)
            return new(input.RouteTableId, input.SubnetId, own.RouteTableAssociationId, null);
        var association = own is null
            ? (await ec2.AssociateRouteTableAsync(new() { RouteTableId = input.RouteTableId, SubnetId = input.SubnetId }, ct)).AssociationId
            : (await ec2.ReplaceRouteTableAssociationAsync(
                new() { RouteTableId = input.RouteTableId, AssociationId = own.RouteTableAssociationId }, ct)).NewAssociationId;
        context.Done($"associated {input.RouteTableId} with {input.SubnetId}", created: association);
        return new(input.RouteTableId, input.SubnetId, association, now?.RouteTableId);
    }

    private static async Task<(Subnet Subnet, RouteTable? Table, RouteTableAssociation? Own)> NowAsync(
        IAmazonEC2 ec2, string subnetId, CancellationToken ct)
    {
        var subnet = await Networks.SubnetAsync(ec2, subnetId, ct);
        var table = Routes.TableOf(subnetId, await Networks.RouteTablesAsync(ec2, [new("vpc-id", [subnet.VpcId])], ct));
        return (subnet, table, (table?.Associations ?? []).Find(a => a.SubnetId == subnetId));
    }

    private static string Describe(RouteTable table, bool implicitly) =>
        $"{Networks.Label(table.RouteTableId, table.Tags)}{(implicitly ? " as the main table" : "")} ({Routes.Text(table)})";
}
