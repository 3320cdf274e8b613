using System.Text.RegularExpressions;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Targets;

/// <summary>An account that a call may go to.</summary>
/// <param name="Name">As calls name it and rows show it.</param>
/// <param name="Id">Its twelve digits, where the configuration or the organization tells them.</param>
/// <param name="Profile">Whose credentials are used, or assume the role.</param>
/// <param name="Role">The role to assume in it; null when the profile itself is in it.</param>
internal sealed record Account(string Name, string? Id, string? Profile, RoleRequest? Role);

/// <summary>The accounts of <c>aws.accounts</c>, with the members of its organizations.</summary>
/// <param name="settings">What is configured.</param>
/// <param name="members">Asks an organization for its members.</param>
internal sealed partial class Accounts(AwsSettings settings,
    Func<string, AccountSettings, CancellationToken, Task<IReadOnlyList<Account>>> members)
{
    private readonly Dictionary<string, Account> configured = Configured(settings);

    // Of organizations that were listed. Credentials look accounts up by name, long after they were chosen.
    private volatile Dictionary<string, Account> listed = [];

    /// <summary>The only account, where just one is configured: it is meant when none is named.</summary>
    public Account? Only => settings.HasAccounts ? null : configured.Values.FirstOrDefault();

    /// <summary>An account by its name; null when none that is known has it.</summary>
    public Account? Find(string name) => configured.GetValueOrDefault(name) ?? listed.GetValueOrDefault(name);

    /// <summary>The accounts that an argument names, in the order of their names.</summary>
    /// <param name="text">Names, ids, patterns or all.</param>
    /// <param name="cancellation">Ends the asking.</param>
    /// <returns>With the organizations that did not tell their members, where others are there.</returns>
    /// <exception cref="ToolException">A part means no account.</exception>
    public async Task<(IReadOnlyList<Account> Accounts, IReadOnlyList<(string Where, ToolException Failure)> Failed)> SelectAsync(
        string text, CancellationToken cancellation)
    {
        var parts = TargetNames.Parts(text);
        if (parts.Count == 0) throw ToolException.InvalidInput("'account' is empty.", $"Name one of {TargetNames.Some(Names)}, or all.");
        if (parts.All(p => Matching(p, configured.Values).Any() && TargetNames.IsPlain(p)))
            return (Distinct(parts.SelectMany(p => Matching(p, configured.Values))), []);

        List<(string Organization, Account Account)> found = [];
        List<(string, ToolException)> failed = [];
        foreach (var (name, its) in Organizations)
        {
            try
            {
                found.AddRange((await members(name, its, cancellation).ConfigureAwait(false)).Select(m => (name, m)));
            }
            catch (ToolException e)
            {
                failed.Add((name, e));
            }
        }

        // Two members may have one name; their ids differ.
        var taken = configured.Keys.Concat(Organizations.Select(o => o.Key)).ToHashSet(StringComparer.Ordinal);
        var twice = found.GroupBy(f => f.Account.Name, StringComparer.Ordinal).Where(g => g.Count() > 1 || taken.Contains(g.Key))
            .Select(g => g.Key).ToHashSet();
        var ids = found.Where(f => twice.Contains(f.Account.Name) || !IsName(f.Account.Name))
            .ToLookup(f => f.Account.Name, f => f.Account.Id!);
        found = [.. found.Select(f => ids.Contains(f.Account.Name) ? (f.Organization, f.Account with { Name = f.Account.Id! }) : f)];
        if (found.Count > 0) listed = found.GroupBy(f => f.Account.Name).ToDictionary(g => g.Key, g => g.First().Account);

        List<Account> chosen = [];
        foreach (var part in parts)
        {
            List<Account> its =
            [
                .. Matching(part, configured.Values), .. found.Where(f => f.Organization == part).Select(f => f.Account),
                .. Matching(part, found.Select(f => f.Account))
            ];
            var broken = failed.Where(f => f.Item1 == part || !TargetNames.IsPlain(part) || its.Count == 0).ToList();
            if (its.Count == 0 && broken.Count > 0) throw broken[0].Item2;
            if (its.Count == 0 && Organizations.FirstOrDefault(o => part == o.Key || part == TargetNames.All) is { Key: { } empty })
                throw ToolException.InvalidInput($"The organization '{empty}' has no active member that its filters let through.",
                    $"They are units, names and tags of aws.accounts.{empty}.organization in plugins.json.");
            if (its.Count == 0 && ids[part].Any())
                throw ToolException.InvalidInput(
                    ids[part].Skip(1).Any() ? $"Several accounts are named '{part}'." : $"The account '{part}' goes by its id.",
                    $"Name {(ids[part].Skip(1).Any() ? "one of them" : "it")} by its id: {TargetNames.Some(ids[part])}.");
            if (its.Count == 0) throw Unknown(part, [.. Names, .. found.Select(f => f.Account.Name)]);
            chosen.AddRange(its);
        }

        return (Distinct(chosen), [.. failed.Where(f => parts.Any(p => p == f.Item1 || !TargetNames.IsPlain(p)))]);
    }

    private IEnumerable<KeyValuePair<string, AccountSettings>> Organizations =>
        (settings.Accounts ?? new Dictionary<string, AccountSettings>()).Where(a => a.Value.Organization is not null);

    private IEnumerable<string> Names => settings.Accounts?.Keys ?? [];

    private static ToolException Unknown(string part, IReadOnlyList<string> names) => ToolException.InvalidInput(
        TargetNames.IsPlain(part) ? $"There is no account '{part}'.{Nearest.Hint(part, names)}" : $"No account matches '{part}'.",
        names.Count == 0 ? "No accounts are configured: aws.accounts in plugins.json names them."
            : $"Accounts: {TargetNames.Some(names)}.");

    private static IEnumerable<Account> Matching(string part, IEnumerable<Account> accounts) =>
        accounts.Where(a => TargetNames.IsPlain(part) ? a.Name == part || a.Id == part : TargetNames.Fits(a.Name, part));

    private static List<Account> Distinct(IEnumerable<Account> accounts) =>
        [.. accounts.DistinctBy(a => a.Name).OrderBy(a => a.Name, StringComparer.Ordinal)];

    private static bool IsName(string name) =>
        name.Length > 0 && name.Trim() == name && name != TargetNames.All && name.IndexOfAny([',', '*', '?', '/']) < 0;

    private static Dictionary<string, Account> Configured(AwsSettings settings)
    {
        Dictionary<string, Account> accounts = [];
        if (settings.Accounts is { } given)
            foreach (var (name, its) in given)
                if (its.Organization is null) accounts.Add(name, Of(name, its, settings));
        return accounts;
    }

    private static Account Of(string name, AccountSettings its, AwsSettings aws) => new(
        name, its.RoleArn is { } arn ? Id().Match(arn).Value : null, its.Profile ?? aws.Profile,
        its.RoleArn is null ? null : new(its.RoleArn)
        {
            SessionName = its.SessionName,
            ExternalId = its.ExternalId,
            Tags = its.SessionTags,
            MfaSerial = its.MfaSerial,
            SignIn = $"infra sign-in --account {name}",
        });

    [GeneratedRegex("(?<=:)[0-9]{12}(?=:)")]
    private static partial Regex Id();
}
