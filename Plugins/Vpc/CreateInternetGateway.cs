using System.ComponentModel;
using Amazon.EC2;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_create_internet_gateway (CreateInternetGateway, AttachInternetGateway; CreateEgressOnlyInternetGateway).</summary>
public static class CreateInternetGateway
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_internet_gateway", "Creates an internet gateway and attaches it to a VPC. For outbound IPv4 only, use vpc_create_nat_gateway.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeVpcs", "ec2:DescribeInternetGateways", "ec2:CreateInternetGateway", "ec2:AttachInternetGateway", "ec2:CreateEgressOnlyInternetGateway", "ec2:CreateTags",
        ],
        examples: ["Give the staging network internet access."]);

    public sealed record Input
    {
        [Description("VPC id.")]
        public required string VpcId { get; init; }

        [Description("Egress-only: IPv6, outbound.")]
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
        var present = input.EgressOnly ? []
            : (await ec2.DescribeInternetGatewaysAsync(new() { Filters = [new("attachment.vpc-id", [vpc.VpcId])] }, ct)).InternetGateways ?? [];
        return new($"Create an {(input.EgressOnly ? "egress-only " : "")}internet gateway for {Networks.Label(vpc.VpcId, vpc.Tags)}.",
        [
            "It is used by nothing until vpc_create_route adds a route to it.",
            .. present.Select(g => $"AWS will refuse: the VPC has {Networks.Label(g.InternetGatewayId, g.Tags)} already, and takes only one."),
        ])
        {
            Resources = [new(vpc.VpcId, $"{vpc.CidrBlock}, {(present.Count == 0 ? "no internet gateway" : present[0].InternetGatewayId)}") { Tags = vpc.Tags.ToMap() }],
        };
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
            return new(made.EgressOnlyInternetGateway.EgressOnlyInternetGatewayId, ListGateways.EgressOnly, input.VpcId);
        }

        var id = (await ec2.CreateInternetGatewayAsync(new()
        {
            TagSpecifications = Ec2Tags.For(ResourceType.InternetGateway, input.Tags, input.Name),
        }, ct)).InternetGateway.InternetGatewayId;
        await Networks.AfterAsync($"The internet gateway {id} was created",
            () => ec2.AttachInternetGatewayAsync(new() { InternetGatewayId = id, VpcId = input.VpcId }, ct), context, ct);
        return new(id, ListGateways.Internet, input.VpcId);
    }
}
