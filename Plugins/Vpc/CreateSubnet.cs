using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

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

        [Description("IPv4 block from /16 to /28, within the VPC's.")]
        public required string CidrBlock { get; init; }

        [Description("IPv6 block from /44 to /64, within the VPC's.")]
        public string? Ipv6CidrBlock { get; init; }

        [Description("Availability Zone; default AWS's choice.")]
        public string? AvailabilityZone { get; init; }

        [Description("Give new instances a public IPv4 address.")]
        public bool PublicIpOnLaunch { get; init; }

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string State, string VpcId, string CidrBlock, string AvailabilityZone);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (block, ipv6) = Blocks(input);
        var vpc = await Networks.VpcAsync(ec2, input.VpcId, ct);
        var others = await Networks.SubnetsAsync(ec2, [new("vpc-id", [vpc.VpcId])], ct);
        var plan = new PlanBuilder($"Create a subnet {block} in {Networks.Label(vpc.VpcId, vpc.Tags)}.")
            .Touch(Networks.ToResource(vpc))
            .Create($"subnet {block}", $"{(1 << (32 - block.Prefix)) - 5} free addresses, as AWS keeps 5; "
                + "the main route table directs its traffic until vpc_associate_route_table gives it another");
        if (ipv6 is { } six) plan.Create($"subnet {block}", "IPv6 block", six);
        if (input.AvailabilityZone is { } zone) plan.Create($"subnet {block}", "Availability Zone", zone);
        plan.Create($"subnet {block}", "public addresses for new instances", input.PublicIpOnLaunch,
            input.PublicIpOnLaunch ? "they cost by the hour" : null);
        foreach (var wanted in new[] { block, ipv6 }.OfType<Cidr>())
        {
            var blocks = ListVpcs.CidrBlocks(vpc).Select(b => Cidr.Parse(b)).OfType<Cidr>().Where(b => b.IsIpv6 == wanted.IsIpv6).ToList();
            if (!blocks.Exists(b => b.Contains(wanted)))
                plan.Obstacle(
                    $"{wanted} is not within {(blocks.Count == 0 ? "the VPC, which has no such blocks" : string.Join(", ", blocks))}.");
            foreach (var s in others)
            {
                var taken = wanted.IsIpv6 ? ListSubnets.Ipv6CidrBlock(s) : s.CidrBlock;
                if (Cidr.Parse(taken) is { } other && other.Overlaps(wanted))
                    plan.Obstacle($"{wanted} overlaps {Networks.Label(s.SubnetId, s.Tags)} {taken}.");
            }
        }

        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var (block, ipv6) = Blocks(input);
        var subnet = (await ec2.CreateSubnetAsync(new()
        {
            VpcId = input.VpcId,
            CidrBlock = block.ToString(),
            Ipv6CidrBlock = ipv6?.ToString(),
            AvailabilityZone = input.AvailabilityZone,
            TagSpecifications = Ec2Tags.For(ResourceType.Subnet, input.Tags, input.Name),
        }, ct)).Subnet;
        context.Done($"created {subnet.SubnetId}", created: subnet.SubnetId);
        if (input.PublicIpOnLaunch)
        {
            await Waiting.AfterCreationAsync(
                t => ec2.ModifySubnetAttributeAsync(new() { SubnetId = subnet.SubnetId, MapPublicIpOnLaunch = true }, t), context, ct);
            context.Done($"turned on public addresses for new instances in {subnet.SubnetId}");
        }

        return new(subnet.SubnetId, subnet.State, subnet.VpcId, subnet.CidrBlock, subnet.AvailabilityZone);
    }

    private static (Cidr Ipv4, Cidr? Ipv6) Blocks(Input input)
    {
        Cidr? ipv6 = input.Ipv6CidrBlock is null ? null : Cidr.Require(input.Ipv6CidrBlock);
        if (ipv6 is not (null or { IsIpv6: true, Prefix: >= 44 and <= 64 }))
            throw ToolException.InvalidInput(
                $"'{input.Ipv6CidrBlock}' is not an IPv6 block from /44 to /64.", "Write it like 2001:db8:1234:1a00::/64.");
        return (Cidr.RequireNetwork(input.CidrBlock), ipv6);
    }
}
