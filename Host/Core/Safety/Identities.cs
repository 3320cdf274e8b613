using System.Collections.Concurrent;
using Amazon.SecurityToken;
using Infra.Aws;
using Infra.Core.Settings;

namespace Infra.Core.Safety;

/// <summary>Who the server is at AWS.</summary>
internal sealed record Identity(string Account, string Arn);

/// <summary>Asks AWS for each target who the caller is, and holds that against the accounts that are pinned.</summary>
internal sealed class Identities(PinSettings pins, TimeProvider time)
{
    // A profile's credentials may be exchanged while the server runs.
    private static readonly TimeSpan Trusted = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<AwsTarget, (Identity Identity, DateTimeOffset At)> known = new();

    /// <summary>The caller; null when AWS does not tell and no account is pinned.</summary>
    /// <exception cref="ToolException">The account is not one of those that are pinned, or is not known.</exception>
    public async Task<Identity?> CheckAsync(AwsTarget target, CancellationToken cancellation)
    {
        var pinned = pins.Accounts is { Count: > 0 } ? pins.Accounts : null;
        var (identity, at) = known.GetValueOrDefault(target);
        if (identity is null || at + Trusted < time.GetUtcNow())
        {
            try
            {
                identity = await AwsErrors.Map(() => AskAsync(target, cancellation), target).ConfigureAwait(false);
                known[target] = (identity, time.GetUtcNow());
            }
            catch (ToolException e) when (pinned is null && e.Code is ToolErrorCode.AccessDenied or ToolErrorCode.NotSupported or ToolErrorCode.Unavailable)
            {
                return null;
            }
        }

        return pinned is null || pinned.Contains(identity.Account)
            ? identity
            : throw new ToolException(ToolErrorCode.Refused, $"The credentials belong to account {identity.Account}, which is not pinned in plugins.json ({string.Join(", ", pinned)}).",
                "Use a profile of a pinned account. Nothing was changed.");
    }

    private static async Task<Identity> AskAsync(AwsTarget target, CancellationToken cancellation)
    {
        using var scope = CallScope.Host("STS GetCallerIdentity");
        // A global service: any region will do, and a missing one is for the tool to complain of.
        using var sts = new AmazonSecurityTokenServiceClient((target.Region is null ? target with { Region = "us-east-1" } : target).Configure<AmazonSecurityTokenServiceConfig>());
        var answer = await sts.GetCallerIdentityAsync(new(), cancellation).ConfigureAwait(false);
        return new(answer.Account, answer.Arn);
    }
}
