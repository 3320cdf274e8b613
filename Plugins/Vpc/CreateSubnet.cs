using System.ComponentModel;
using Amazon.EC2;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_create_subnet (CreateSubnet, ModifySubnetAttribute).</summary>
public static class CreateSubnet
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_subnet", "Creates a subnet. To give it routes, use vpc_associate_route_table.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:CreateSubnet", "ec2:CreateTags", "ec2:ModifySubnetAttribute"],
        examples: ["Add a subnet 10.20.1.0/24 in eu-west-1a."]);

    public sealed record Input
    {
        [Description("VPC id.")]
        public required string VpcId { get; init; }

        [Description("IPv4, /16 to /28.")]
        public required string CidrBlock { get; init; }

        [Description("IPv6 CIDR block.")]
        public string? Ipv6CidrBlock { get; init; }

        [Description("As eu-west-1a.")]
        public string? AvailabilityZone { get; init; }

        [Description("Public IP on launch.")]
        public bool PublicIpOnLaunch { get; init; }

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string State, string VpcId, string CidrBlock, string AvailabilityZone);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var block = Cidr.RequireNetwork(input.CidrBlock);
        var vpc = await Networks.VpcAsync(ec2, input.VpcId, ct);
        var others = await Networks.SubnetsAsync(ec2, [new("vpc-id", [vpc.VpcId])], ct);
        var inside = ListVpcs.CidrBlocks(vpc).Any(b => Cidr.Parse(b) is { } whole && whole.Contains(block));
        return new($"Create a subnet {input.CidrBlock} in {Networks.Label(vpc.VpcId, vpc.Tags)}.",
        [
            $"It has {(1 << (32 - block.Prefix)) - 5} free addresses; AWS keeps 5.",
            "The main route table of the VPC directs its traffic until vpc_associate_route_table gives it another.",
            .. input.PublicIpOnLaunch ? ["New instances in it get public addresses, which cost by the hour."] : Array.Empty<string>(),
            .. inside ? Array.Empty<string>() : [$"AWS will refuse: {input.CidrBlock} is not within {string.Join(", ", ListVpcs.CidrBlocks(vpc))}."],
            .. others.Where(s => Cidr.Parse(s.CidrBlock) is { } other && other.Overlaps(block))
                .Select(s => $"AWS will refuse: it overlaps {Networks.Label(s.SubnetId, s.Tags)} {s.CidrBlock}."),
        ]);
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Cidr.RequireNetwork(input.CidrBlock);
        var subnet = (await ec2.CreateSubnetAsync(new()
        {
            VpcId = input.VpcId,
            CidrBlock = input.CidrBlock,
            Ipv6CidrBlock = input.Ipv6CidrBlock,
            AvailabilityZone = input.AvailabilityZone,
            TagSpecifications = Ec2Tags.For(ResourceType.Subnet, input.Tags, input.Name),
        }, ct)).Subnet;
        if (input.PublicIpOnLaunch)
        {
            await Networks.AfterAsync($"The subnet {subnet.SubnetId} was created",
                () => ec2.ModifySubnetAttributeAsync(new() { SubnetId = subnet.SubnetId, MapPublicIpOnLaunch = true }, ct), context, ct);
        }

        return new(subnet.SubnetId, subnet.State, subnet.VpcId, subnet.CidrBlock, subnet.AvailabilityZone);
    }
}
