using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>One end of a path.</summary>
/// <param name="Text">As a person recognises it.</param>
/// <param name="Address">Its address; all of them for the internet.</param>
/// <param name="Interface">Its network interface; null outside of the account.</param>
/// <param name="IsPublic">Whether it was named by its public address, so that traffic to it leaves the network.</param>
internal sealed record PathEnd(string Text, Cidr Address, NetworkInterface? Interface, bool IsPublic)
{
    private const string Internet = "internet";

    public IReadOnlyList<string> GroupIds => [.. (Interface?.Groups ?? []).Select(g => g.GroupId).Order(StringComparer.Ordinal)];

    public override string ToString() => Text;

    /// <summary>The two ends, as a caller names them.</summary>
    public static async Task<(PathEnd From, PathEnd To)> FindAsync(IAmazonEC2 ec2, string from, string to, CancellationToken ct)
    {
        var found = await new[] { from, to }.AskAsync((name, t) => NamedAsync(ec2, name, t), ct);
        // The same private address may be in several networks: that of the other end is meant.
        var vpc = found.SelectMany(f => f).Where(n => n.Interface is not null).Select(n => n.Interface!.VpcId).ToList();
        var (a, b) = (Choose(found[0]), Choose(found[1]));
        if (a.Interface is null && b.Interface is null)
            throw ToolException.InvalidInput("One end must be a network interface of this account and region.",
                "vpc_list_network_interfaces finds addresses.");
        if (a.Interface is { } i && i.NetworkInterfaceId == b.Interface?.NetworkInterfaceId) throw ToolException.InvalidInput(
            "Both ends are the same network interface.");
        // A family for both: that of a given address, else IPv4.
        return (a.Address.IsIpv6, b.Address.IsIpv6) switch
        {
            (true, false) => (a, b.InIpv6()),
            (false, true) => (a.InIpv6(), b),
            _ => (a, b),
        };

        PathEnd Choose(IReadOnlyList<PathEnd> all) => all.OrderByDescending(e => vpc.Count(v => v == e.Interface?.VpcId)).First();
    }

    private PathEnd InIpv6()
    {
        if (Interface is null && Address.Prefix == 0) return this with { Address = Cidr.Require("::/0") };
        var address = Interface?.Ipv6Addresses?.FirstOrDefault()?.Ipv6Address
            ?? throw ToolException.InvalidInput($"{Text} has no IPv6 address.", "Name both ends by addresses of one family.");
        return this with { Address = Cidr.Require(address) };
    }

    private static async Task<IReadOnlyList<PathEnd>> NamedAsync(IAmazonEC2 ec2, string name, CancellationToken ct)
    {
        if (name == Internet) return [new("the internet", Cidr.Require("0.0.0.0/0"), null, IsPublic: true)];
        if (name.StartsWith("i-", StringComparison.Ordinal))
        {
            var all = await Networks.InterfacesAsync(ec2, [new("attachment.instance-id", [name])], ct);
            return all.OrderBy(n => n.Attachment?.DeviceIndex).FirstOrDefault() is { } primary ? [Of(primary)]
                : throw ToolException.NotFound($"The instance {name} with a network interface",
                    "ec2_list_instances shows those that exist.");
        }

        if (name.StartsWith("eni-", StringComparison.Ordinal))
            return (await Networks.InterfacesAsync(ec2, [new("network-interface-id", [name])], ct)).FirstOrDefault() is { } only
                ? [Of(only)]
                : throw ToolException.NotFound($"The network interface {name}", "vpc_list_network_interfaces shows those that exist.");
        if (Cidr.Parse(name) is not { IsSingle: true } address)
            throw ToolException.InvalidInput($"'{name}' is no end of a path.",
                "Name an instance or interface id, an address, or internet.");

        var ip = address.Address.ToString();
        var inside = await Networks.InterfacesAsync(ec2,
            [new(address.IsIpv6 ? "ipv6-addresses.ipv6-address" : "addresses.private-ip-address", [ip])], ct);
        if (inside.Count > 0) return [.. inside.Select(n => Of(n) with { Address = address })];
        var outside = address.IsIpv6 ? [] : await Networks.InterfacesAsync(ec2, [new("addresses.association.public-ip", [ip])], ct);
        return outside.Count > 0 ? [.. outside.Select(n => Of(n) with { IsPublic = true })] : [new(ip, address, null, IsPublic: false)];
    }

    private static PathEnd Of(NetworkInterface n)
    {
        var address = n.PrivateIpAddress ?? n.Ipv6Addresses?.FirstOrDefault()?.Ipv6Address
            ?? throw ToolException.InvalidInput($"{n.NetworkInterfaceId} has no address.");
        return new(Interfaces.Text(n), Cidr.Require(address), n, IsPublic: false);
    }
}
