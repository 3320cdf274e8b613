#pragma warning disable MCP9005 // Clients of 2025-11-25 and before still ask for it; later ones do not.
using System.Text.Json;
using System.Threading.Channels;
using Infra.Core;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Infra.Host.Stdio;

/// <summary>The log as notifications/message, from the level on that the client set with logging/setLevel.</summary>
internal sealed class ClientLog : ILogListener
{
    // A client that does not read gets the newest.
    private const int MostWaiting = 256;

    private readonly McpServer server;
    private readonly Channel<LoggingMessageNotificationParams> waiting =
        Channel.CreateBounded<LoggingMessageNotificationParams>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public ClientLog(McpServer server)
    {
        this.server = server;
        _ = SendAllAsync();
    }

    public bool Wants(LogLevel level) => server.LoggingLevel is { } lowest && Level(level) >= lowest;

    public void Send(LogLevel level, string source, string text) =>
        waiting.Writer.TryWrite(new()
        {
            Level = Level(level),
            Logger = source,
            Data = JsonElement.Parse($"\"{JsonEncodedText.Encode(text)}\"")
        });

    private static LoggingLevel Level(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => LoggingLevel.Debug,
        LogLevel.Information => LoggingLevel.Info,
        LogLevel.Warning => LoggingLevel.Warning,
        LogLevel.Error => LoggingLevel.Error,
        _ => LoggingLevel.Critical,
    };

    private async Task SendAllAsync()
    {
        await foreach (var message in waiting.Reader.ReadAllAsync().ConfigureAwait(false))
            await server.SendNotificationAsync(NotificationMethods.LoggingMessageNotification, message).ConfigureAwait(false);
    }
}
