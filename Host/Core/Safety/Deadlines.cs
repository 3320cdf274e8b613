using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Infra.Aws;

namespace Infra.Core.Safety;

/// <summary>
/// The time that a tool call has. Ambient, so that the pipeline of every client knows it: attempts are cut off at it, and none is begun
/// after it.
/// </summary>
internal sealed class CallDeadline : IDisposable
{
    /// <summary>What a call that only reads, or plans, has if the tool does not say how long it may take.</summary>
    public static readonly TimeSpan Read = TimeSpan.FromMinutes(2);

    /// <summary>What an act has if the tool does not say how long it may take.</summary>
    public static readonly TimeSpan Write = TimeSpan.FromMinutes(5);

    private static readonly AsyncLocal<CallDeadline?> Ambient = new();

    private readonly CallDeadline? outer = Ambient.Value;
    private readonly TimeProvider time;
    private readonly long started;
    private readonly CancellationTokenSource expired;
    private readonly CancellationTokenSource token;

    private CallDeadline(TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        (Limit, this.time, started) = (limit, time, time.GetTimestamp());
        expired = new(limit, time);
        token = CancellationTokenSource.CreateLinkedTokenSource(cancellation, expired.Token);
        Ambient.Value = this;
    }

    /// <summary>The deadline of the call in progress on this flow of execution; null outside of a call.</summary>
    public static CallDeadline? Current => Ambient.Value;

    /// <summary>The whole time.</summary>
    public TimeSpan Limit { get; }

    /// <summary>What is left of it; never negative.</summary>
    public TimeSpan Remaining => time.GetElapsedTime(started) is var spent && spent < Limit ? Limit - spent : TimeSpan.Zero;

    /// <summary>Runs a part of a call within a deadline.</summary>
    /// <param name="limit">How long it may take.</param>
    /// <param name="act">Whether an act may be under way when the time is up, which the error then says.</param>
    /// <param name="time">The clock.</param>
    /// <param name="work">The work. Its token ends at the deadline too.</param>
    /// <param name="cancellation">The caller's; it stays a cancellation.</param>
    /// <exception cref="ToolException">The time is up (<see cref="ToolErrorCode.Unavailable"/>).</exception>
    public static async Task<T> RunAsync<T>(
        TimeSpan limit, bool act, TimeProvider time, Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var deadline = new CallDeadline(limit, time, cancellation);
        try
        {
            return await work(deadline.token.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.expired.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw AwsErrors.NoAnswer(limit, act);
        }
    }

    public void Dispose()
    {
        Ambient.Value = outer;
        token.Dispose();
        expired.Dispose();
    }
}

/// <summary>
/// Gives each attempt of each AWS request a deadline of its own, inside that of the call. Without it a silent endpoint holds a request for
/// 100 seconds, and one of S3 for ever.
/// </summary>
/// <param name="limit">For connecting and answering, unless the operation takes longer by its nature.</param>
internal sealed class AttemptDeadline(TimeSpan limit) : PipelineHandler
{
    /// <summary>Enough for every answer that does not depend on the size of something.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);

    // Answered when the work is done: these have the whole time of the call, or of the client.
    private static readonly HashSet<string> Long =
        ["Lambda Invoke", "S3 CopyObject", "S3 CopyPart", "S3 UploadPartCopy", "S3 CompleteMultipartUpload", "S3 SelectObjectContent"];

    // S3's clients say "no timeout" with the largest number of milliseconds.
    private static readonly TimeSpan Unbounded = TimeSpan.FromDays(1);

    // A slow line, but not a silent one.
    private const double BytesPerSecond = 100_000;

    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var context = executionContext.RequestContext;
        if (context is not RequestContext settable) return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        var caller = context.CancellationToken;
        var allowed = Allowed(context);
        using var expired = new CancellationTokenSource(allowed);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(caller, expired.Token);
        settable.CancellationToken = token.Token;
        try
        {
            return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        }
        // What is thrown while an answer is cut off depends on who reads it.
        catch (Exception e) when (expired.IsCancellationRequested && !caller.IsCancellationRequested
            && e is not (AmazonServiceException or ToolException))
        {
            throw new TimeoutException(
                string.Create(CultureInfo.InvariantCulture, $"AWS did not answer in {allowed.TotalSeconds:F0} s."), e)
            {
                Data = { [AwsErrors.LimitKey] = allowed },
            };
        }
        finally
        {
            settable.CancellationToken = caller;
        }
    }

    private TimeSpan Allowed(IRequestContext context)
    {
        var request = context.Request;
        var bytes = request?.ContentStream is { CanSeek: true } stream ? stream.Length : request?.Content?.Length ?? 0;
        return For(context.ServiceMetaData.ServiceId, AwsOperations.WithoutSuffix(context.RequestName), bytes, context.ClientConfig.Timeout,
            CallDeadline.Current?.Remaining ?? TimeSpan.MaxValue, limit);
    }

    /// <summary>How long an attempt may take.</summary>
    /// <param name="service">As in the SDK's metadata.</param>
    /// <param name="operation">Its name.</param>
    /// <param name="bytes">What has to be sent.</param>
    /// <param name="client">The timeout of the client, if its maker set one.</param>
    /// <param name="left">What is left of the call's time.</param>
    /// <param name="usual">What an ordinary operation has.</param>
    public static TimeSpan For(string service, string operation, long bytes, TimeSpan? client, TimeSpan left, TimeSpan usual)
    {
        var own = Long.Contains($"{service} {operation}")
            ? client is { } timeout && timeout > TimeSpan.Zero && timeout < Unbounded ? timeout : CallDeadline.Write
            : usual + TimeSpan.FromSeconds(bytes / BytesPerSecond);
        return own < left ? own : left;
    }
}
