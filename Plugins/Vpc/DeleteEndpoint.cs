using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_delete_endpoint (DeleteVpcEndpoints).</summary>
public static class DeleteEndpoint
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_endpoint", "Deletes a VPC endpoint. vpc_list_endpoints tells when it is gone.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeVpcEndpoints", "ec2:DescribeRouteTables", "ec2:DeleteVpcEndpoints"],
        examples: ["Remove the S3 endpoint."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Endpoint id.")]
        public required string EndpointId { get; init; }
    }

    public sealed record Result(string Id, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var e = await Networks.EndpointAsync(ec2, input.EndpointId, ct);
        var row = ListEndpoints.ToRow(e);
        if (row.State is "deleted" or "deleting")
            throw new ToolException(ToolErrorCode.NotFound, $"{e.VpcEndpointId} is {row.State} already.");
        var through = Routes.Through(e.VpcEndpointId, await Networks.RouteTablesAsync(ec2, [new("vpc-id", [e.VpcId])], ct)).ToList();
        var label = $"{Networks.Label(e.VpcEndpointId, e.Tags)} to {row.Service}";
        var plan = new PlanBuilder($"Delete the endpoint {label}.")
            .Touch(ToResource(e, row))
            .Delete($"{label} ({row.Type}, {row.State})", "traffic to the service then needs another way, or is dropped");
        if (e.VpcEndpointType == VpcEndpointType.Gateway)
        {
            // EC2 removes the routes of a gateway endpoint itself.
            plan.Touch(through.Select(r => r.Table).DistinctBy(t => t.RouteTableId).Select(Routes.ToResource));
            foreach (var (table, route) in through)
                plan.Delete(
                    $"route {Routes.Text(route)} in {Networks.Label(table.RouteTableId, table.Tags)}", $"for {Routes.AppliesTo(table)}");
        }
        else if (e.VpcEndpointType == VpcEndpointType.GatewayLoadBalancer)
        {
            plan.InTheWay(through.Select(r => $"{r.Table.RouteTableId} routes {Routes.Destination(r.Route)} to it: vpc_delete_route"));
        }

        foreach (var subnet in (e.SubnetIds ?? []).Order(StringComparer.Ordinal)) plan.Delete($"its network interface in {subnet}");
        if (row.PrivateDns) plan.Warn("The service's public name leads to public addresses again.");
        if (e.RequesterManaged == true) plan.Unknown("An AWS service manages this endpoint; AWS may refuse to delete it.");
        return plan.NoUndo("A new endpoint gets another id and other DNS names.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await ec2.DeleteVpcEndpointsAsync(new() { VpcEndpointIds = [input.EndpointId] }, ct);
        // EC2 answers with success and lists what failed.
        if ((answer.Unsuccessful ?? []).FirstOrDefault()?.Error is { } error)
        {
            throw AwsErrors.Translate(
                new AmazonEC2Exception(error.Message) { ErrorCode = error.Code, StatusCode = System.Net.HttpStatusCode.BadRequest },
                    context.Target)!;
        }

        context.Done($"asked to delete {input.EndpointId}");
        return new(input.EndpointId, "deleting");
    }

    private static PlannedResource ToResource(VpcEndpoint e, ListEndpoints.Row row)
    {
        var groups = e.Groups is { Count: > 0 } all ? $"; groups {Networks.Join(all.Select(g => g.GroupId))}" : "";
        return new(e.VpcEndpointId, $"{row.Type} endpoint to {row.Service} in {e.VpcId}: {Networks.Join(row.AttachedTo)}{groups}")
        {
            Name = row.Name,
            Tags = e.Tags.ToMap(),
        };
    }
}
