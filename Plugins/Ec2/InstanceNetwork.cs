using System.Net;
using System.Net.Sockets;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>The network interfaces of an instance and their addresses. EC2 names only those of the primary interface on the instance
/// itself.</summary>
internal static class InstanceNetwork
{
    /// <summary>The interface that the console means when it speaks of the instance.</summary>
    public static InstanceNetworkInterface? Primary(Instance i) => (i.NetworkInterfaces ?? [])
        .FirstOrDefault(n => n.Attachment?.DeviceIndex is 0 or null);

    /// <summary>In the order of their devices.</summary>
    public static IEnumerable<InstanceNetworkInterface> Interfaces(Instance i) => (i.NetworkInterfaces ?? [])
        .OrderBy(n => n.Attachment?.NetworkCardIndex ?? 0).ThenBy(n => n.Attachment?.DeviceIndex ?? 0)
            .ThenBy(n => n.NetworkInterfaceId, StringComparer.Ordinal);

    /// <summary>All public IPv4 addresses, on any interface and private address, and who owns each.</summary>
    public static IReadOnlyList<(string Ip, string? Owner)> PublicAddresses(Instance i)
    {
        List<(string Ip, string? Owner)> all = [.. Interfaces(i).SelectMany(Associations).Select(a => (a.PublicIp, (string?)a.IpOwnerId))];
        // Some answers tell the primary address alone.
        if (i.PublicIpAddress is { Length: > 0 } primary && all.All(a => a.Ip != primary)) all.Insert(0, (primary, null));
        return all;
    }

    /// <summary>All IPv6 addresses.</summary>
    public static IEnumerable<string> Ipv6(Instance i) => Interfaces(i).SelectMany(n => n.Ipv6Addresses ?? []).Select(a => a.Ipv6Address)
        .Append(i.Ipv6Address).Where(a => !string.IsNullOrEmpty(a)).Distinct();

    /// <summary>Whether it has an address that the internet can route to; groups and route tables may still keep traffic away.</summary>
    public static bool IsPublic(Instance i) => PublicAddresses(i).Count > 0 || Ipv6(i).Any(IsGlobal);

    /// <summary>The associations of an interface with public addresses: that of its primary private address and of all others.</summary>
    public static IEnumerable<InstanceNetworkInterfaceAssociation> Associations(InstanceNetworkInterface n) =>
        (n.PrivateIpAddresses ?? []).Select(p => p.Association).Append(n.Association).Where(a => !string.IsNullOrEmpty(a?.PublicIp))
            .DistinctBy(a => a.PublicIp);

    // 2000::/3; the rest is private (fd00::/8) or of the link alone.
    private static bool IsGlobal(string address) =>
        IPAddress.TryParse(address, out var ip) && ip.AddressFamily is AddressFamily.InterNetworkV6
            && (ip.GetAddressBytes()[0] & 0xE0) == 0x20;
}
