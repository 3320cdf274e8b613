using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_detach_network_interface (DetachNetworkInterface).</summary>
public static class DetachNetworkInterface
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "detach_network_interface", "Detaches a network interface from its instance; not the primary one.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeNetworkInterfaces", "ec2:DetachNetworkInterface"],
        examples: ["Move the interface eni-0abc to another machine."]);

    public sealed record Input
    {
        [Description("Network interface id.")]
        public required string InterfaceId { get; init; }
    }

    public sealed record Result(string InterfaceId);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var n = await ModifyNetworkInterface.FindAsync(ec2, input.InterfaceId, ct);
        var plan = new PlanBuilder($"Detach {Interfaces.Text(n)}.")
            .Touch(ModifyNetworkInterface.ToResource(n))
            .Change(n.NetworkInterfaceId, "attached to", n.Attachment?.InstanceId, null, "its addresses stay with it; connections end");
        if (n.Attachment?.AttachmentId is null) plan.Obstacle($"{n.NetworkInterfaceId} is not attached.");
        else if (n.Attachment.DeviceIndex == 0) plan.Obstacle(
            $"{n.NetworkInterfaceId} is the primary interface of {n.Attachment.InstanceId}, which stays with it.");
        // AttachNetworkInterface cannot say so.
        if (n.Attachment?.DeleteOnTermination == true)
            plan.Warn($"It goes with {n.Attachment.InstanceId} when that is terminated; attached again, it would stay.");
        if (n.RequesterManaged == true) plan.Obstacle($"A service of AWS manages {n.NetworkInterfaceId} ({n.Description}).");
        return (n.Attachment?.InstanceId is { } instance
            ? plan.Undo("vpc_attach_network_interface",
                new { interfaceId = n.NetworkInterfaceId, instanceId = instance, deviceIndex = n.Attachment.DeviceIndex }) : plan).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var n = await ModifyNetworkInterface.FindAsync(ec2, input.InterfaceId, ct);
        if (n.Attachment?.AttachmentId is not { } attachment) throw ToolException.Conflict($"{n.NetworkInterfaceId} is not attached.");
        await ec2.DetachNetworkInterfaceAsync(new() { AttachmentId = attachment }, ct);
        context.Done($"asked to detach {n.NetworkInterfaceId} from {n.Attachment.InstanceId}");
        return new(n.NetworkInterfaceId);
    }
}
