
namespace Infra.Plugins.CloudWatch;

/// <summary>One request for each of many names, no faster than CloudWatch allows.</summary>
internal static class Paced
{
    // CloudWatch takes nine DescribeAlarms and ten GetDashboard a second; a plan also asks for the alarms themselves.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.6);

    /// <summary>Between two acts of one call: CloudWatch takes three DeleteAlarms a second.</summary>
    public static readonly TimeSpan PauseOfActs = TimeSpan.FromSeconds(0.4);

    /// <summary>Asks for each item, four at a time with a pause between; the answers have the order of the items.</summary>
    /// <param name="items">What to ask for.</param>
    /// <param name="ask">The request.</param>
    /// <param name="context">The clock.</param>
    /// <param name="cancellation">Ends the waiting; what was not begun is not asked.</param>
    public static async Task<IReadOnlyList<TOut>> PacedAsync<TIn, TOut>(
        this IEnumerable<TIn> items, Func<TIn, CancellationToken, Task<TOut>> ask, ToolContext context, CancellationToken cancellation)
    {
        List<TOut> answers = [];
        foreach (var some in items.Chunk(Concurrent.Usual))
        {
            if (answers.Count > 0) await Task.Delay(Pause, context.Time, cancellation);
            answers.AddRange(await some.AskAsync(ask, cancellation));
        }

        return answers;
    }
}
