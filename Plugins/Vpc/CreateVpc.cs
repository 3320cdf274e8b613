using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

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
        [Description("IPv4 block from /16 to /28, like 10.20.0.0/16.")]
        public required string CidrBlock { get; init; }

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Also gets an IPv6 block of Amazon's.")]
        public bool Ipv6 { get; init; }

        [Description("Public DNS names for instances with public addresses.")]
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
        var vpcs = await Paging.AllAsync(async next =>
        {
            var answer = await ec2.DescribeVpcsAsync(new() { NextToken = next }, ct);
            return (answer.Vpcs, answer.NextToken);
        }, v => v.VpcId);
        var plan = new PlanBuilder($"Create a VPC with {block}.")
            .Create($"VPC {block}",
            "it costs nothing by itself; a main route table, a default security group and a default network ACL come with it");
        if (input.Ipv6) plan.Create($"VPC {block}", "IPv6 block", "a /56 block of Amazon's");
        plan.Create($"VPC {block}", "DNS host names", input.DnsHostnames).Create($"VPC {block}", "tenancy", input.Tenancy);
        foreach (var v in vpcs)
        {
            if (ListVpcs.CidrBlocks(v).FirstOrDefault(b => Cidr.Parse(b) is { } other && other.Overlaps(block)) is { } taken)
                plan.Warn($"{Networks.Label(v.VpcId, v.Tags)} overlaps with {taken}: the two can never be peered.");
        }

        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var vpc = (await ec2.CreateVpcAsync(new()
        {
            CidrBlock = Cidr.RequireNetwork(input.CidrBlock).ToString(),
            AmazonProvidedIpv6CidrBlock = input.Ipv6,
            InstanceTenancy = input.Tenancy,
            TagSpecifications = Ec2Tags.For(ResourceType.Vpc, input.Tags, input.Name),
        }, ct)).Vpc;
        context.Done($"created {vpc.VpcId}", created: vpc.VpcId);
        if (input.DnsHostnames)
        {
            await Waiting.AfterCreationAsync(
                t => ec2.ModifyVpcAttributeAsync(new() { VpcId = vpc.VpcId, EnableDnsHostnames = true }, t), context, ct);
            context.Done($"turned on DNS host names of {vpc.VpcId}");
        }

        return new(vpc.VpcId, vpc.State, vpc.CidrBlock);
    }
}
