using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Infra.Aws;

namespace Infra.Core.Safety;

/// <summary>
/// When an AWS request is sent again, and after which pause. The SDK's own policy repeats acts as readily as reads, without a pause, and
/// up to ten times more when a connection ends. Here a read is repeated after each passing failure; an act only if AWS recognises the
/// repetition by a token, or if it is certain that nothing was done.
/// </summary>
/// <param name="usual">The client's own policy: it knows the number of attempts and which services look passing failures.</param>
/// <param name="jitter">A number from 0 to 1.</param>
internal sealed class Retries(RetryPolicy usual, Func<double> jitter) : RetryPolicy
{
    private const string PauseKey = "infra.pause";
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    // Tokens by which AWS recognises a repeated request. CallerReference of Route 53 is none: the repetition is refused.
    private static readonly string[] Tokens = ["ClientToken", "ClientRequestToken", "IdempotencyToken"];

    // Nothing is created or changed by these, though the guard's list cannot call them reads: they hand out credentials.
    private static readonly string[] Harmless = ["STS", "SSO"];

    // As many repetitions as a client may make in a row without a success between them, so that an outage is not made worse.
    private const int MostCredit = 100;
    private int credit = MostCredit;

    public override bool IsStaleConnectionError(Exception exception) => false;

    public override bool CanRetry(IExecutionContext executionContext) => usual.CanRetry(executionContext);

    public override bool RetryLimitReached(IExecutionContext executionContext) =>
        executionContext.RequestContext.Retries >= Most(executionContext);

    public override bool RetryForException(IExecutionContext executionContext, Exception exception)
    {
        // The SDK's own limit, which an unset client learns from the environment and the profile.
        MaxRetries = Most(executionContext);
        var throttled = IsThrottlingError(exception);
        var repeatable = IsHarmless(executionContext.RequestContext) || HasToken(executionContext.RequestContext);
        if (!throttled && !IsUnsent(exception) && !(repeatable && IsPassing(executionContext, exception))) return false;
        var pause = Pause(executionContext.RequestContext.Retries, throttled, RetryAfter(exception), jitter());
        if (CallDeadline.Current is { } deadline && deadline.Remaining <= pause) return false;
        executionContext.RequestContext.ContextAttributes[PauseKey] = pause;
        return true;
    }

    public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) =>
        Task.FromResult(RetryForException(executionContext, exception));

    public override bool OnRetry(IExecutionContext executionContext, bool bypassAcquireCapacity, bool isThrottlingError)
    {
        if (Interlocked.Decrement(ref credit) >= 0) return true;
        Interlocked.Increment(ref credit);
        return false;
    }

    public override void NotifySuccess(IExecutionContext executionContext) => Interlocked.Exchange(ref credit, MostCredit);

    public override bool IsThrottlingError(Exception exception) => exception is AmazonServiceException e
        && (usual.IsThrottlingError(e) || AwsErrorTable.Find(null, e.ErrorCode, e.StatusCode) == AwsErrorTable.Throttled)
        // Some services use this code for a full quota, which does not pass.
        && AwsErrorTable.Find(null, e.ErrorCode, e.StatusCode) != AwsErrorTable.Quota;

    public override void WaitBeforeRetry(IExecutionContext executionContext) => Thread.Sleep(Pause(executionContext));

    public override Task WaitBeforeRetryAsync(IExecutionContext executionContext) =>
        Task.Delay(Pause(executionContext), executionContext.RequestContext.CancellationToken);

    /// <summary>The pause before a repetition: random up to a bound that doubles, and never less than AWS asks for.</summary>
    /// <param name="retries">Repetitions so far.</param>
    /// <param name="throttled">Whether AWS asked to slow down.</param>
    /// <param name="retryAfter">What the answer asks for.</param>
    /// <param name="jitter">From 0 to 1.</param>
    public static TimeSpan Pause(int retries, bool throttled, TimeSpan? retryAfter, double jitter)
    {
        var bound = TimeSpan.FromSeconds((throttled ? 1 : 0.25) * Math.Pow(2, Math.Min(retries, 10)));
        var pause = (bound < LongestPause ? bound : LongestPause) * jitter;
        return retryAfter > pause ? retryAfter.Value : pause;
    }

    private static TimeSpan Pause(IExecutionContext context) =>
        context.RequestContext.ContextAttributes.TryGetValue(PauseKey, out var pause) ? (TimeSpan)pause : TimeSpan.Zero;

    private static int Most(IExecutionContext context) => context.RequestContext.ClientConfig.MaxErrorRetry;

    private bool IsPassing(IExecutionContext context, Exception exception) => exception switch
    {
        ToolException => false,
        OperationCanceledException => false,
        TimeoutException => true,
        _ => usual.IsTransientError(context, exception) || usual.IsServiceTimeoutError(exception),
    };

    /// <summary>Whether the request failed before anything of it was sent.</summary>
    private static bool IsUnsent(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError })
                return true;
            if (e is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.TryAgain })
                return true;
        }

        return false;
    }

    /// <summary>Whether the request changes nothing.</summary>
    public static bool IsHarmless(IRequestContext context) =>
        AwsOperations.IsRead(context.ServiceMetaData.ServiceId, context.RequestName)
            || Harmless.Contains(context.ServiceMetaData.ServiceId);

    // Set by the caller, or made up by the SDK while it wrote the request: once for all attempts. Only where the operation has one: what a
    // caller sends, as the payload of a function or a tag, may hold the same name.
    private static bool HasToken(IRequestContext context)
    {
        var request = context.OriginalRequest;
        var own = Tokens.Where(t => request.GetType().GetProperty(t) is not null).ToList();
        if (own.Count == 0) return false;
        if (own.Any(t => request.GetType().GetProperty(t)!.GetValue(request) is string { Length: > 0 })) return true;
        if (own.Any(t => context.Request.ParameterCollection?.ContainsKey(t) is true)) return true;
        if (context.Request.Content is not [(byte)'{', ..]) return false;
        using var body = JsonDocument.Parse(context.Request.Content);
        return body.RootElement.EnumerateObject().Any(p => own.Contains(p.Name, StringComparer.OrdinalIgnoreCase));
    }

    private static TimeSpan? RetryAfter(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is not HttpErrorResponseException { Response: { } answer }) continue;
            if (int.TryParse(answer.GetHeaderValue("x-amz-retry-after"), NumberStyles.None, CultureInfo.InvariantCulture,
                out var milliseconds))
                return TimeSpan.FromMilliseconds(milliseconds);
            return int.TryParse(answer.GetHeaderValue("Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds)
                : null;
        }

        return null;
    }
}
