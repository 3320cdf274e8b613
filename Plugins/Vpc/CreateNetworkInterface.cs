using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_create_network_interface (CreateNetworkInterface).</summary>
public static class CreateNetworkInterface
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_network_interface", "Creates a network interface. Then use vpc_attach_network_interface.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeSubnets", "ec2:DescribeSecurityGroups", "ec2:CreateNetworkInterface", "ec2:CreateTags"],
        examples: ["Make a second interface in the management subnet."]);

    public sealed record Input
    {
        [Description("Subnet id.")]
        public required string SubnetId { get; init; }

        [Description("Default: the VPC's default group."), MaxLength(16)]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("Default AWS's choice.")]
        public string? PrivateIp { get; init; }

        [Description("Description."), MaxLength(255)]
        public string? Description { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string? PrivateIp);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (subnet, groups) = (Networks.SubnetAsync(ec2, input.SubnetId, ct), Networks.GroupsByIdAsync(ec2, input.SecurityGroupIds, ct));
        await Task.WhenAll(subnet, groups);
        var s = await subnet;
        var plan = new PlanBuilder($"Create a network interface in {Networks.Label(s.SubnetId, s.Tags)}.")
            .Touch(Networks.ToResource(s))
            .Touch((await groups).Select(g => Networks.ToResource(g, [])))
            .Create($"network interface in {Networks.Label(s.SubnetId, s.Tags)} ({s.CidrBlock}, {s.AvailabilityZone})",
                "it costs nothing by itself");
        if (input.PrivateIp is { } ip && Cidr.Parse(s.CidrBlock) is { } block && !block.Contains(Cidr.Require(ip)))
            plan.Obstacle($"{ip} is not in {s.CidrBlock}.");
        foreach (var g in (await groups).Where(g => g.VpcId != s.VpcId)) plan.Obstacle(
            $"{g.GroupId} is in {g.VpcId}, the subnet in {s.VpcId}.");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var made = (await ec2.CreateNetworkInterfaceAsync(new()
        {
            SubnetId = input.SubnetId,
            Groups = input.SecurityGroupIds.Count == 0 ? null : [.. input.SecurityGroupIds],
            PrivateIpAddress = input.PrivateIp,
            Description = input.Description,
            TagSpecifications = Ec2Tags.For(ResourceType.NetworkInterface, input.Tags),
            ClientToken = Guid.NewGuid().ToString(),
        }, ct)).NetworkInterface;
        context.Done($"created {made.NetworkInterfaceId}", created: made.NetworkInterfaceId);
        return new(made.NetworkInterfaceId, made.PrivateIpAddress);
    }
}
