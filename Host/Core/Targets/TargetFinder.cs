using System.Text.RegularExpressions;
using Infra.Aws;
using Infra.Core.Calls;
using Infra.Core.Catalog;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Targets;

/// <summary>Where a call goes.</summary>
/// <param name="Targets">In the order of accounts, then of regions; never empty.</param>
/// <param name="Failed">What was asked for and could not even be resolved.</param>
internal sealed record FoundTargets(IReadOnlyList<AwsTarget> Targets, IReadOnlyList<(string Where, ToolException Failure)> Failed);

/// <summary>From what a call says of accounts and regions to its targets.</summary>
internal sealed partial class TargetFinder(HostSettings settings, Accounts accounts, Regions regions)
{
    // Accounts whose regions are asked for at once. Each is asked once, by a role of its own, so that no limit of AWS is near.
    private const int AtOnce = RequestSlots.Most;

    private static readonly string?[] NotEnabled = ["AuthFailure", "OptInRequired", "UnrecognizedClientException", "InvalidClientTokenId"];

    /// <exception cref="ToolException">What is named does not exist, is not pinned, or is more than the tool takes.</exception>
    public async Task<FoundTargets> FindAsync(HostArguments given, CatalogTool tool, CancellationToken cancellation)
    {
        if (given.Account is not null && given.Profile is not null)
            throw ToolException.InvalidInput("The call names a profile and an account.",
                "Name one of them: the configuration says which credentials an account needs.");
        if (tool.TakesOneTarget)
        {
            CheckOne(tool, HostArguments.AccountName, given.Account);
            CheckOne(tool, HostArguments.RegionName, given.Region);
        }

        var found = await FindAsync(given, tool.IsRegional, cancellation).ConfigureAwait(false);
        // One name may stand for several: that of an organization, or the id of an account that is configured twice.
        if (tool.TakesOneTarget && found.Targets.Count > 1)
            throw NotOne(tool, HostArguments.AccountName, given.Account!,
                $"That means {TargetNames.Some(found.Targets.Select(t => t.Account!), 10)}: name one of them.");
        return found;
    }

    /// <summary>The same without a tool.</summary>
    /// <param name="given">What is named.</param>
    /// <param name="isRegional">Whether each region counts, or an account once.</param>
    /// <param name="cancellation">Ends the asking.</param>
    /// <exception cref="ToolException">What is named does not exist, or is not pinned.</exception>
    public async Task<FoundTargets> FindAsync(HostArguments given, bool isRegional, CancellationToken cancellation)
    {
        var (bases, failed) = await BasesAsync(given, cancellation).ConfigureAwait(false);
        if (!isRegional) return new([.. bases.Select(b => b with { Region = Partitions.GlobalRegion(b) })], failed);
        if (given.Region is null || TargetNames.IsOne(given.Region))
            return new([.. bases.Select(b => b with { Region = One(b, given.Region is null ? null : TargetNames.Parts(given.Region)[0]) })],
                failed);

        var parts = TargetNames.Parts(given.Region);
        if (parts.Count == 0) throw ToolException.InvalidInput("'region' is empty.", "Name a region, or all.");
        var found = await bases.AskAsync((b, ct) => OfAccountAsync(b, parts, ct), cancellation, AtOnce).ConfigureAwait(false);
        // An account may lack what another has enabled. What none has is a slip, and is not passed over because other parts fit.
        if (parts.FirstOrDefault(p => found.All(f => f.Unmatched.ContainsKey(p))) is { } slip) throw found[0].Unmatched[slip];
        List<(string, ToolException)> all =
        [
            .. failed, .. found.Where(f => f.Failure is not null).Select(f => (f.Account.Account ?? f.Account.Profile ?? "", f.Failure!))
        ];
        List<AwsTarget> targets = [.. found.SelectMany(f => f.Targets)];
        return targets.Count > 0 ? new(targets, all) : throw all[0].Item2;
    }

    /// <summary>
    /// What AWS answers where an account has not enabled a region (wrong credentials, say) or where there is no such region, in other
    /// words: that. Everything else stays as it is.
    /// </summary>
    /// <param name="failure">Of a call to the target.</param>
    /// <param name="target">Where it went.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public async Task<ToolException> ExplainAsync(ToolException failure, AwsTarget target, CancellationToken cancellation)
    {
        if (target.Region is null || !NotEnabled.Contains(failure.AwsErrorCode)
            && failure is not { Code: ToolErrorCode.Unavailable, AwsErrorCode: null, RequestId: null })
            return failure;
        var home = Partitions.HomeRegion(target with { Region = settings.Aws.Region });
        if (failure.AwsErrorCode is not null && home is not null
            && Partitions.GlobalRegion(home) != Partitions.GlobalRegion(target.Region))
            return failure.InWords(failure.Message,
                $"{target.Region} is in another part of AWS than {home}, with accounts of its own: name an account of that part, or other "
                + "regions.");
        try
        {
            var enabled = await regions.EnabledAsync(target, cancellation).ConfigureAwait(false);
            return enabled.Contains(target.Region) ? failure
                : ToolException.InvalidInput($"The account has not enabled the region {target.Region}.",
                    $"Enabled: {TargetNames.Some(enabled, 50)}.");
        }
        catch (ToolException)
        {
            return failure;
        }
    }

