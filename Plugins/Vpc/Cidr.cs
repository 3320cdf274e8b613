using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Infra.Plugins.Vpc;

/// <summary>
/// A block of IPv4 or IPv6 addresses in its canonical form, the one in which EC2 keeps it; a bare address is a block of one.
/// </summary>
internal readonly record struct Cidr
{
    // Addresses that the internet does not route: private, local, shared, multicast and reserved ones.
    private static readonly Cidr[] NotPublic =
        [.. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
            "::/3", "4000::/2", "8000::/1",
        }.Select(Require)];

    // Those of RFC 1918.
    private static readonly Cidr[] Private = [.. new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16" }.Select(Require)];

    private static readonly Cidr Ipv4 = Require("0.0.0.0/0"), Ipv6 = Require("::/0");

    private Cidr(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++) bytes[i] &= (byte)(0xFF00 >> Math.Clamp(prefix - 8 * i, 0, 8));
        (Address, Prefix) = (new(bytes), prefix);
    }

    /// <summary>The first address.</summary>
    public IPAddress Address { get; }

    /// <summary>How many leading bits all addresses share.</summary>
    public int Prefix { get; }

    public bool IsIpv6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>One address.</summary>
    public bool IsSingle => Prefix == Bits;

    /// <summary>More addresses than any one organisation has.</summary>
    public bool IsVast => Prefix < (IsIpv6 ? 16 : 8);

    private int Bits => IsIpv6 ? 128 : 32;

    /// <summary>As EC2 writes it: <c>100.68.0.0/18</c>, <c>2001:db8::/56</c>.</summary>
    public override string ToString() => $"{Address}/{Prefix}";

    /// <summary>Null when the text is not a block.</summary>
    public static Cidr? Parse(string? text)
    {
        if (text is null) return null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? text : text[..slash];
        // .NET also takes 10.1, 0x7f.0.0.1, 010.0.0.1 (octal), [::1] and fe80::1%1, none of which EC2 takes.
        if (!IPAddress.TryParse(first, out var address) || first.AsSpan().ContainsAny("[]%")) return null;
        if (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != first) return null;
        var bits = address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        var prefix = bits;
        if (slash >= 0 && !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out prefix)) return null;
        return prefix <= bits ? new(address, prefix) : null;
    }

    /// <summary>The block that a caller named.</summary>
    /// <exception cref="ToolException">It is not a block.</exception>
    public static Cidr Require(string text) =>
        Parse(text) ?? throw ToolException.InvalidInput(
            $"'{text}' is not an address block.", "Write it like 10.0.0.0/16, 203.0.113.7/32 or 2001:db8::/56.");

    /// <summary>The IPv4 block of a VPC or subnet.</summary>
    /// <exception cref="ToolException">It is not a block, or of a size that EC2 does not offer.</exception>
    public static Cidr RequireNetwork(string text) =>
        Require(text) is { IsIpv6: false, Prefix: >= 16 and <= 28 } block
            ? block
            : throw ToolException.InvalidInput($"'{text}' is not an IPv4 block from /16 to /28.", "Write it like 10.0.0.0/16.");

    /// <summary>The private range that a block is of; null for all others.</summary>
    public static Cidr? PrivateRange(Cidr block) => Private.Where(p => p.Contains(block)).Select(p => (Cidr?)p).FirstOrDefault();

    /// <summary>Whether two texts mean the same block; other texts, such as ids, must be equal.</summary>
    public static bool Same(string a, string b) => a == b || Parse(a) is { } x && Parse(b) is { } y && x == y;

    public bool Contains(Cidr other)
    {
        if (IsIpv6 != other.IsIpv6 || Prefix > other.Prefix) return false;
        return new Cidr(other.Address, Prefix) == this;
    }

    public bool Overlaps(Cidr other) => Contains(other) || other.Contains(this);

    /// <summary>Whether the blocks together hold every address of another: 0.0.0.0/1 and 128.0.0.0/1 are 0.0.0.0/0.</summary>
    public static bool Cover(IReadOnlyList<Cidr> blocks, Cidr wanted)
    {
        if (blocks.Any(b => b.Contains(wanted))) return true;
        var inside = blocks.Where(b => wanted.Contains(b)).ToList();
        return inside.Count > 0 && wanted.Halves() is var (low, high) && Cover(inside, low) && Cover(inside, high);
    }

    /// <summary>Whether the blocks together hold every public address of IPv4, and of IPv6.</summary>
    public static (bool Ipv4, bool Ipv6) World(IReadOnlyCollection<Cidr> blocks)
    {
        List<Cidr> all = [.. blocks.Distinct(), .. NotPublic];
        return (Cover(all, Ipv4), Cover(all, Ipv6));
    }

    private (Cidr Low, Cidr High) Halves()
    {
        var upper = Address.GetAddressBytes();
        upper[Prefix / 8] |= (byte)(0x80 >> Prefix % 8);
        return (new(Address, Prefix + 1), new(new(upper), Prefix + 1));
    }
}
