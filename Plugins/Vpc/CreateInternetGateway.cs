using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_create_internet_gateway (CreateInternetGateway, AttachInternetGateway; CreateEgressOnlyInternetGateway).</summary>
public static class CreateInternetGateway
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_internet_gateway",
        "Creates an internet gateway and attaches it to a VPC. For outbound IPv4 only, use vpc_create_nat_gateway.",
        PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeVpcs", "ec2:DescribeInternetGateways", "ec2:CreateInternetGateway", "ec2:AttachInternetGateway",
            "ec2:CreateEgressOnlyInternetGateway", "ec2:CreateTags",
        ],
        examples: ["Give the staging network internet access."]);

    public sealed record Input
    {
        [Description("VPC id.")]
        public required string VpcId { get; init; }

        [Description("IPv6, outbound only.")]
        public bool EgressOnly { get; init; }

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string Type, string VpcId);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var vpc = await Networks.VpcAsync(ec2, input.VpcId, ct);
        var present = input.EgressOnly ? [] : await Networks.GatewaysAsync(ec2, vpc.VpcId, ListGateways.Internet, [], ct);
        var what = $"{(input.EgressOnly ? "egress-only " : "")}internet gateway";
        var plan = new PlanBuilder($"Create an {what} for {Networks.Label(vpc.VpcId, vpc.Tags)}.")
            .Touch(Networks.ToResource(vpc))
            .Create($"{what}, attached to {vpc.VpcId}", "nothing uses it until vpc_create_route adds a route to it");
        foreach (var g in present) plan.Obstacle($"The VPC has the internet gateway {g.Id} already, and takes only one.");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        if (input.EgressOnly)
        {
            var made = await ec2.CreateEgressOnlyInternetGatewayAsync(new()
            {
                VpcId = input.VpcId,
                TagSpecifications = Ec2Tags.For(ResourceType.EgressOnlyInternetGateway, input.Tags, input.Name),
                ClientToken = Guid.NewGuid().ToString(),
            }, ct);
            var egress = made.EgressOnlyInternetGateway.EgressOnlyInternetGatewayId;
            context.Done($"created {egress}", created: egress);
            return new(egress, ListGateways.EgressOnly, input.VpcId);
        }

        var id = (await ec2.CreateInternetGatewayAsync(new()
        {
            TagSpecifications = Ec2Tags.For(ResourceType.InternetGateway, input.Tags, input.Name),
        }, ct)).InternetGateway.InternetGatewayId;
        context.Done($"created {id}", created: id);
        await Waiting.AfterCreationAsync(
            t => ec2.AttachInternetGatewayAsync(new() { InternetGatewayId = id, VpcId = input.VpcId }, t), context, ct);
        context.Done($"attached {id} to {input.VpcId}");
        return new(id, ListGateways.Internet, input.VpcId);
    }
}
