using Amazon.Account;
using Infra.Aws;
using Infra.Core.Safety;

namespace Infra.Core.Targets;

/// <summary>The regions that an account has enabled (account:ListRegions), kept for an hour.</summary>
/// <param name="credentials">Whose keys the requests are signed with.</param>
/// <param name="time">The clock.</param>
internal sealed class Regions(Credentials credentials, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly Kept<AwsTarget, IReadOnlyList<string>> kept = new(time);

    /// <summary>The enabled regions, in the order of their names.</summary>
    /// <param name="target">Which account; its region tells the partition.</param>
    /// <param name="cancellation">Ends the asking.</param>
    /// <exception cref="ToolException">They could not be listed.</exception>
    public Task<IReadOnlyList<string>> EnabledAsync(AwsTarget target, CancellationToken cancellation)
    {
        var account = target with { Region = Partitions.GlobalRegion(target) };
        return kept.GetAsync(account, Lifetime, ct => AskAsync(account, ct), cancellation);
    }

    private async Task<IReadOnlyList<string>> AskAsync(AwsTarget target, CancellationToken cancellation)
    {
        using var keys = credentials.For(target).Enter();
        using var scope = CallScope.Host("Account ListRegions");
        try
        {
            return await AwsErrors.Map(() => CallDeadline.RunAsync(CallDeadline.Read, act: false, time, async ct =>
            {
                using var client = new AmazonAccountClient(target.Configure<AmazonAccountConfig>());
                var regions = await Paging.AllAsync<Amazon.Account.Model.Region>(async token =>
                {
                    var page = await client.ListRegionsAsync(new()
                    {
                        RegionOptStatusContains = [RegionOptStatus.ENABLED, RegionOptStatus.ENABLED_BY_DEFAULT],
                        MaxResults = 50,
                        NextToken = token,
                    }, ct).ConfigureAwait(false);
                    return (page.Regions, page.NextToken);
                }).ConfigureAwait(false);
                return (IReadOnlyList<string>)[.. regions.Select(r => r.RegionName).Order(StringComparer.Ordinal)];
            }, cancellation), target).ConfigureAwait(false);
        }
        // An endpoint of one's own, such as an emulator, has no list and all regions.
        catch (ToolException e) when (HasOwnEndpoint(target)
            && e.Code is ToolErrorCode.NotSupported or ToolErrorCode.NotFound or ToolErrorCode.InvalidInput or ToolErrorCode.Unavailable)
        {
            return Partitions.Regions(target.Region!);
        }
        // Not where the role of the account cannot be assumed: then there was no such question.
        catch (ToolException e) when (e is { Code: ToolErrorCode.AccessDenied, AwsErrorCode: not null })
        {
            throw e.InWords(
                $"The regions of {(target.Account is null ? "the account" : $"account '{target.Account}'")} could not be listed: "
                + $"{e.Message}",
                "Grant account:ListRegions, or name the regions.");
        }
    }

    private static bool HasOwnEndpoint(AwsTarget target) => target.Configure<AmazonAccountConfig>().ServiceURL is not null;
}
