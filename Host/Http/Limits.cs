using System.Buffers;
using System.Globalization;
using System.Threading.RateLimiting;
using Infra.Core.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using ModelContextProtocol.Protocol;

namespace Infra.Host.Http;

/// <summary>How much callers may ask for: at a time in all, at a time each, in a minute each, and how much may be on its way in.</summary>
/// <param name="settings">How much.</param>
/// <param name="shared">Counts with other servers; null where this one is alone.</param>
internal sealed class Limits(HttpLimits settings, SharedRate? shared = null)
{
    // Whole requests of the largest size that may be in memory at once.
    private const int LargestAtOnce = 16;

    private const string Full = "The server holds as much as it can. Wait 1 s.";

    private readonly string tooLarge = string.Create(CultureInfo.InvariantCulture, $"A request has at most {settings.Megabytes} MB.");
    private long incoming;

    public void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(context => IsStream(context) ? RateLimitPartition.GetNoLimiter("stream")
                : RateLimitPartition.GetConcurrencyLimiter("all", _ => new() { PermitLimit = settings.Requests, QueueLimit = 0 })),
            PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetConcurrencyLimiter(
                (IsStream(context) ? "streams of " : "") + Caller(context),
                _ => new() { PermitLimit = settings.RequestsPerCaller, QueueLimit = 0 })),
            PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(Caller(context),
                _ => new()
                {
                    TokenLimit = settings.PerMinute,
                    TokensPerPeriod = Math.Max(1, settings.PerMinute / 60),
                    ReplenishmentPeriod = settings.PerMinute < 60 ? TimeSpan.FromMinutes(1) / settings.PerMinute : TimeSpan.FromSeconds(1),
                    QueueLimit = 0,
                })));
        options.OnRejected = async (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)after.TotalSeconds) : 1;
            await SlowDownAsync(context.HttpContext, wait).ConfigureAwait(false);
        };
    }

    /// <summary>
    /// Takes a request only while there is room for its body, and reads that whole: half a body is the sender's fault, and no failure of
    /// what waits for it. Where its size is not told, as with the chunks that most clients send, it is counted while it comes in.
    /// </summary>
    public async Task HoldAsync(HttpContext context, RequestDelegate next)
    {
        if (shared?.Take(Caller(context)) is { } wait)
        {
            await SlowDownAsync(context, wait).ConfigureAwait(false);
            return;
        }

        var most = settings.Megabytes * 1_048_576L;
        long held = 0;
        try
        {
            if (await ReadAsync().ConfigureAwait(false)) await next(context).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Add(ref incoming, -held);
        }

        async Task<bool> ReadAsync()
        {
            var told = context.Request.ContentLength;
            if (told > most) return await RefuseAsync(StatusCodes.Status413PayloadTooLarge, tooLarge).ConfigureAwait(false);
            if (!Take(told ?? 0)) return await RefuseAsync(StatusCodes.Status503ServiceUnavailable, Full).ConfigureAwait(false);
            var body = new MemoryStream();
            var chunk = ArrayPool<byte>.Shared.Rent(16 * 1024);
            try
            {
                while (await context.Request.Body.ReadAsync(chunk, context.RequestAborted).ConfigureAwait(false) is > 0 and var read)
                {
                    if (told is null && !Take(read))
                        return await RefuseAsync(StatusCodes.Status503ServiceUnavailable, Full).ConfigureAwait(false);
                    await body.WriteAsync(chunk.AsMemory(0, read), context.RequestAborted).ConfigureAwait(false);
                }
            }
            catch (BadHttpRequestException e)
            {
                return await RefuseAsync(e.StatusCode, e.StatusCode switch
                {
                    StatusCodes.Status408RequestTimeout => "The body came too slowly.",
                    StatusCodes.Status413PayloadTooLarge => tooLarge,
                    _ => "The body is not what its headers say.",
                }).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client went away, or its chunks are none.
                return await RefuseAsync(StatusCodes.Status400BadRequest, "The body is not what its headers say.").ConfigureAwait(false);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(chunk);
            }

            body.Position = 0;
            context.Request.Body = body;
            return true;
        }

        async Task<bool> RefuseAsync(int status, string why)
        {
            if (status is StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "1";
            await Door.RefuseAsync(context, status, why).ConfigureAwait(false);
            return false;
        }

        bool Take(long more)
        {
            held += more;
            return Interlocked.Add(ref incoming, more) <= most * LargestAtOnce;
        }
    }

    private static Task SlowDownAsync(HttpContext context, int wait)
    {
        context.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        return Door.RefuseAsync(context, StatusCodes.Status429TooManyRequests, string.Create(CultureInfo.InvariantCulture,
            $"Slow down: too many requests. Wait {wait} s."));
    }

    // What a client keeps open to be told of changes is no request at work: each caller has as many of these besides.
    private static bool IsStream(HttpContext context) => HttpMethods.IsGet(context.Request.Method)
        || context.Request.Headers[MessageBody.Method] == RequestMethods.SubscriptionsListen;

    private static string Caller(HttpContext context) =>
        context.User.Identity is GrantIdentity its ? its.Grant.Name : $"at {context.Connection.RemoteIpAddress}";
}
