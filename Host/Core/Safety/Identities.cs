using System.Collections.Concurrent;
using Amazon.SecurityToken;
using Infra.Aws;
using Infra.Core.Settings;

namespace Infra.Core.Safety;

/// <summary>Who the server is at AWS.</summary>
internal sealed record Identity(string Account, string Arn);

/// <summary>Asks AWS whom the keys of a call belong to, and holds that against the accounts that are pinned.</summary>
internal sealed class Identities(PinSettings pins, TimeProvider time)
{
    // An access key never changes its account, but the user behind it may be renamed, and the endpoint may change hands.
    private static readonly TimeSpan Trusted = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(string AccessKey, string? Endpoint), (Identity Identity, DateTimeOffset At)> known = new();

    /// <summary>
    /// The caller; null when AWS does not tell and no account is pinned. Writes of the call are held to the keys that were checked.
    /// </summary>
    /// <exception cref="ToolException">The account is not one of those that are pinned, or is not known.</exception>
    public async Task<Identity?> CheckAsync(CallCredentials call, CancellationToken cancellation)
    {
        // Without a region the tool fails the same way with credentials and without; that is told first.
        call.Target.Configure<AmazonSecurityTokenServiceConfig>();
        var found = await call.FindAsync(inPipeline: false, cancellation).ConfigureAwait(false);
        var identity = await WhoAsync(found, call.Target, cancellation).ConfigureAwait(false);
        call.Checked(found, async other =>
        {
            var now = await WhoAsync(other, call.Target, cancellation).ConfigureAwait(false);
            if (now?.Account != identity?.Account)
                throw new ToolException(ToolErrorCode.Refused,
                    $"The credentials changed during the call, from account {identity?.Account ?? "unknown"} to "
                    + $"{now?.Account ?? "unknown"}.", "This request was not sent. Look at the resources before you call again.");
        });
        return identity;
    }

    private async Task<Identity?> WhoAsync(FoundCredentials found, AwsTarget target, CancellationToken cancellation)
    {
        var pinned = pins.Accounts is { Count: > 0 } ? pins.Accounts : null;
        var key = (found.Keys.AccessKey, target.EndpointUrl);
        var (identity, at) = known.GetValueOrDefault(key);
        if (identity is null || at + Trusted < time.GetUtcNow())
        {
            try
            {
                identity = await AwsErrors.Map(() => AskAsync(found, target, cancellation), target).ConfigureAwait(false);
                known[key] = (identity, time.GetUtcNow());
            }
            catch (ToolException e) when (pinned is null
                && e.Code is ToolErrorCode.AccessDenied or ToolErrorCode.NotSupported or ToolErrorCode.Unavailable)
            {
                return null;
            }
        }

        return pinned is null || pinned.Contains(identity.Account)
            ? identity
            : throw new ToolException(ToolErrorCode.Refused,
                $"The credentials belong to account {identity.Account}, which is not pinned in plugins.json ({string.Join(", ", pinned)}).",
                "Use a profile of a pinned account. Nothing was changed.");
    }

    /// <summary>Asks STS whose keys these are.</summary>
    /// <exception cref="ToolException">What answered is not AWS. AWS's own failures are as the SDK has them.</exception>
    internal static async Task<Identity> AskAsync(FoundCredentials found, AwsTarget target, CancellationToken cancellation)
    {
        using var scope = CallScope.Host("STS GetCallerIdentity");
        using var sts = new AmazonSecurityTokenServiceClient(new FixedCredentials(found.Keys), RoleCredentials.Config(target));
        var answer = await sts.GetCallerIdentityAsync(new(), cancellation).ConfigureAwait(false);
        return answer is { Account.Length: > 0, Arn.Length: > 0 }
            ? new(answer.Account, answer.Arn)
            : throw new ToolException(ToolErrorCode.Unavailable, "STS answered without an account.",
                "Check the proxy and AWS_ENDPOINT_URL: what answered is not AWS.");
    }
}
