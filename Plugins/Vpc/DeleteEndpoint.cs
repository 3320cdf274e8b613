using System.ComponentModel;
using Amazon.EC2;
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
        var tables = e.RouteTableIds is { Count: > 0 } ids ? (await ec2.DescribeRouteTablesAsync(new() { RouteTableIds = ids }, ct)).RouteTables ?? [] : [];
        var label = $"{Networks.Label(e.VpcEndpointId, e.Tags)} to {row.Service}";
        return new($"Delete the endpoint {label}.",
        [
            $"{label} ({row.Type}, {row.State}) -> deleted; traffic to the service then needs another way, or is dropped",
            .. tables.OrderBy(t => t.RouteTableId, StringComparer.Ordinal).Select(t => $"{Networks.Label(t.RouteTableId, t.Tags)} loses its route to it: {Routes.AppliesTo(t)}"),
            .. (e.SubnetIds ?? []).Order(StringComparer.Ordinal).Select(s => $"Its interface in {s} is deleted."),
            .. row.PrivateDns ? ["The service's public name leads to public addresses again."] : Array.Empty<string>(),
        ])
        {
            Resources =
            [
                new(e.VpcEndpointId, $"{row.Type} endpoint to {row.Service} in {e.VpcId}: {string.Join(", ", row.AttachedTo)}"
                    + (e.Groups is { Count: > 0 } groups ? $"; groups {string.Join(", ", groups.Select(g => g.GroupId))}" : "")) { Tags = e.Tags.ToMap() },
            ],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DeleteVpcEndpointsAsync(new() { VpcEndpointIds = [input.EndpointId] }, ct);
        // EC2 answers with success and lists what failed.
        if ((answer.Unsuccessful ?? []).FirstOrDefault()?.Error is { } error)
        {
            throw AwsErrors.Translate(new AmazonEC2Exception(error.Message) { ErrorCode = error.Code, StatusCode = System.Net.HttpStatusCode.BadRequest }, new())!;
        }

        return new(input.EndpointId, "deleting");
    }
}
