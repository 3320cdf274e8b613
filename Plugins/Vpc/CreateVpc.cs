using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_create_vpc (CreateVpc, ModifyVpcAttribute).</summary>
public static class CreateVpc
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_vpc", "Creates a VPC. Then add subnets with vpc_create_subnet.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeVpcs", "ec2:CreateVpc", "ec2:CreateTags", "ec2:ModifyVpcAttribute"],
        examples: ["Make a network 10.20.0.0/16 named staging."]);

    public sealed record Input
    {
        [Description("IPv4, /16 to /28.")]
        public required string CidrBlock { get; init; }

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Also an IPv6 block.")]
        public bool Ipv6 { get; init; }

        [Description("Public DNS names.")]
        public bool DnsHostnames { get; init; } = true;

        [Description("Tenancy."), AllowedValues("default", "dedicated")]
        public string Tenancy { get; init; } = "default";

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string State, string CidrBlock);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var block = Cidr.RequireNetwork(input.CidrBlock);
        var vpcs = await Networks.AllAsync(async next =>
        {
            var answer = await ec2.DescribeVpcsAsync(new() { NextToken = next }, ct);
            return (answer.Vpcs, answer.NextToken);
        }, v => v.VpcId);
        var overlapping = vpcs.Where(v => ListVpcs.CidrBlocks(v).Any(b => Cidr.Parse(b) is { } other && other.Overlaps(block)));
        return new($"Create a VPC with {input.CidrBlock}.",
        [
            "A VPC costs nothing by itself. It comes with a main route table, a default security group and a default network ACL.",
            .. overlapping.Select(v => $"{Networks.Label(v.VpcId, v.Tags)} overlaps with {v.CidrBlock}: the two can never be peered."),
        ]);
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Cidr.RequireNetwork(input.CidrBlock);
        var vpc = (await ec2.CreateVpcAsync(new()
        {
            CidrBlock = input.CidrBlock,
            AmazonProvidedIpv6CidrBlock = input.Ipv6,
            InstanceTenancy = input.Tenancy,
            TagSpecifications = Ec2Tags.For(ResourceType.Vpc, input.Tags, input.Name),
        }, ct)).Vpc;
        if (input.DnsHostnames)
        {
            await Networks.AfterAsync($"The VPC {vpc.VpcId} was created",
                () => ec2.ModifyVpcAttributeAsync(new() { VpcId = vpc.VpcId, EnableDnsHostnames = true }, ct), context, ct);
        }

        return new(vpc.VpcId, vpc.State, vpc.CidrBlock);
    }
}
