using System.Diagnostics;
using Amazon.Runtime;

namespace Infra.Core.Safety;

/// <summary>An AWS request as the journal shows it: made when it is admitted or refused, and filled in on its way.</summary>
internal sealed class AwsRequest(string service, string operation, string? by = null)
{
    private readonly long started = Stopwatch.GetTimestamp();
    private volatile string? outcome;
    private int sendings;

    public string Service => service;
    public string Operation => operation;

    /// <summary>Who asked when it was not the tool: <c>infra</c> for the host, <c>sdk</c> for the SDK that fetches credentials.</summary>
    public string? By => by;

    /// <summary>The configured name of the account that it goes to; null where none was named.</summary>
    public string? Account { get; } = Credentials.Call?.Target.Account;

    /// <summary>The region that was signed; null when nothing was sent, or what was sent has none.</summary>
    public string? Region { get; private set; }

    public string? RequestId { get; private set; }
    public long Milliseconds { get; private set; }

    /// <summary>How often it was sent.</summary>
    public int Sendings => Volatile.Read(ref sendings);

    /// <summary><c>ok</c>, AWS's error code, or why the guard refused it; null as long as it is under way.</summary>
    public string? Outcome => outcome;

    /// <summary>It is about to be sent, for the first time or again.</summary>
    public void Sent(string? region)
    {
        Region = region;
        Interlocked.Increment(ref sendings);
    }

    public void Refused(string why) => End($"refused: {why}");

    /// <summary>The exception remembers the request that threw it.</summary>
    public void Failed(Exception failure)
    {
        failure.Data[typeof(AwsRequest)] = this;
        RequestId = (failure as AmazonServiceException)?.RequestId;
        End(failure switch
        {
            AmazonServiceException { ErrorCode: { Length: > 0 } code } => code,
            ToolException told => told.AwsErrorCode ?? told.Code.ToString(),
            OperationCanceledException => "cancelled",
            _ => failure.GetType().Name,
        });
    }

    public void Answered(string? requestId)
    {
        RequestId = requestId;
        End("ok");
    }

    /// <summary>The request that threw an exception or one of its causes; null when none did.</summary>
    public static AwsRequest? Of(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure.Data[typeof(AwsRequest)] is AwsRequest request) return request;
        }

        return null;
    }

    // A refusal is the last word: what the SDK makes of it on its way up is not.
    private void End(string how)
    {
        if (outcome is not null) return;
        Milliseconds = (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        outcome = how;
    }
}
