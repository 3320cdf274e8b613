using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_delete_subnet (DeleteSubnet).</summary>
public static class DeleteSubnet
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_subnet",
        "Deletes an empty subnet; its plan lists what is still in it. For the whole network, use vpc_delete_vpc.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeSubnets", .. Interfaces.LiveActions, "ec2:DeleteSubnet"],
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
        var inside = await Interfaces.LiveAsync(ec2, [new("subnet-id", [subnet.SubnetId])], ct);
        var label = $"{Networks.Label(subnet.SubnetId, subnet.Tags)} {subnet.CidrBlock}";
        return new PlanBuilder($"Delete the subnet {label}.")
            .Touch(Networks.ToResource(subnet))
            .Delete($"{label} in {subnet.AvailabilityZone}")
            .InTheWay(inside.Select(Interfaces.Text))
            .NoUndo("A new subnet gets another id.")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        await ec2.DeleteSubnetAsync(new() { SubnetId = input.SubnetId }, ct);
        context.Done($"deleted {input.SubnetId}");
        return new(input.SubnetId, "deleted");
    }
}
