using System.Collections.Concurrent;
using System.Diagnostics;
using Infra.Core.Calls;
using Infra.Core.Settings;
using Infra.Host.Clients;
using ModelContextProtocol.Client;

namespace Infra.Host.Cli.Health;

/// <summary>This program as an assistant meets it: <c>infra serve</c> in a process of its own, and an MCP client on its pipes.</summary>
internal static class Handshake
{
    /// <summary>A revision of each era: with an <c>initialize</c> handshake, and with requests that stand alone.</summary>
    public static readonly string[] Versions = ["2025-11-25", "2026-07-28"];

    /// <summary>Starts a server, agrees on a revision with it, and asks for its tools.</summary>
    /// <param name="flags">The switches of the server.</param>
    /// <param name="version">The revision of MCP.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<Finding> TryAsync(SwitchValues flags, string version, CancellationToken cancellation)
    {
        var check = $"MCP {version}";
        var started = Stopwatch.GetTimestamp();
        var own = ServerEntry.OfThisProgram(flags);
        var lines = new ConcurrentQueue<string>();
        try
        {
            var client = await McpClient.CreateAsync(
                new StdioClientTransport(new()
                {
                    Name = "infra doctor",
                    Command = own.Command,
                    Arguments = [.. own.Arguments],
                    ShutdownTimeout = TimeSpan.FromMilliseconds(500),
                    StandardErrorLines = lines.Enqueue,
                }),
                new() { ClientInfo = new() { Name = "infra doctor", Version = HostView.Version }, ProtocolVersion = version },
                cancellationToken: cancellation).ConfigureAwait(false);
            await using var _ = client.ConfigureAwait(false);
            var tools = await client.ListToolsAsync(cancellationToken: cancellation).ConfigureAwait(false);
            var took = (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            return client.NegotiatedProtocolVersion == version
                ? new(check, HealthStatus.Ok, $"'infra serve' listed {tools.Count} tools after {took} ms.")
                : new(check, HealthStatus.Failed, $"'infra serve' speaks {client.NegotiatedProtocolVersion} instead.",
                    "This is a defect: please report it with 'infra version'.");
        }
        catch (Exception e) when (e is IOException or ModelContextProtocol.McpException or InvalidOperationException)
        {
            return new(check, HealthStatus.Failed, $"'infra serve' did not answer: {lines.LastOrDefault() ?? e.Message}",
                "Run 'infra serve --log-level debug' in a terminal to see why; Ctrl-D ends it.");
        }
    }
}
