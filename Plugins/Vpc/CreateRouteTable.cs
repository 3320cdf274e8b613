using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_create_route_table (CreateRouteTable).</summary>
public static class CreateRouteTable
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_route_table", "Creates a route table. Then use vpc_create_route and vpc_associate_route_table.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeVpcs", "ec2:CreateRouteTable", "ec2:CreateTags"],
        examples: ["Make a route table for the private subnets."]);

    public sealed record Input
    {
        [Description("VPC id.")]
        public required string VpcId { get; init; }

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string VpcId);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var vpc = await Networks.VpcAsync(ec2, input.VpcId, ct);
        return new PlanBuilder($"Create a route table in {Networks.Label(vpc.VpcId, vpc.Tags)}.")
            .Touch(Networks.ToResource(vpc))
            .Create("route table",
            $"it holds only the local route {string.Join(", ", ListVpcs.CidrBlocks(vpc))} and applies to no subnet yet")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var table = (await ec2.CreateRouteTableAsync(new()
        {
            VpcId = input.VpcId,
            TagSpecifications = Ec2Tags.For(ResourceType.RouteTable, input.Tags, input.Name),
            ClientToken = Guid.NewGuid().ToString(),
        }, ct)).RouteTable;
        context.Done($"created {table.RouteTableId}", created: table.RouteTableId);
        return new(table.RouteTableId, table.VpcId);
    }
}
