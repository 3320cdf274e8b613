using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_release_address (DisassociateAddress, ReleaseAddress).</summary>
public static class ReleaseAddress
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "release_address", "Gives an Elastic IP address back to AWS. To keep it, use ec2_disassociate_address.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeAddresses", "ec2:DescribeNetworkInterfaces", "ec2:DisassociateAddress", "ec2:ReleaseAddress"],
        examples: ["Release the unused Elastic IP."]);

    public sealed record Input
    {
        [Description("Allocation id.")]
        public required string AllocationId { get; init; }
    }

    public sealed record Result(string Id, string PublicIp);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var address = await Ec2Resources.AddressAsync(ec2, input.AllocationId, ct);
        var unknown = new Unknowns(context.Target);
        var plan = new PlanBuilder($"Release {Ec2Resources.Describe(address)}.")
            .Touch(Ec2Resources.ToResource(address))
            .Delete($"{address.PublicIp} ({address.AllocationId})")
            .Obstacle(await Ec2Resources.ManagedAsync(ec2, address, unknown, ct))
            .Unknown(unknown.Notes)
            .Warn($"DNS records and allow lists that name {address.PublicIp} point to whoever gets it next.");
        if (Ec2Resources.Holder(address) is { } holder) plan.Warn($"{holder} loses {address.PublicIp}, and connections to it end.");
        return plan.NoUndo("AWS gives the address to another account sooner or later.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var address = await Ec2Resources.AddressAsync(ec2, input.AllocationId, ct);
        // In a VPC, AWS releases only what is associated with nothing.
        if (!string.IsNullOrEmpty(address.AssociationId))
        {
            await ec2.DisassociateAddressAsync(new() { AssociationId = address.AssociationId }, ct);
            context.Done($"disassociated {address.PublicIp} from {Ec2Resources.Holder(address)}");
        }

        await ec2.ReleaseAddressAsync(new() { AllocationId = address.AllocationId }, ct);
        context.Done($"released {address.PublicIp}");
        return new(address.AllocationId, address.PublicIp);
    }
}
