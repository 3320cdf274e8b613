using System.Net;
using Infra.Core.Settings;

namespace Infra.Host.Http;

/// <summary>Where the server may listen and what it answers to, worked out once from the settings.</summary>
internal sealed class HttpRules
{
    private const string Default = "http://127.0.0.1:8181";

    private readonly HashSet<string> hosts = new(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]" };
    private readonly HashSet<string> origins = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="settings">The settings.</param>
    /// <param name="authenticates">Whether callers have to say who they are.</param>
    /// <exception cref="SettingsException">It would be open to others, or tell tokens to the network.</exception>
    public HttpRules(HttpSettings settings, bool authenticates)
    {
        Listen = new(settings.Url ?? Default);
        Address = Listen.Host is "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(Listen.Host.Trim('[', ']'), out var address) ? address
            : throw new SettingsException($"http.url is {Listen}: the server listens at an address, such as 127.0.0.1 or 0.0.0.0; the name "
                + $"that clients use belongs into http.publicUrl.");
        Public = settings.PublicUrl is { } url ? new(url) : null;
        Proxies = [.. (settings.Proxies ?? []).Select(Network)];
        IsOpen = !authenticates;
        foreach (var uri in new[] { Listen, Public }.OfType<Uri>()) hosts.Add(uri.Host);
        foreach (var host in settings.Hosts ?? []) hosts.Add(host);
        foreach (var origin in settings.Origins ?? []) origins.Add(origin);
        if (Public is not null) origins.Add(Public.GetLeftPart(UriPartial.Authority));

        var secure = Listen.Scheme == Uri.UriSchemeHttps;
        if (secure && (settings.Certificate is null || settings.CertificateKey is null))
            throw new SettingsException("http.url is https, so http.certificate and http.certificateKey must name PEM files.");
        var reachable = !IPAddress.IsLoopback(Address) || Proxies.Count > 0 || settings.Hosts is { Count: > 0 }
            || Public is { IsLoopback: false };
        if (reachable && IsOpen)
            throw new SettingsException($"{Listen} can be reached by others, and nobody would have to say who they are. Make tokens with "
                + $"'infra token create', name an http.issuer, or listen at 127.0.0.1 alone.");
        if (!IPAddress.IsLoopback(Address) && !secure && Proxies.Count == 0)
            throw new SettingsException($"{Listen} would take tokens over plain HTTP. Give http.certificate and an https address, or name "
                + $"the proxy that ends TLS in http.proxies.");
    }

    /// <summary>The address as configured.</summary>
    public Uri Listen { get; }

    public IPAddress Address { get; }

    /// <summary>How clients reach it; null where that is how it listens.</summary>
    public Uri? Public { get; }

    /// <summary>Whose forwarded headers hold.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; }

    /// <summary>Whether callers need not say who they are, which only those on this machine get to.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>From now on callers have to say who they are. It is not opened again: whoever made a token relies on it.</summary>
    public void Close() => IsOpen = false;

    /// <summary>Whether a request may be for this host; a page that had its name point here (DNS rebinding) names another.</summary>
    public bool TakesHost(string host) => hosts.Contains(host);

    /// <summary>Whether a page of this origin may call.</summary>
    /// <param name="origin">As the browser gives it.</param>
    /// <param name="own">The origin that the request itself is for.</param>
    public bool TakesOrigin(string origin, string own) =>
        origin.Equals(own, StringComparison.OrdinalIgnoreCase) || origins.Contains(origin);

    private static IPNetwork Network(string text)
    {
        if (IPNetwork.TryParse(text, out var network)) return network;
        if (IPAddress.TryParse(text, out var one)) return new(one, one.GetAddressBytes().Length * 8);
        throw new SettingsException($"http.proxies has '{text}', which is neither an address nor a network such as 10.0.0.0/8.");
    }
}
