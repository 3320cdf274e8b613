using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_release_address (DisassociateAddress, ReleaseAddress).</summary>
public static class ReleaseAddress
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "release_address", "Gives an Elastic IP address back to AWS. To keep it, use ec2_disassociate_address.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeAddresses", "ec2:DisassociateAddress", "ec2:ReleaseAddress"],
        examples: ["Release the unused Elastic IP."]);

    public sealed record Input
    {
        [Description("Allocation id.")]
        public required string AddressId { get; init; }
    }

    public sealed record Result(string Id, string PublicIp);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var address = await Ec2Resources.AddressAsync(ec2, input.AddressId, ct);
        return new($"Release {Ec2Resources.Describe(address)}.",
        [
            $"{address.PublicIp} leaves the account and can hardly be had again; DNS records and allow lists that name it break.",
            .. Ec2Resources.Holder(address) is { } holder ? new[] { $"{holder} loses it, and connections to it end." } : [],
        ])
        {
            Resources = [Ec2Resources.ToResource(address)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var address = await Ec2Resources.AddressAsync(ec2, input.AddressId, ct);
        // In a VPC, AWS releases only what is associated with nothing.
        if (!string.IsNullOrEmpty(address.AssociationId)) await ec2.DisassociateAddressAsync(new() { AssociationId = address.AssociationId }, ct);
        await ec2.ReleaseAddressAsync(new() { AllocationId = address.AllocationId }, ct);
        return new(address.AllocationId, address.PublicIp);
    }
}
