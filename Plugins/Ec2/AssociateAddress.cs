using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_associate_address (AssociateAddress).</summary>
public static class AssociateAddress
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "associate_address", "Gives an Elastic IP address to an instance or a network interface.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeAddresses", "ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces", "ec2:AssociateAddress"],
        examples: ["Give eipalloc-0abc to the new web server."]);

    public sealed record Input
    {
        [Description("Allocation id.")]
        public required string AddressId { get; init; }

        [Description("This, or an interface.")]
        public string? InstanceId { get; init; }

        [Description("Network interface id.")]
        public string? InterfaceId { get; init; }

        [Description("Which of its private addresses.")]
        public string? PrivateIp { get; init; }

        [Description("Take it from what holds it now.")]
        public bool Move { get; init; }
    }

    public sealed record Result(string AddressId, string? AssociationId);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        Check(input);
        var address = await Ec2Resources.AddressAsync(ec2, input.AddressId, ct);
        if (Ec2Resources.Holder(address) is { } holder && !input.Move)
            throw new ToolException(ToolErrorCode.Conflict, $"{address.PublicIp} is associated with {holder}.", "Set move to take it from there.");
        var (before, target) = input.InstanceId is { } id
            ? Of(await InstancePlans.FindAsync(ec2, id, ct))
            : Of(((await ec2.DescribeNetworkInterfacesAsync(new() { NetworkInterfaceIds = [input.InterfaceId] }, ct)).NetworkInterfaces ?? []).FirstOrDefault()
                ?? throw Ec2Resources.Missing("network interface", input.InterfaceId!));
        return new($"Associate {address.PublicIp} with {target.Id}.",
        [
            $"{Ec2Resources.Describe(address)} -> {target.Id}",
            .. Ec2Resources.Holder(address) is { } old && old != target.Id ? new[] { $"{old} loses {address.PublicIp}" } : [],
            .. before is not null && before != address.PublicIp && input.PrivateIp is null ? new[] { $"{target.Id}: public address {before} -> {address.PublicIp}" } : [],
        ])
        {
            Resources = [Ec2Resources.ToResource(address), target],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        Check(input);
        var answer = await ec2.AssociateAddressAsync(new()
        {
            AllocationId = input.AddressId,
            InstanceId = input.InstanceId,
            NetworkInterfaceId = input.InterfaceId,
            PrivateIpAddress = input.PrivateIp,
            AllowReassociation = input.Move,
        }, ct);
        return new(input.AddressId, answer.AssociationId);
    }

    private static void Check(Input input)
    {
        if (input.InstanceId is null == input.InterfaceId is null)
            throw new ToolException(ToolErrorCode.InvalidInput, "An address goes to one instance or one network interface.", "Give either instanceId or interfaceId.");
    }

    private static (string? PublicIp, PlannedResource Resource) Of(Instance i) => (i.PublicIpAddress, InstancePlans.ToResource(i));

    private static (string? PublicIp, PlannedResource Resource) Of(NetworkInterface n) =>
        (n.Association?.PublicIp, new(n.NetworkInterfaceId, $"{n.Status}, {n.PrivateIpAddress}, subnet {n.SubnetId}") { Tags = n.TagSet.ToMap() });
}
