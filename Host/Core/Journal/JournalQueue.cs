using System.Threading.Channels;
using Infra.Core.State;

namespace Infra.Core.Journal;

/// <summary>
/// Lines on their way to the shared journal that no call waits for, such as those of reads. While it cannot be reached they wait; of very
/// many the
/// newest are kept, and the files of the server have them all.
/// </summary>
internal sealed class JournalQueue : IDisposable
{
    private const int MostWaiting = 10_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // For what is on its way when the server ends.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(2);

    private readonly Channel<(string Line, DateTimeOffset At, DateTimeOffset Expires)> waiting =
        Channel.CreateBounded<(string, DateTimeOffset, DateTimeOffset)>(
            new BoundedChannelOptions(MostWaiting)
            {
                FullMode = BoundedChannelFullMode.DropOldest,
                SingleReader = true,
            });

    private readonly CancellationTokenSource end = new();
    private readonly Task sending;

    public JournalQueue(ISharedJournal shared, TimeProvider time)
    {
        // Not in the course of whatever call comes first.
        using (ExecutionContext.SuppressFlow()) sending = Task.Run(() => SendAllAsync(shared, time));
    }

    public void Add(string line, DateTimeOffset at, DateTimeOffset expires) => waiting.Writer.TryWrite((line, at, expires));

    public void Dispose()
    {
        waiting.Writer.TryComplete();
        if (!sending.Wait(LongestEnd)) end.Cancel();
    }

    private async Task SendAllAsync(ISharedJournal shared, TimeProvider time)
    {
        var ended = end.Token;
        await foreach (var (line, at, expires) in waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            while (!ended.IsCancellationRequested)
            {
                try
                {
                    await shared.AppendAsync(line, at, expires, ended).ConfigureAwait(false);
                    break;
                }
                catch (Exception e) when (e is ToolException or OperationCanceledException)
                {
                    await Task.Delay(Pause, time).ConfigureAwait(false);
                }
            }
        }
    }
}
