using System.Globalization;
using System.Threading.RateLimiting;
using Infra.Core.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Infra.Host.Http;

/// <summary>How much callers may ask for: at a time in all, at a time each, in a minute each, and how much may be on its way in.</summary>
/// <param name="settings">How much.</param>
/// <param name="shared">Counts with other servers; null where this one is alone.</param>
internal sealed class Limits(HttpLimits settings, SharedRate? shared = null)
{
    // Whole requests of the largest size that may be in memory at once.
    private const int LargestAtOnce = 16;

    private const string Full = "The server holds as much as it can. Wait 1 s.";

    private long incoming;

    public void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(context =>
                Streams(context) ?? RateLimitPartition.GetConcurrencyLimiter("all",
                _ => new() { PermitLimit = settings.Requests, QueueLimit = 0 })),
            PartitionedRateLimiter.Create<HttpContext, string>(context =>
                Streams(context) ?? RateLimitPartition.GetConcurrencyLimiter(Caller(context),
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
    /// Takes a request only while there is room for its body. Where its size is not told, as with the chunks that most clients send, it is
    /// counted while it comes in.
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
        if (context.Request.ContentLength > most)
        {
            await Door.RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, $"A request has at most {settings.Megabytes} MB.")
                .ConfigureAwait(false);
            return;
        }

        try
        {
            if (context.Request.ContentLength is { } told)
            {
                if (!Take(told))
                {
                    context.Response.Headers.RetryAfter = "1";
                    await Door.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, Full).ConfigureAwait(false);
                    return;
                }
            }
            else
            {
                context.Request.Body = new CountedBody(context.Request.Body, read =>
                {
                    if (!Take(read)) throw new BadHttpRequestException(Full, StatusCodes.Status503ServiceUnavailable);
                });
            }

            await next(context).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Add(ref incoming, -held);
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

    // The stream that a session keeps open is no request at work.
    private static RateLimitPartition<string>? Streams(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) ? RateLimitPartition.GetNoLimiter("stream") : null;

    private static string Caller(HttpContext context) =>
        context.User.Identity is GrantIdentity its ? its.Grant.Name : $"at {context.Connection.RemoteIpAddress}";
}
