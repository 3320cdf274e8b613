using System.Globalization;
using Amazon.Runtime;
using Infra.Aws;
using Polly;
using Polly.CircuitBreaker;

namespace Infra.Core.Safety;

/// <summary>
/// The way to one AWS service in one region of one account: how fast requests may follow each other, and whether it is closed for a moment
/// because nothing came back. Elsewhere everything goes on.
/// </summary>
/// <param name="name">Service and region, in words.</param>
/// <param name="time">The clock.</param>
internal sealed class Lane(string name, TimeProvider time)
{
    /// <summary>Requests a second, in the long run. The API of EC2 refills 20 tokens a second for reads, S3 takes thousands.</summary>
    public const int PerSecond = 50;

    /// <summary>Requests at once after a pause.</summary>
    public const int Burst = 200;

    /// <summary>Failures, and nearly nothing else, after which it is closed.</summary>
    public const int Failures = 20;

    /// <summary>How long it is closed; then one request may try.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>A request that would wait longer is refused.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1) / PerSecond;
    private static readonly TimeSpan Ahead = Interval * (Burst - 1);

    // All but one in four must fail: a service that throttles some requests is slow, and not away.
    private const double FailureRatio = 0.75;

    private readonly Lock gate = new();

    // When the next request would go if all of them kept to the interval.
    private TimeSpan next;
    private Breaker? breaker;

    /// <summary>When it was last used, on the clock's own scale.</summary>
    public TimeSpan LastUse { get; private set; } = time.GetElapsedTime(0);

    /// <summary>Why it is closed; null when it is open.</summary>
    public string? Closed => breaker?.Held;

    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>Waits until a request may go.</summary>
    /// <exception cref="ToolException">It would have to wait too long (<see cref="ToolErrorCode.Throttled"/>).</exception>
    public Task TurnAsync(CancellationToken cancellation)
    {
        TimeSpan wait;
        lock (gate)
        {
            LastUse = Now;
            if (next < Now) next = Now;
            wait = next - Now - Ahead;
            if (wait > LongestWait) throw SlowDown(wait);
            next += Interval;
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellation) : Task.CompletedTask;
    }

    /// <summary>Sends a request, unless the lane is closed.</summary>
    /// <exception cref="ToolException">It is closed.</exception>
    public async Task<T> SendAsync<T>(Func<Task<T>> send)
    {
        // Before the first failure there is nothing to ask, and the library is not loaded.
        if (breaker is { } its) return await its.SendAsync(send).ConfigureAwait(false);
        try
        {
            return await send().ConfigureAwait(false);
        }
        catch (Exception e) when (IsSick(e))
        {
            LazyInitializer.EnsureInitialized(ref breaker, () => new(name, time)).Count(e);
            throw;
        }
    }

    /// <summary>Whether a failure says that the service cannot take requests: throttled, broken, silent or not there.</summary>
    public static bool IsSick(Exception failure) => failure switch
    {
        AmazonServiceException e => (int)e.StatusCode >= 500
            || AwsErrorTable.Find(null, e.ErrorCode, e.StatusCode) == AwsErrorTable.Throttled,
        TimeoutException or HttpRequestException or IOException => true,
        _ => false,
    };

    private ToolException SlowDown(TimeSpan wait) => new(ToolErrorCode.Throttled,
        string.Create(CultureInfo.InvariantCulture,
            $"Slow down: more than {PerSecond} requests a second to {name}. This one was not sent."),
        string.Create(CultureInfo.InvariantCulture,
            $"Wait {Math.Ceiling(wait.TotalSeconds):0} s, then call again with fewer calls at once."));

    // In a class of its own, so that the library is loaded with the first failure and not with the first request.
    private sealed class Breaker
    {
        private readonly string name;
        private readonly ResiliencePipeline pipeline;
        private readonly CircuitBreakerStateProvider state = new();
        private volatile bool throttled;

        public Breaker(string name, TimeProvider time)
        {
            this.name = name;
            pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddCircuitBreaker(new()
            {
                FailureRatio = FailureRatio,
                MinimumThroughput = Failures,
                SamplingDuration = Memory,
                BreakDuration = Pause,
                StateProvider = state,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } e && IsSick(e)),
                OnOpened = arguments =>
                {
                    throttled = arguments.Outcome.Exception is AmazonServiceException e && (int)e.StatusCode < 500;
                    return default;
                },
            }).Build();
        }

        public string? Held => state.CircuitState is CircuitState.Closed ? null
            : throttled ? $"{name} throttles" : $"{name} does not answer";

        public void Count(Exception failure)
        {
            try
            {
                pipeline.Execute(() => throw failure);
            }
            catch (Exception e) when (e == failure || e is BrokenCircuitException)
            {
                // The caller throws it.
            }
        }

        public async Task<T> SendAsync<T>(Func<Task<T>> send)
        {
            try
            {
                return await pipeline.ExecuteAsync(async _ => await send().ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (BrokenCircuitException)
            {
                // Without its cause: that would be taken for this request's own failure, and repeated.
                throw new ToolException(throttled ? ToolErrorCode.Throttled : ToolErrorCode.Unavailable,
                    $"{Held ?? name}: nearly every request of the last minute failed. This one was not sent.",
                    string.Create(CultureInfo.InvariantCulture,
                        $"Wait {Pause.TotalSeconds:0} s, then call again. Other services and regions are not affected."));
            }
        }
    }
}
