using Amazon.Organizations;
using Amazon.Organizations.Model;
using Infra.Aws;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Targets;

/// <summary>
/// The active members of AWS organizations (ListAccounts; ListAccountsForParent and ListOrganizationalUnitsForParent for units,
/// ListTagsForResource for tags), kept for as long as the configuration says.
/// </summary>
/// <param name="credentials">Whose keys the requests are signed with.</param>
/// <param name="aws">The configured target.</param>
/// <param name="time">The clock.</param>
internal sealed class Organizations(Credentials credentials, AwsSettings aws, TimeProvider time)
{
    private readonly Kept<string, IReadOnlyList<Account>> kept = new(time);

    /// <summary>The members that an entry of <c>aws.accounts</c> means.</summary>
    /// <param name="name">The entry's name.</param>
    /// <param name="settings">The entry.</param>
    /// <param name="cancellation">Ends the asking.</param>
    /// <exception cref="ToolException">They could not be listed.</exception>
    public Task<IReadOnlyList<Account>> MembersAsync(string name, AccountSettings settings, CancellationToken cancellation) =>
        kept.GetAsync(name, TimeSpan.FromMinutes(settings.Organization!.Minutes), ct => AskAsync(name, settings, ct), cancellation);

    private async Task<IReadOnlyList<Account>> AskAsync(string name, AccountSettings settings, CancellationToken cancellation)
    {
        var (organization, target) = (settings.Organization!, aws.Target with { Profile = settings.Profile ?? aws.Profile });
        target = target with { Region = Partitions.GlobalRegion(target) };
        using var keys = credentials.For(target).Enter();
        using var scope = CallScope.Host(
            "Organizations ListAccounts", "Organizations ListAccountsForParent", "Organizations ListOrganizationalUnitsForParent",
            "Organizations ListTagsForResource");
        try
        {
            return await AwsErrors.Map(() => CallDeadline.RunAsync(CallDeadline.Read, act: false, time, async ct =>
            {
                using var client = new AmazonOrganizationsClient(target.Configure<AmazonOrganizationsConfig>());
                var all = organization.Units is { } units
                    ? await InAsync(client, units, ct).ConfigureAwait(false) : await AllAsync(client, ct).ConfigureAwait(false);
                var named = all.Where(a => IsActive(a)
                    && (organization.Names?.Any(n => NameFilter.Matches(a.Name, n)) ?? true)).ToList();
                var tagged = organization.Tags is { } tags
                    ? await named.AskAsync((a, t) => HasAsync(client, a.Id, tags, t), ct).ConfigureAwait(false) : null;
                return (IReadOnlyList<Account>)
                [
                    .. named.Where((_, i) => tagged?[i] ?? true).OrderBy(a => a.Name, StringComparer.Ordinal)
                    .ThenBy(a => a.Id, StringComparer.Ordinal)
                        .Select(a => Member(a, settings)),
                ];
            }, cancellation), target).ConfigureAwait(false);
        }
        catch (ToolException e) when (e.AwsErrorCode is "ParentNotFoundException")
        {
            throw e.InWords($"The organization '{name}' does not have all of the units {string.Join(", ", organization.Units ?? [])}.",
                $"Correct aws.accounts.{name}.organization.units in plugins.json.");
        }
        catch (ToolException e) when (e is { Code: ToolErrorCode.AccessDenied, AwsErrorCode: not null })
        {
            throw e.InWords($"The members of the organization '{name}' could not be listed: {e.Message}",
                "Only the management account and delegated administrators may list them: name such a profile in aws.accounts, with "
                    + "organizations:ListAccounts.");
        }
    }

    // AWS has retired Status; endpoints that are older than State have only that.
    internal static bool IsActive(Amazon.Organizations.Model.Account member) =>
        (member.State?.Value ?? member.Status?.Value) == AccountState.ACTIVE.Value;

    private Account Member(Amazon.Organizations.Model.Account member, AccountSettings settings) => new(
        member.Name, member.Id, settings.Profile ?? aws.Profile,
        new($"arn:{member.Arn.Split(':')[1]}:iam::{member.Id}:role/{settings.Organization!.RoleName.TrimStart('/')}")
        {
            SessionName = settings.SessionName,
            ExternalId = settings.ExternalId,
            Tags = settings.SessionTags,
        });

    private static Task<List<Amazon.Organizations.Model.Account>> AllAsync(AmazonOrganizationsClient client, CancellationToken ct) =>
        Paging.AllAsync<Amazon.Organizations.Model.Account>(async token =>
    {
        var page = await client.ListAccountsAsync(new() { NextToken = token }, ct).ConfigureAwait(false);
        return (page.Accounts, page.NextToken);
    });

    // A unit's accounts, and those of the units within it.
    private static async Task<List<Amazon.Organizations.Model.Account>> InAsync(AmazonOrganizationsClient client,
        IReadOnlyList<string> units, CancellationToken ct)
    {
        List<Amazon.Organizations.Model.Account> found = [];
        var open = new Queue<string>(units);
        HashSet<string> seen = [.. units];
        while (open.TryDequeue(out var unit))
        {
            found.AddRange(await Paging.AllAsync<Amazon.Organizations.Model.Account>(async token =>
            {
                var page = await client.ListAccountsForParentAsync(new() { ParentId = unit, NextToken = token }, ct).ConfigureAwait(false);
                return (page.Accounts, page.NextToken);
            }).ConfigureAwait(false));
            foreach (var inner in await Paging.AllAsync<OrganizationalUnit>(async token =>
            {
                var page = await client.ListOrganizationalUnitsForParentAsync(new() { ParentId = unit, NextToken = token }, ct)
                    .ConfigureAwait(false);
                return (page.OrganizationalUnits, page.NextToken);
            }).ConfigureAwait(false))
                if (seen.Add(inner.Id)) open.Enqueue(inner.Id);
        }

        return [.. found.DistinctBy(a => a.Id)];
    }

    private static async Task<bool> HasAsync(AmazonOrganizationsClient client, string account, IReadOnlyDictionary<string, string> tags,
        CancellationToken ct)
    {
        var its = await Paging.AllAsync<Tag>(async token =>
        {
            var page = await client.ListTagsForResourceAsync(new() { ResourceId = account, NextToken = token }, ct).ConfigureAwait(false);
            return (page.Tags, page.NextToken);
        }).ConfigureAwait(false);
        return tags.All(t => its.Any(i => i.Key == t.Key && (t.Value.Length == 0 || i.Value == t.Value)));
    }
}
