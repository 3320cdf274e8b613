namespace Infra.Aws;

/// <summary>How a resource that is waited for stands.</summary>
public abstract record Wait
{
    private Wait() { }

    /// <summary>It is in the wanted state.</summary>
    public static Wait Done { get; } = new Reached();

    /// <summary>It is on its way, or AWS still shows the state from before the act.</summary>
    /// <param name="state">How it stands, for the progress: <c>vol-0abc is creating</c>.</param>
    public static Wait NotYet(string state) => new Pending(state);

    /// <summary>It went wrong and will not reach the wanted state.</summary>
    /// <param name="reason">Its state and the service's own reason.</param>
    public static Wait Failed(string reason) => new Failure(reason);

    internal sealed record Reached : Wait;

    internal sealed record Pending(string State) : Wait;

    internal sealed record Failure(string Reason) : Wait;
}

/// <summary>Waiting for a resource to reach a state.</summary>
public static class Waiting
{
    // How long AWS may not know what it has just made; botocore's waiters take the same answers for "not yet".
    private static readonly TimeSpan Unseen = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(5);

    // Much is ready at once: the first pauses are short, and double.
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Looks until the resource is in the wanted state, has failed, or the time is up, and reports progress. Throttling, answers of
    /// 5xx and, for the first minute, "not found" of what was just made do not end the wait. A resource that takes longer than the
    /// limit is returned as it was last seen: the caller tells its state.
    /// </summary>
    /// <param name="look">Asks AWS for the resource.</param>
    /// <param name="judge">How it stands.</param>
    /// <param name="context">Where progress goes, and the clock.</param>
    /// <param name="limit">Longest wait; zero looks once.</param>
    /// <param name="every">Longest pause between two looks, which the first ones grow to; 5 seconds when left out.</param>
    /// <param name="cancellation">Ends the wait; the act itself goes on at AWS.</param>
    /// <exception cref="ToolException">It failed (<see cref="ToolErrorCode.Conflict"/>, with the service's reason), or was never
    /// seen.</exception>
    public static async Task<T> UntilAsync<T>(
        Func<CancellationToken, Task<T>> look, Func<T, Wait> judge, ToolContext context, TimeSpan limit, TimeSpan? every = null,
        CancellationToken cancellation = default)
    {
        var started = context.Time.GetTimestamp();
        (T Value, bool Any) seen = default;
        var longest = every ?? Usual;
        for (var pause = First < longest ? First : longest; ; pause = pause * 2 < longest ? pause * 2 : longest)
        {
            ToolException? passing = null;
            var state = "not to be seen yet";
            try
            {
                seen = (await look(cancellation).ConfigureAwait(false), true);
                switch (judge(seen.Value))
                {
                    case Wait.Reached: return seen.Value;
                    case Wait.Failure failure: throw ToolException.Conflict(failure.Reason);
                    case Wait.Pending pending: state = pending.State; break;
                }
            }
            catch (Exception e) when (AwsErrors.Translate(e, context.Target) is { } failure
                && IsPassing(failure, context.Time.GetElapsedTime(started)))
            {
                passing = failure;
            }

            var elapsed = context.Time.GetElapsedTime(started);
            if (elapsed >= limit) return seen.Any ? seen.Value : throw passing!;
            context.Progress(new(state, Math.Round(elapsed.TotalSeconds, 1), limit.TotalSeconds));
            await Task.Delay(pause, context.Time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// A request right after a creation, for which AWS may not know the new id yet: "not found" is tried again for a minute.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="context">The clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<T> AfterCreationAsync<T>(Func<CancellationToken, Task<T>> request, ToolContext context,
        CancellationToken cancellation)
    {
        var started = context.Time.GetTimestamp();
        for (var pause = First; ; pause *= 2)
        {
            try
            {
                return await request(cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (AwsErrors.Translate(e, context.Target) is { Code: ToolErrorCode.NotFound }
                && context.Time.GetElapsedTime(started) + pause < Unseen)
            {
                await Task.Delay(pause, context.Time, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static bool IsPassing(ToolException failure, TimeSpan elapsed) => failure.Code switch
    {
        ToolErrorCode.NotFound => elapsed < Unseen,
        ToolErrorCode.Throttled or ToolErrorCode.Unavailable => true,
        _ => false,
    };
}
