namespace Infra.Host.Cli.Health;

/// <summary>A check that cannot hang, whatever it waits for.</summary>
internal static class Bounded
{
    /// <summary>Does something within a time. What takes no notice of its end is left behind.</summary>
    /// <param name="limit">How long it may take; the time in which a person types a code of an MFA device does not count.</param>
    /// <param name="work">The work. Its token ends with the time.</param>
    /// <param name="late">The result when the time is up.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    public static async Task<T> RunAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> work, Func<T> late,
        CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var token = stop.Token;
        var task = Task.Run(() => work(token), CancellationToken.None);
        while (await Task.WhenAny(task, Task.Delay(limit, cancellation)).ConfigureAwait(false) != task)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Terminal.IsAsking) continue;
            await stop.CancelAsync().ConfigureAwait(false);
            return late();
        }

        return await task.ConfigureAwait(false);
    }
}