    // A target for each account, its region still that of the configuration.
    private async Task<(IReadOnlyList<AwsTarget> Bases, IReadOnlyList<(string, ToolException)> Failed)> BasesAsync(HostArguments given,
        CancellationToken cancellation)
    {
        var start = settings.Aws.Target with { Region = settings.Aws.Region ?? AwsEnvironment.Region };
        if (given.Account is null)
        {
            if (accounts.Only is { } only && given.Profile is null) return ([Of(only)], []);
            return ([start with { Profile = given.Profile ?? settings.Aws.Profile }], []);
        }

        var (chosen, failed) = await accounts.SelectAsync(given.Account, cancellation).ConfigureAwait(false);
        return chosen.Count > 0 ? ([.. chosen.Select(Of)], failed) : throw failed[0].Failure;

        AwsTarget Of(Account account) => start with { Profile = account.Profile, Account = account.Name };
    }

    // The region that is named, or the configured one.
    private string? One(AwsTarget target, string? named)
    {
        if (named is not null && !Name().IsMatch(named)) throw NoRegionName(named);
        var region = named ?? target.Region;
        if (settings.Pins.Regions is not { Count: > 0 } pinned) return region;
        region ??= (pinned is [var only] ? only : null)
            ?? throw new ToolException(ToolErrorCode.NoRegion, "No AWS region was named.",
                $"Pass region: one of {string.Join(", ", pinned)}.");
        return pinned.Contains(region) ? region : throw NotPinned(region, pinned);
    }

    private async Task<OfAccount> OfAccountAsync(AwsTarget account, IReadOnlyList<string> parts, CancellationToken cancellation)
    {
        var pinned = settings.Pins.Regions is { Count: > 0 } some ? some : null;
        SortedSet<string> chosen = new(StringComparer.Ordinal);
        Dictionary<string, ToolException> unmatched = [];
        try
        {
            IReadOnlyList<string>? known = null;
            foreach (var part in parts)
            {
                if (TargetNames.IsPlain(part))
                {
                    if (!Name().IsMatch(part)) throw NoRegionName(part);
                    chosen.Add(pinned is null || pinned.Contains(part) ? part : throw NotPinned(part, pinned));
                    continue;
                }

                known ??= pinned ?? await regions.EnabledAsync(account, cancellation).ConfigureAwait(false);
                var fitting = known.Where(r => TargetNames.Fits(r, part)).ToList();
                if (fitting.Count == 0) unmatched[part] = NoMatch(part, pinned is null ? "Enabled" : "Pinned", known);
                chosen.UnionWith(fitting);
            }
        }
        // What the caller wrote is wrong for all accounts; that one does not answer is not.
        catch (ToolException e) when (e.Code is not ToolErrorCode.InvalidInput and not ToolErrorCode.Refused)
        {
            return new(account, [], [], e);
        }

        return new(account, [.. chosen.Select(r => account with { Region = r })], unmatched, null);
    }

    /// <summary>What the parts of a call's regions mean in one account.</summary>
    private sealed record OfAccount(
        AwsTarget Account, IReadOnlyList<AwsTarget> Targets, Dictionary<string, ToolException> Unmatched, ToolException? Failure);

    private static void CheckOne(CatalogTool tool, string what, string? given)
    {
        if (given is not null && !TargetNames.IsOne(given)) throw NotOne(tool, what, given, $"Name one {what}. Read tools take several.");
    }

    private static ToolException NotOne(CatalogTool tool, string what, string given, string hint) => ToolException.InvalidInput(
        $"{tool.Name} {(tool.Kind > ToolKind.Read ? "changes something" : "returns a secret")}, so it takes exactly one {what}; got "
            + $"'{given}'.", hint);

    private static ToolException NoRegionName(string name) =>
        ToolException.InvalidInput($"'region' must be a region name such as eu-west-1; got \"{name}\".",
            "Read tools also take several with commas, patterns such as eu-*, and all.");

    private static ToolException NoMatch(string part, string what, IReadOnlyList<string> known) =>
        ToolException.InvalidInput($"No region matches '{part}'.", $"{what}: {TargetNames.Some(known, 50)}.");

    private static ToolException NotPinned(string region, IReadOnlyList<string> pinned) =>
        new(ToolErrorCode.Refused, $"The region {region} is not pinned in plugins.json.", $"Use one of {string.Join(", ", pinned)}.");

    // Of every partition, the European Sovereign Cloud's four letters included.
    [GeneratedRegex("^[a-z]{2,5}(-[a-z]+)+-[0-9]+$")]
    private static partial Regex Name();
}
