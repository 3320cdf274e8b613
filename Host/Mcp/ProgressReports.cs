using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Infra.Host.Mcp;

/// <summary>
/// The progress of a call: reports go out one after the other, each higher than the one before, as the protocol wants. What tools report
/// from several threads at once may come in any order; a report that is not higher is left out.
/// </summary>
internal sealed class ProgressReports : IAsyncDisposable
{
    // A client that reads slowly gets the newest.
    private const int MostWaiting = 16;

    private readonly Channel<ProgressNotificationValue> waiting =
        Channel.CreateBounded<ProgressNotificationValue>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Lock gate = new();
    private readonly Task sending;
    private float highest = float.NegativeInfinity;

    public ProgressReports(McpServer server, ProgressToken token) => sending = SendAllAsync(server, token);

    public void Add(ToolProgress progress)
    {
        var done = (float)progress.Done;
        lock (gate)
        {
            if (!(done > highest)) return;
            highest = done;
            waiting.Writer.TryWrite(new() { Progress = done, Total = (float?)progress.Total, Message = progress.Message });
        }
    }

    /// <summary>Sends what waits; nothing may follow the answer of the call.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await sending.ConfigureAwait(false);
    }

    private async Task SendAllAsync(McpServer server, ProgressToken token)
    {
        try
        {
            await foreach (var progress in waiting.Reader.ReadAllAsync().ConfigureAwait(false))
                await server.NotifyProgressAsync(token, progress).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The client went away; the call itself will learn of it.
        }
    }
}
