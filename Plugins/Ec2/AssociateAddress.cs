using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

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
        public required string AllocationId { get; init; }

        [Description("Instance id; or pass networkInterfaceId.")]
        public string? InstanceId { get; init; }

        [Description("Network interface id; or pass instanceId.")]
        public string? NetworkInterfaceId { get; init; }

        [Description("Private address; default the primary.")]
        public string? PrivateIp { get; init; }

        [Description("Take it from what holds it now.")]
        public bool AllowReassociation { get; init; }
    }

    public sealed record Result(string AllocationId, string? AssociationId, string? NetworkInterfaceId);

    // The interface is null for an instance that shows none. EC2 refuses an instance id for instances with several.
    private sealed record Target(
        string Id, string? InterfaceId, bool IsInterfaceNeeded, string? PrivateIp, string? PublicIp, string? PublicIpOwner,
        PlannedResource Resource)
    {
        public override string ToString() =>
            $"{Id}{(InterfaceId is null || InterfaceId == Id ? "" : $" {InterfaceId}")}{(PrivateIp is null ? "" : $" {PrivateIp}")}";
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var unknown = new Unknowns(context.Target);
        var (found, resolved) = (Ec2Resources.AddressAsync(ec2, input.AllocationId, ct), TargetAsync(ec2, input, ct));
        await Task.WhenAll(found, resolved);
        var (address, target) = (await found, await resolved);
        var plan = new PlanBuilder($"Associate {address.PublicIp} with {target}.").Touch(Ec2Resources.ToResource(address), target.Resource);
        var holder = Ec2Resources.Holder(address);
        if (holder is not null && IsSame(address, target))
            return plan.Keep($"{address.PublicIp} ({address.AllocationId}) on {target}").Build();

        plan.Change($"{address.PublicIp} ({address.AllocationId})", "associated with", holder is null ? null
            : $"{holder} {address.PrivateIpAddress}".TrimEnd(), target.ToString());
        if (holder is not null)
        {
            if (!input.AllowReassociation)
                plan.Obstacle($"{address.PublicIp} is associated with {holder}; allowReassociation takes it from there.");
            plan.Obstacle(await Ec2Resources.ManagedAsync(ec2, address, unknown, ct))
                .Warn($"{holder} loses {address.PublicIp}, and connections to it end.");
        }

        if (target.PublicIp is { } before)
        {
            if (target.PublicIpOwner is null or "amazon") plan.Lose($"public address {before} of {target}");
            else plan.Change($"Elastic IP {before}", "associated with", target.ToString(), null, "it costs money until it is released");
        }

        if (holder is null) plan.Undo("ec2_disassociate_address", new { allocationId = address.AllocationId });
        else if (!string.IsNullOrEmpty(address.NetworkInterfaceId))
            plan.Undo("ec2_associate_address", new
            {
                allocationId = address.AllocationId,
                networkInterfaceId = address.NetworkInterfaceId,
                privateIp = address.PrivateIpAddress,
                allowReassociation = true,
            });
        return plan.Unknown(unknown.Notes).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var target = await TargetAsync(ec2, input, ct);
        var answer = await ec2.AssociateAddressAsync(new()
        {
            AllocationId = input.AllocationId,
            InstanceId = target.IsInterfaceNeeded ? null : input.InstanceId,
            NetworkInterfaceId = target.IsInterfaceNeeded ? target.InterfaceId : null,
            PrivateIpAddress = input.PrivateIp,
            AllowReassociation = input.AllowReassociation,
        }, ct);
        context.Done($"associated {input.AllocationId} with {target}");
        return new(input.AllocationId, answer.AssociationId, target.InterfaceId);
    }

    private static async Task<Target> TargetAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        if (input.InstanceId is null == input.NetworkInterfaceId is null)
            throw ToolException.InvalidInput(
                "An address goes to one instance or one network interface.", "Pass either instanceId or networkInterfaceId.");
        if (input.NetworkInterfaceId is { } id)
        {
            var n = await Paging.FirstAsync<NetworkInterface>(async next =>
            {
                var answer = await ec2.DescribeNetworkInterfacesAsync(new() { NetworkInterfaceIds = [id], NextToken = next }, ct);
                return (answer.NetworkInterfaces, answer.NextToken);
            }, x => x.NetworkInterfaceId == id) ?? throw Ec2Resources.Missing("network interface", id);
            var wanted = input.PrivateIp ?? n.PrivateIpAddress;
            var association = (n.PrivateIpAddresses ?? [])
                .FirstOrDefault(p => p.PrivateIpAddress == wanted)?.Association ?? (wanted == n.PrivateIpAddress ? n.Association : null);
            return new(id, id, true, wanted, Text(association?.PublicIp), association?.IpOwnerId,
                new(id, $"{n.Status}, {n.PrivateIpAddress}, subnet {n.SubnetId}") { Name = n.TagSet.Name(), Tags = n.TagSet.ToMap() });
        }

        var instance = await InstancePlans.FindAsync(ec2, input.InstanceId!, ct);
        var on = input.PrivateIp is { } ip
            ? InstanceNetwork.Interfaces(instance)
                .FirstOrDefault(n => n.PrivateIpAddress == ip || (n.PrivateIpAddresses ?? []).Any(p => p.PrivateIpAddress == ip))
                ?? throw ToolException.InvalidInput(
                    $"{instance.InstanceId} has no private address {ip}.", "ec2_get_instance shows its addresses.")
            : InstanceNetwork.Primary(instance);
        if (on is null) return new(instance.InstanceId, null, false, null, Text(instance.PublicIpAddress), null,
            InstancePlans.ToResource(instance));
        var address = input.PrivateIp ?? on.PrivateIpAddress;
        var its = (on.PrivateIpAddresses ?? [])
            .FirstOrDefault(p => p.PrivateIpAddress == address)?.Association ?? (address == on.PrivateIpAddress ? on.Association : null);
        return new(instance.InstanceId, on.NetworkInterfaceId, instance.NetworkInterfaces.Count > 1, address, Text(its?.PublicIp),
            its?.IpOwnerId, InstancePlans.ToResource(instance));
    }

    private static bool IsSame(Address a, Target t) => t.InterfaceId is null ? a.InstanceId == t.Id : a.NetworkInterfaceId == t.InterfaceId
        && a.PrivateIpAddress == t.PrivateIp;

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
