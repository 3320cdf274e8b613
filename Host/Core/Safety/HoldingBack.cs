using System.Collections.Concurrent;
using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Infra.Core.Safety;

/// <summary>
/// Stands right below the repetitions, so that each attempt asks anew: whether so many requests may be in flight, whether this service in
/// this region takes another one now, and whether it answers at all. What waits here uses up nothing of the attempt's own time.
/// </summary>
internal sealed class HoldingBack : PipelineHandler
{
    private static readonly Lanes All = new(TimeProvider.System);

    /// <summary>How it stands, for metrics and <c>account_whoami</c>.</summary>
    public static HeldBack Now => All.Now;

    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var (context, cancellation) = (executionContext.RequestContext, executionContext.RequestContext.CancellationToken);
        using var entered = await All.EnterAsync(Place(context), cancellation).ConfigureAwait(false);
        return await entered.Lane.SendAsync(() => base.InvokeAsync<T>(executionContext)).ConfigureAwait(false);
    }

    private static (string, string?, string?) Place(IRequestContext context) => Place(context.ServiceMetaData.ServiceId,
        context.ClientConfig, Credentials.Call?.Target is { } target ? target.Account ?? target.Profile : null);

    /// <summary>
    /// Which lane a request takes. Throttling is an account's and a region's, also where somebody names one endpoint for all of them.
    /// </summary>
    internal static (string Service, string? Region, string? Account) Place(string service, IClientConfig config, string? account)
    {
        var region = config.AuthenticationRegion ?? config.RegionEndpoint?.SystemName;
        return (service, config.ServiceURL is not { } url ? region : region is null ? url : $"{region} at {url}", account);
    }
}

/// <summary>What is on its way to AWS.</summary>
/// <param name="InFlight">Requests that were sent.</param>
/// <param name="Waiting">Requests that wait for their turn.</param>
/// <param name="Closed">What gets no requests for the moment, and why.</param>
internal sealed record HeldBack(int InFlight, int Waiting, IReadOnlyList<string> Closed);

/// <summary>The lanes of a process, and how many requests are in all of them.</summary>
/// <param name="time">The clock.</param>
internal sealed class Lanes(TimeProvider time)
{
    /// <summary>Most requests in flight, of all calls.</summary>
    public const int MostInFlight = 256;

    /// <summary>Most requests that wait.</summary>
    public const int MostWaiting = 4096;

    // A lane that was not used for so long is forgotten, and what it knew has passed.
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);
    private const int FewLanes = 64;

    private readonly ConcurrentDictionary<(string Service, string? Region, string? Account), Lane> lanes = new();
    private readonly SemaphoreSlim free = new(MostInFlight);
    private int waiting;

    /// <summary>How it stands.</summary>
    public HeldBack Now => new(MostInFlight - free.CurrentCount, Volatile.Read(ref waiting),
        [.. lanes.Values.Select(l => l.Closed).OfType<string>()]);

    /// <summary>How many lanes are known.</summary>
    public int Count => lanes.Count;

    /// <summary>Waits until a request may be sent; it counts as in flight until the result is disposed of.</summary>
    /// <exception cref="ToolException">There are too many (<see cref="ToolErrorCode.Throttled"/>).</exception>
    public async Task<Entered> EnterAsync((string Service, string? Region, string? Account) place, CancellationToken cancellation)
    {
        if (!lanes.TryGetValue(place, out var lane))
        {
            // Counting locks all of them, so that it is done for a new one only.
            if (lanes.Count >= FewLanes) Forget();
            lane = lanes.GetOrAdd(place, static (p, time) => new(p.Region is null ? p.Service : $"{p.Service} in {p.Region}", time), time);
        }

        if (Interlocked.Increment(ref waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref waiting);
            throw SlowDown();
        }

        try
        {
            await lane.TurnAsync(cancellation).ConfigureAwait(false);
            if (!await free.WaitAsync(Lane.LongestWait, cancellation).ConfigureAwait(false)) throw SlowDown();
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }

        return new(lane, free);
    }

    private void Forget()
    {
        var now = time.GetElapsedTime(0);
        foreach (var (place, lane) in lanes)
            if (now - lane.LastUse > Idle) lanes.TryRemove(place, out _);
    }

    private static ToolException SlowDown() => new(ToolErrorCode.Throttled,
        string.Create(CultureInfo.InvariantCulture,
            $"Slow down: {MostInFlight} requests to AWS are in flight, and more wait. This one was not sent."),
        "Wait for the answers of the calls that are under way, then call again with fewer calls at once.");

    /// <summary>A request in flight.</summary>
    public readonly struct Entered(Lane lane, SemaphoreSlim slots) : IDisposable
    {
        public Lane Lane => lane;

        public void Dispose() => slots.Release();
    }
}
