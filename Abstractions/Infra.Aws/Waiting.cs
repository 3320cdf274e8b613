using System.Diagnostics;

namespace Infra.Aws;

/// <summary>Waiting for a resource to reach a state.</summary>
public static class Waiting
{
    /// <summary>
    /// Looks until <paramref name="done"/> holds or the time is up, and reports progress. The last look is returned either way:
    /// the caller tells the status, and a resource that takes longer is no failure.
    /// </summary>
    /// <param name="look">Asks AWS for the resource.</param>
    /// <param name="done">Whether it has reached the wanted state, or one from which it never will.</param>
    /// <param name="describe">Its state in a few words.</param>
    /// <param name="context">Where progress goes.</param>
    /// <param name="limit">Longest wait.</param>
    /// <param name="every">Pause between two looks; 5 seconds when left out.</param>
    /// <param name="cancellation">Ends the wait; the act itself goes on at AWS.</param>
    public static async Task<T> UntilAsync<T>(
        Func<CancellationToken, Task<T>> look, Predicate<T> done, Func<T, string> describe, ToolContext context,
        TimeSpan limit, TimeSpan? every = null, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var seen = await look(cancellation).ConfigureAwait(false);
            if (done(seen) || clock.Elapsed >= limit) return seen;
            context.Progress(new(describe(seen), Math.Round(clock.Elapsed.TotalSeconds, 1), limit.TotalSeconds));
            await Task.Delay(every ?? TimeSpan.FromSeconds(5), cancellation).ConfigureAwait(false);
        }
    }
}
