namespace Infra.Aws;

/// <summary>Several requests at once, but not more than AWS's rate limits bear.</summary>
public static class Concurrent
{
    /// <summary>How many requests of one call are in flight unless a tool says otherwise.</summary>
    public const int Usual = 4;

    /// <summary>Asks for each item, a few at a time; the answers have the order of the items.</summary>
    /// <param name="items">What to ask for.</param>
    /// <param name="ask">The request.</param>
    /// <param name="cancellation">Ends the waiting; what was not begun is not asked.</param>
    /// <param name="most">Most at once. CloudWatch, for example, takes nine DescribeAlarms a second.</param>
    /// <exception cref="Exception">That of the first item that failed; no further one is begun.</exception>
    public static async Task<TOut[]> AskAsync<TIn, TOut>(
        this IEnumerable<TIn> items, Func<TIn, CancellationToken, Task<TOut>> ask, CancellationToken cancellation, int most = Usual)
    {
        var all = items.ToList();
        var answers = new TOut[all.Count];
        await Parallel.ForAsync(0, all.Count, new ParallelOptions { MaxDegreeOfParallelism = most, CancellationToken = cancellation },
            async (i, ct) => answers[i] = await ask(all[i], ct).ConfigureAwait(false)).ConfigureAwait(false);
        return answers;
    }
}
