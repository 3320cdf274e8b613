using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_delete_network_interface (DeleteNetworkInterface).</summary>
public static class DeleteNetworkInterface
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_network_interface", "Deletes a network interface that nothing uses, with its addresses.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface"],
        examples: ["Remove the interface that belongs to nothing."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Network interface id.")]
        public required string InterfaceId { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var n = await ModifyNetworkInterface.FindAsync(ec2, input.InterfaceId, ct);
        var plan = new PlanBuilder($"Delete {Interfaces.Text(n)}.")
            .Touch(ModifyNetworkInterface.ToResource(n))
            .Delete(n.NetworkInterfaceId)
            .Lose($"the address(es) {PlanBuilder.Text((n.PrivateIpAddresses ?? []).Select(a => a.PrivateIpAddress))}",
                "another interface may get them");
        foreach (var its in (n.PrivateIpAddresses ?? []).Select(a => a.Association).Append(n.Association)
            .Where(a => !string.IsNullOrEmpty(a?.PublicIp)).DistinctBy(a => a!.PublicIp).OrderBy(a => a!.PublicIp, StringComparer.Ordinal))
        {
            // Amazon owns an address that comes and goes with the interface; an Elastic IP has the account as its owner.
            if (string.IsNullOrEmpty(its!.AllocationId) && its.IpOwnerId is null or "amazon") plan.Lose($"public address {its.PublicIp}");
            else plan.Keep($"Elastic IP {its.PublicIp}", "it costs money until it is released");
        }

        if (n.Status != NetworkInterfaceStatus.Available) plan.Obstacle(
            $"{n.NetworkInterfaceId} is {n.Status?.Value}, not available; vpc_detach_network_interface frees it.");
        return plan.NoUndo("A new interface has another id, and perhaps other addresses.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        await ec2.DeleteNetworkInterfaceAsync(new() { NetworkInterfaceId = input.InterfaceId }, ct);
        context.Done($"deleted {input.InterfaceId}");
        return new(input.InterfaceId);
    }
}
