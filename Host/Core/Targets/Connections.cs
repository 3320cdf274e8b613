using System.Diagnostics;
using Amazon.SecurityToken;
using Infra.Aws;
using Infra.Core.Safety;

namespace Infra.Core.Targets;

/// <summary>Whether AWS can be reached at a target, and as whom.</summary>
/// <param name="Target">Where.</param>
/// <param name="Credentials">The keys; null when there are none.</param>
/// <param name="Identity">Whom AWS says they belong to; null when it does not.</param>
/// <param name="Latency">Of one small request on a connection that is open.</param>
/// <param name="Failure">What went wrong.</param>
internal sealed record Connection(
    AwsTarget Target, FoundCredentials? Credentials = null, Identity? Identity = null, TimeSpan? Latency = null,
    ToolException? Failure = null);

/// <summary>Tries connections for a person who asks how it stands, outside any call.</summary>
/// <param name="credentials">Whose keys are tried.</param>
internal sealed class Connections(Credentials credentials)
{
    /// <summary>Finds the keys of a target and asks STS twice whose they are. A failure is an answer.</summary>
    public async Task<Connection> TryAsync(AwsTarget target, CancellationToken cancellation)
    {
        FoundCredentials? found = null;
        try
        {
            // A missing region is told before missing keys, as in a call.
            target.Configure<AmazonSecurityTokenServiceConfig>();
            using var entered = credentials.For(target).Enter();
            found = await credentials.FindAsync(target, inPipeline: false, cancellation).ConfigureAwait(false);
            await AskAsync().ConfigureAwait(false);
            // The first request pays for the connection, and for the code that is compiled on its way.
            var started = Stopwatch.GetTimestamp();
            var identity = await AskAsync().ConfigureAwait(false);
            return new(target, found, identity, Stopwatch.GetElapsedTime(started));
        }
        catch (ToolException e)
        {
            return new(target, found, Failure: e);
        }

        Task<Identity> AskAsync() => AwsErrors.Map(() => Identities.AskAsync(found, target, cancellation), target);
    }
}
