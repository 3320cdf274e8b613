using System.Globalization;
using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Infra.Host.Mcp;

/// <summary>
/// The progress of a call: reports go out one after the other, each higher than the one before, as the protocol wants. What tools report
/// from several threads at once may come in any order; a report that is not higher is left out. A call that is silent for a second is
/// reported as still at work.
/// </summary>
internal sealed class ProgressReports : IAsyncDisposable
{
    // A client that reads slowly gets the newest.
    private const int MostWaiting = 16;

    // What a sign of life adds: less than a tool's own steps, whatever they count.
    private const float Little = 0.001f;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    private readonly Channel<ProgressNotificationValue> waiting =
        Channel.CreateBounded<ProgressNotificationValue>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Lock gate = new();
    private readonly Task sending;
    private readonly TimeProvider time;
    private readonly long started;
    private readonly ITimer alive;
    private long last;
    private float highest = float.NegativeInfinity;
    private (string Message, float? Total) said;

    /// <param name="what">What is at work, for as long as it says nothing itself.</param>
    /// <param name="send">Sends a report.</param>
    /// <param name="time">The clock.</param>
    public ProgressReports(string what, Func<ProgressNotificationValue, Task> send, TimeProvider time)
    {
        (this.time, said) = (time, (what, null));
        started = last = time.GetTimestamp();
        sending = SendAllAsync(send);
        alive = time.CreateTimer(_ => TellAlive(), null, Silence, Between);
    }

    /// <summary>Those of a request; null when its client wants none.</summary>
    public static ProgressReports? For(string what, McpServer server, ProgressToken? token) => token is not { } its ? null
        : new(what, progress => server.NotifyProgressAsync(its, progress), TimeProvider.System);

    public void Add(ToolProgress progress)
    {
        var done = (float)progress.Done;
        lock (gate)
        {
            if (!(done > highest)) return;
            said = (progress.Message, (float?)progress.Total);
            Send(done, progress.Message);
        }
    }

    /// <summary>Sends what waits; nothing may follow the answer of the call.</summary>
    public async ValueTask DisposeAsync()
    {
        await alive.DisposeAsync().ConfigureAwait(false);
        waiting.Writer.TryComplete();
        await sending.ConfigureAwait(false);
    }

    private void TellAlive()
    {
        lock (gate)
        {
            if (time.GetElapsedTime(last) < Silence) return;
            var more = Math.Max(highest, 0) + Little;
            Send(more > highest ? more : float.BitIncrement(highest),
                string.Create(CultureInfo.InvariantCulture, $"{said.Message} ({time.GetElapsedTime(started).TotalSeconds:0} s)"));
        }
    }

    private void Send(float done, string message)
    {
        (highest, last) = (done, time.GetTimestamp());
        waiting.Writer.TryWrite(new() { Progress = done, Total = said.Total, Message = message });
    }

    private async Task SendAllAsync(Func<ProgressNotificationValue, Task> send)
    {
        try
        {
            await foreach (var progress in waiting.Reader.ReadAllAsync().ConfigureAwait(false)) await send(progress).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The client went away; the call itself will learn of it.
        }
    }
}
