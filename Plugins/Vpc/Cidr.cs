using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Infra.Plugins.Vpc;

/// <summary>A block of IPv4 or IPv6 addresses; a bare address is a block of one.</summary>
internal readonly record struct Cidr(IPAddress Address, int Prefix)
{
    public bool IsIpv6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>Every address there is, however it is written (0.0.0.0/0, ::/0, 10.0.0.0/0).</summary>
    public bool IsWorld => Prefix == 0;

    /// <summary>More addresses than any one organisation has.</summary>
    public bool IsVast => Prefix < (IsIpv6 ? 16 : 8);

    /// <summary>Null when the text is no block.</summary>
    public static Cidr? Parse(string? text)
    {
        if (text is null) return null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address)) return null;
        var bits = address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        var prefix = bits;
        if (slash >= 0 && !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out prefix)) return null;
        return prefix <= bits ? new(address, prefix) : null;
    }

    /// <summary>The block that a caller named.</summary>
    /// <exception cref="ToolException">It is no block.</exception>
    public static Cidr Require(string text) =>
        Parse(text) ?? throw new ToolException(ToolErrorCode.InvalidInput, $"'{text}' is no address block.", "Write it like 10.0.0.0/16, 203.0.113.7/32 or 2001:db8::/56.");

    /// <summary>The IPv4 block of a VPC or subnet.</summary>
    /// <exception cref="ToolException">It is no block, or of a size that EC2 does not offer.</exception>
    public static Cidr RequireNetwork(string text) =>
        Require(text) is { IsIpv6: false, Prefix: >= 16 and <= 28 } block ? block : throw new ToolException(ToolErrorCode.InvalidInput, $"'{text}' is no IPv4 block from /16 to /28.");

    public bool Contains(Cidr other)
    {
        if (IsIpv6 != other.IsIpv6 || Prefix > other.Prefix) return false;
        var (mine, theirs) = (Address.GetAddressBytes(), other.Address.GetAddressBytes());
        var (bytes, bits) = (Prefix / 8, Prefix % 8);
        return mine.AsSpan(0, bytes).SequenceEqual(theirs.AsSpan(0, bytes)) && (bits == 0 || (mine[bytes] ^ theirs[bytes]) >> (8 - bits) == 0);
    }

    public bool Overlaps(Cidr other) => Contains(other) || other.Contains(this);
}
