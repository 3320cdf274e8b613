using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_disassociate_address (DisassociateAddress).</summary>
public static class DisassociateAddress
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "disassociate_address", "Takes an Elastic IP address from what holds it; the account keeps it.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeAddresses", "ec2:DisassociateAddress"],
        examples: ["Take the fixed IP off the old server, but keep it."]);

    public sealed record Input
    {
        [Description("Allocation id.")]
        public required string AddressId { get; init; }
    }

    public sealed record Result(string AddressId, string PublicIp, string From);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (address, holder) = await FindAsync(ec2, input, ct);
        return new($"Disassociate {address.PublicIp}.", [$"{holder} loses {address.PublicIp}, and connections to it end"]) { Resources = [Ec2Resources.ToResource(address)] };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (address, holder) = await FindAsync(ec2, input, ct);
        await ec2.DisassociateAddressAsync(new() { AssociationId = address.AssociationId }, ct);
        return new(address.AllocationId, address.PublicIp, holder);
    }

    private static async Task<(Address, string)> FindAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var address = await Ec2Resources.AddressAsync(ec2, input.AddressId, ct);
        return Ec2Resources.Holder(address) is { } holder
            ? (address, holder)
            : throw new ToolException(ToolErrorCode.Conflict, $"{address.PublicIp} is associated with nothing.");
    }
}
