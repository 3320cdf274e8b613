using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_attach_network_interface (AttachNetworkInterface).</summary>
public static class AttachNetworkInterface
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "attach_network_interface", "Attaches a network interface to an instance in the same zone.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeInstances", "ec2:AttachNetworkInterface"],
        examples: ["Give the firewall instance this second interface."]);

    public sealed record Input
    {
        [Description("Network interface id.")]
        public required string InterfaceId { get; init; }

        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Default the next free one."), Range(1, 31)]
        public int? DeviceIndex { get; init; }
    }

    public sealed record Result(string InterfaceId, string InstanceId, int DeviceIndex, string? AttachmentId);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (reading, finding) = (ModifyNetworkInterface.FindAsync(ec2, input.InterfaceId, ct),
            InstancePlans.FindAsync(ec2, input.InstanceId, ct));
        await Task.WhenAll(reading, finding);
        var (n, i) = (await reading, await finding);
        var index = input.DeviceIndex ?? Next(i);
        var plan = new PlanBuilder($"Attach {Interfaces.Text(n)} to {InstancePlans.Describe(i)}.")
            .Touch(ModifyNetworkInterface.ToResource(n), InstancePlans.ToResource(i))
            .Change(n.NetworkInterfaceId, "attached to", n.Attachment?.InstanceId, $"{i.InstanceId} as device {index}",
                "the operating system must set it up");
        if (n.Status != NetworkInterfaceStatus.Available) plan.Obstacle(
            $"{n.NetworkInterfaceId} is {n.Status?.Value}, not available; vpc_detach_network_interface frees it.");
        if (n.AvailabilityZone is { } zone && i.Placement?.AvailabilityZone is { } other && zone != other) plan.Obstacle(
            $"{n.NetworkInterfaceId} is in {zone}, {i.InstanceId} in {other}.");
        if ((i.NetworkInterfaces ?? []).Any(x => x.Attachment?.DeviceIndex == index)) plan.Obstacle(
            $"Device {index} of {i.InstanceId} is taken.");
        return plan.Undo("vpc_detach_network_interface", new { interfaceId = n.NetworkInterfaceId }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var index = input.DeviceIndex ?? Next(await InstancePlans.FindAsync(ec2, input.InstanceId, ct));
        var id = (await ec2.AttachNetworkInterfaceAsync(
            new() { NetworkInterfaceId = input.InterfaceId, InstanceId = input.InstanceId, DeviceIndex = index }, ct)).AttachmentId;
        context.Done($"attached {input.InterfaceId} to {input.InstanceId} as device {index}");
        return new(input.InterfaceId, input.InstanceId, index, id);
    }

    private static int Next(Amazon.EC2.Model.Instance i) => (i.NetworkInterfaces ?? []).Max(n => n.Attachment?.DeviceIndex) + 1 ?? 1;
}
