using System.ComponentModel;
using Amazon.EC2;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_delete_subnet (DeleteSubnet).</summary>
public static class DeleteSubnet
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_subnet", "Deletes an empty subnet; its plan lists what is still in it. For the whole network, use vpc_delete_vpc.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeSubnets", "ec2:DescribeNetworkInterfaces", "ec2:DeleteSubnet"],
        examples: ["Remove the old subnet."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Subnet id.")]
        public required string SubnetId { get; init; }
    }

    public sealed record Result(string Id, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var subnet = await Networks.SubnetAsync(ec2, input.SubnetId, ct);
        var inside = await Networks.InterfacesAsync(ec2, [new("subnet-id", [subnet.SubnetId])], ct);
        var label = $"{Networks.Label(subnet.SubnetId, subnet.Tags)} {subnet.CidrBlock}";
        return Obstacles.Plan($"Delete the subnet {label}.", label, [$"{label} in {subnet.AvailabilityZone} -> deleted"],
            inside.Select(Interfaces.Text),
            new(subnet.SubnetId, $"{subnet.CidrBlock} in {subnet.VpcId}, {subnet.AvailabilityZone}, public addresses {(subnet.MapPublicIpOnLaunch == true ? "on" : "off")}") { Tags = subnet.Tags.ToMap() });
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        await ec2.DeleteSubnetAsync(new() { SubnetId = input.SubnetId }, ct);
        return new(input.SubnetId, "deleted");
    }
}
