using System.Net;
using System.Net.Sockets;
using Infra.Core;
using Infra.Core.Settings;
using Infra.Host.Http;

namespace Infra.Host.Cli;

/// <summary><c>infra health</c>: asks the server of this machine, for orchestrators whose probe is a command.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Whether the server that these settings describe takes requests.</summary>
    public static async Task<int> RunAsync(SwitchValues flags, CancellationToken cancellation)
    {
        var rules = new HttpRules(SettingsReader.Read(flags, Services.Variables()).Http, authenticates: true);
        var address = new UriBuilder(rules.Listen) { Host = Own(rules.Address), Path = "/readyz" }.Uri;
        using var handler = new SocketsHttpHandler { UseProxy = false };
#pragma warning disable CA5359 // The certificate names the server for its clients and not this address; nothing secret is sent or learnt.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        using var http = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(address, cancellation).ConfigureAwait(false);
            var word = await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
            Terminal.Print($"{address}: {word}");
            return answer.IsSuccessStatusCode ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            Terminal.Complain($"No server answers at {address}: {e.Message} Start one with 'infra serve --http' and the same settings.");
            return ExitCode.Failed;
        }
    }

    // Who listens at every address listens at that of the machine itself.
    private static string Own(IPAddress address) =>
        address.Equals(IPAddress.Any) ? "127.0.0.1" : address.Equals(IPAddress.IPv6Any) ? "[::1]"
            : address.AddressFamily is AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
