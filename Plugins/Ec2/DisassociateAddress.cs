using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_disassociate_address (DisassociateAddress).</summary>
public static class DisassociateAddress
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "disassociate_address", "Takes an Elastic IP address from what holds it; the account keeps it.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeAddresses", "ec2:DescribeNetworkInterfaces", "ec2:DisassociateAddress"],
        examples: ["Take the fixed IP off the old server, but keep it."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Allocation id.")]
        public required string AllocationId { get; init; }
    }

    public sealed record Result(string AllocationId, string PublicIp, string? From);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var address = await Ec2Resources.AddressAsync(ec2, input.AllocationId, ct);
        var plan = new PlanBuilder($"Disassociate {address.PublicIp}.").Touch(Ec2Resources.ToResource(address));
        if (Ec2Resources.Holder(address) is not { } holder) return plan.Keep(Ec2Resources.Describe(address)).Build();

        var unknown = new Unknowns(context.Target);
        plan.Change($"{address.PublicIp} ({address.AllocationId})", "associated with", holder, null,
            "connections to it end, and it costs money until it is released")
            .Obstacle(await Ec2Resources.ManagedAsync(ec2, address, unknown, ct))
            .Unknown(unknown.Notes);
        if (!string.IsNullOrEmpty(address.NetworkInterfaceId))
            plan.Undo("ec2_associate_address", new
            {
                allocationId = address.AllocationId,
                networkInterfaceId = address.NetworkInterfaceId,
                privateIp = address.PrivateIpAddress,
            });
        else if (!string.IsNullOrEmpty(address.InstanceId))
            plan.Undo("ec2_associate_address", new { allocationId = address.AllocationId, instanceId = address.InstanceId });
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var address = await Ec2Resources.AddressAsync(ec2, input.AllocationId, ct);
        if (Ec2Resources.Holder(address) is not { } holder) return new(address.AllocationId, address.PublicIp, null);

        await ec2.DisassociateAddressAsync(new() { AssociationId = address.AssociationId }, ct);
        context.Done($"disassociated {address.PublicIp} from {holder}");
        return new(address.AllocationId, address.PublicIp, holder);
    }
}
