using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Infra.Core.State;

namespace Infra.Host.Http;

/// <summary>
/// How many requests a caller made in this minute at all servers that share their state. Each server counts for itself and tells the others
/// once a second, so that no request waits for it: a caller gets at most a second's requests more from each further server.
/// </summary>
internal sealed class SharedRate : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    // As many servers may tell at the same moment.
    private const int MostTries = 8;

    private readonly ISharedState state;
    private readonly int perMinute;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, Count> counts = new();
    private readonly CancellationTokenSource ending = new();
    private readonly Task telling;

    /// <param name="state">What the servers share.</param>
    /// <param name="perMinute">Most requests of one caller in a minute.</param>
    /// <param name="time">The clock.</param>
    public SharedRate(ISharedState state, int perMinute, TimeProvider time)
    {
        (this.state, this.perMinute, this.time) = (state, perMinute, time);
        telling = TellAsync();
    }

    private sealed class Count
    {
        public long Minute { get; set; }

        /// <summary>Those of here that nobody was told of.</summary>
        public int Here { get; set; }

        /// <summary>Those of all servers, as they stood when last told.</summary>
        public int Known { get; set; }
    }

    /// <summary>Counts a request of a caller.</summary>
    /// <returns>Null where it may go on; otherwise for how many seconds the caller should wait.</returns>
    public int? Take(string caller)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var count = counts.GetOrAdd(caller, _ => new());
        lock (count)
        {
            if (count.Minute != now / 60) (count.Minute, count.Here, count.Known) = (now / 60, 0, 0);
            if (count.Known + count.Here >= perMinute) return (int)(60 - now % 60);
            count.Here++;
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await telling.ConfigureAwait(false);
        ending.Dispose();
    }

    private async Task TellAsync()
    {
        using var timer = new PeriodicTimer(Between, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ending.Token).ConfigureAwait(false))
                foreach (var (caller, count) in counts) await TellAsync(caller, count).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private async Task TellAsync(string caller, Count count)
    {
        long minute;
        int here;
        lock (count) (minute, here) = (count.Minute, count.Here);
        if (minute != time.GetUtcNow().ToUnixTimeSeconds() / 60)
        {
            counts.TryRemove(caller, out _);
            return;
        }

        if (here == 0) return;
        var key = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{minute}\n{caller}"));
        var name = $"rate/{Convert.ToHexStringLower(SHA256.HashData(key))}";
        try
        {
            for (var tries = 0; tries < MostTries; tries++)
            {
                var was = await state.FindAsync(name, ending.Token).ConfigureAwait(false);
                var all = here + (was is null ? 0 : int.Parse(was, CultureInfo.InvariantCulture));
                var told = all.ToString(CultureInfo.InvariantCulture);
                var forgotten = time.GetUtcNow().AddMinutes(2);
                if (!await state.SwapAsync(name, was, told, forgotten, ending.Token).ConfigureAwait(false)) continue;
                lock (count)
                {
                    if (count.Minute == minute) (count.Known, count.Here) = (all, count.Here - here);
                }

                return;
            }
        }
        catch (ToolException)
        {
            // Without the state each server counts for itself.
        }
    }
}
