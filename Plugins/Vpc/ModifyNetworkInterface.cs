using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>
/// vpc_modify_network_interface (ModifyNetworkInterfaceAttribute, AssignPrivateIpAddresses, UnassignPrivateIpAddresses,
/// AssignIpv6Addresses, UnassignIpv6Addresses).
/// </summary>
public static class ModifyNetworkInterface
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "modify_network_interface", "Changes groups and addresses of a network interface: secondary IPv4 and IPv6.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeNetworkInterfaces", "ec2:ModifyNetworkInterfaceAttribute", "ec2:AssignPrivateIpAddresses",
            "ec2:UnassignPrivateIpAddresses",
            "ec2:AssignIpv6Addresses", "ec2:UnassignIpv6Addresses",
        ],
        examples: ["Give eni-0abc a second address.", "Add an IPv6 address."]);

    public sealed record Input
    {
        [Description("Network interface id.")]
        public required string InterfaceId { get; init; }

        [Description("All of them."), MinLength(1), MaxLength(16)]
        public IReadOnlyList<string>? SecurityGroupIds { get; init; }

        [Description("Off for what forwards traffic.")]
        public bool? SourceDestCheck { get; init; }

        [Description("Addresses of the subnet; ipv4 or ipv6: AWS's choice.")]
        public IReadOnlyList<string> AddAddresses { get; init; } = [];

        [Description("Secondary addresses.")]
        public IReadOnlyList<string> RemoveAddresses { get; init; } = [];
    }

    public sealed record Result(string Id, IReadOnlyList<string> Changed);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var n = await FindAsync(ec2, input, ct);
        var plan = new PlanBuilder($"Change {Interfaces.Text(n)}.").Touch(ToResource(n));
        var back = new Dictionary<string, object> { ["interfaceId"] = n.NetworkInterfaceId };
        if (input.SecurityGroupIds is { } groups)
        {
            plan.Change(n.NetworkInterfaceId, "security groups", Groups(n), groups);
            back["securityGroupIds"] = Groups(n);
        }

        if (input.SourceDestCheck is { } check)
        {
            plan.Change(n.NetworkInterfaceId, "source/destination check", n.SourceDestCheck == true, check);
            back["sourceDestCheck"] = n.SourceDestCheck == true;
        }

        foreach (var ip in input.AddAddresses)
            plan.Create($"address {(ip is "ipv4" or "ipv6" ? $"of {ip} that AWS chooses" : ip)} of {n.NetworkInterfaceId}",
                "the operating system must be told of it");
        foreach (var ip in input.RemoveAddresses)
        {
            plan.Delete($"address {ip} of {n.NetworkInterfaceId}", "connections to it end");
            var its = (n.PrivateIpAddresses ?? []).FirstOrDefault(a => a.PrivateIpAddress == ip);
            if (its is { Primary: true }) plan.Obstacle($"{ip} is its primary address, which stays.");
            else if (its is null && !(n.Ipv6Addresses ?? []).Any(a => a.Ipv6Address == ip)) plan.Obstacle(
                $"{n.NetworkInterfaceId} has no address {ip}.");
            if (its?.Association?.PublicIp is { } elastic) plan.Lose($"the association of {elastic} with {ip}");
        }

        var named = input.AddAddresses.Where(a => a is not ("ipv4" or "ipv6")).ToList();
        if (named.Count > 0) back["removeAddresses"] = named;
        if (input.RemoveAddresses.Count > 0) back["addAddresses"] = input.RemoveAddresses;
        if (n.RequesterManaged == true) plan.Obstacle($"A service of AWS manages {n.NetworkInterfaceId} ({n.Description}).");
        return (back.Count > 1 ? plan.Undo("vpc_modify_network_interface", back)
            : plan.NoUndo("The address is known only afterwards; removeAddresses takes it away.")).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var id = (await FindAsync(ec2, input, ct)).NetworkInterfaceId;
        // EC2 takes one attribute a request.
        if (input.SecurityGroupIds is { } groups)
        {
            await ec2.ModifyNetworkInterfaceAttributeAsync(new() { NetworkInterfaceId = id, Groups = [.. groups] }, ct);
            context.Done($"set the security groups of {id} to {PlanBuilder.Text(groups)}");
        }

        if (input.SourceDestCheck is { } check)
        {
            await ec2.ModifyNetworkInterfaceAttributeAsync(new() { NetworkInterfaceId = id, SourceDestCheck = check }, ct);
            context.Done($"turned the source/destination check of {id} {PlanBuilder.Text(check)}");
        }

        var (four, six) = (input.AddAddresses.Where(a => !IsIpv6(a)).ToList(), input.AddAddresses.Where(IsIpv6).ToList());
        foreach (var any in four.Where(a => a == "ipv4"))
        {
            var made = await ec2.AssignPrivateIpAddressesAsync(new() { NetworkInterfaceId = id, SecondaryPrivateIpAddressCount = 1 }, ct);
            context.Done($"gave {id} the address {made.AssignedPrivateIpAddresses?.FirstOrDefault()?.PrivateIpAddress ?? any}");
        }

        if (four.Where(a => a != "ipv4").ToList() is { Count: > 0 } named)
        {
            await ec2.AssignPrivateIpAddressesAsync(new() { NetworkInterfaceId = id, PrivateIpAddresses = named }, ct);
            context.Done($"gave {id} {PlanBuilder.Text(named)}");
        }

        foreach (var any in six)
        {
            var made = await ec2.AssignIpv6AddressesAsync(any == "ipv6" ? new() { NetworkInterfaceId = id, Ipv6AddressCount = 1 }
                : new() { NetworkInterfaceId = id, Ipv6Addresses = [any] }, ct);
            context.Done($"gave {id} the address {made.AssignedIpv6Addresses?.FirstOrDefault() ?? any}");
        }

        if (input.RemoveAddresses.Where(a => !IsIpv6(a)).ToList() is { Count: > 0 } gone)
        {
            await ec2.UnassignPrivateIpAddressesAsync(new() { NetworkInterfaceId = id, PrivateIpAddresses = gone }, ct);
            context.Done($"took {PlanBuilder.Text(gone)} from {id}");
        }

        if (input.RemoveAddresses.Where(IsIpv6).ToList() is { Count: > 0 } goneIpv6)
        {
            await ec2.UnassignIpv6AddressesAsync(new() { NetworkInterfaceId = id, Ipv6Addresses = goneIpv6 }, ct);
            context.Done($"took {PlanBuilder.Text(goneIpv6)} from {id}");
        }

        return new(id, [.. context.Steps.Select(s => s.What)]);
    }

    internal static async Task<NetworkInterface> FindAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        await Paging.FirstAsync<NetworkInterface>(async next =>
        {
            var answer = await ec2.DescribeNetworkInterfacesAsync(new() { NetworkInterfaceIds = [id], NextToken = next }, ct);
            return (answer.NetworkInterfaces, answer.NextToken);
        }) ?? throw ToolException.NotFound($"The network interface {id}", "vpc_list_network_interfaces shows those that exist.");

    internal static PlannedResource ToResource(NetworkInterface n) =>
        new(n.NetworkInterfaceId, $"{n.Status?.Value}, in {n.SubnetId}, {Interfaces.Text(n)}, groups {PlanBuilder.Text(Groups(n))}")
        {
            Name = n.TagSet.Name(),
            Tags = n.TagSet.ToMap(),
        };

    private static Task<NetworkInterface> FindAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        if (input.SecurityGroupIds is null && input.SourceDestCheck is null
            && input.AddAddresses.Count + input.RemoveAddresses.Count == 0) throw ToolException.NothingToChange();
        foreach (var ip in input.AddAddresses.Where(a => a is not ("ipv4" or "ipv6")).Concat(input.RemoveAddresses)) Cidr.Require(ip);
        return FindAsync(ec2, input.InterfaceId, ct);
    }

    private static bool IsIpv6(string address) => address == "ipv6" || address.Contains(':', StringComparison.Ordinal);

    private static List<string> Groups(NetworkInterface n) => [.. (n.Groups ?? []).Select(g => g.GroupId).Order(StringComparer.Ordinal)];
}
