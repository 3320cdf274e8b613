#pragma warning disable MCP9005 // Clients of 2025-11-25 and before still ask for it; later ones do not.
using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Infra.Host.Mcp;

/// <summary>What the tool of a call logs, as notifications to the client that called it: over HTTP the whole log is nobody's.</summary>
internal sealed class CallLog(McpServer server, string tool)
{
    // A tool that logs without end is heard no longer.
    private const int Most = 256;

    private readonly Lock gate = new();
    private Task sending = Task.CompletedTask;
    private int count;

    public void Add(string text)
    {
        if (!(server.LoggingLevel <= LoggingLevel.Info)) return;
        var message = new LoggingMessageNotificationParams
        {
            Level = LoggingLevel.Info,
            Logger = tool,
            Data = JsonElement.Parse($"\"{JsonEncodedText.Encode(text)}\"")
        };
        lock (gate)
        {
            if (++count <= Most) sending = SendAsync(sending, message);
        }
    }

    /// <summary>Nothing may follow the answer of the call.</summary>
    public Task EndAsync()
    {
        lock (gate) return sending;
    }

    private async Task SendAsync(Task before, LoggingMessageNotificationParams message)
    {
        await before.ConfigureAwait(false);
        try
        {
            await server.SendNotificationAsync(NotificationMethods.LoggingMessageNotification, message).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The client went away.
        }
    }
}
