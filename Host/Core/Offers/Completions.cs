using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Calls;
using Infra.Core.Catalog;
using Infra.Core.Targets;

namespace Infra.Core.Offers;

/// <summary>
/// The values of the variables of resources and of the arguments of prompts, for a client that completes what a person types. They come
/// from the configuration and the schemas; for ids and names the account is asked, as the command line's completion asks it: in bounded
/// time, and once a minute for each list.
/// </summary>
/// <param name="calls">Makes the calls.</param>
/// <param name="time">The clock.</param>
internal sealed class Completions(ToolCaller calls, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    // Lists that are kept; more than that means that somebody tries names of accounts and regions.
    private const int MostKept = 256;

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, Task<IReadOnlyList<string>?> Values)> kept = new();

    /// <summary>What makes the calls.</summary>
    public ToolCaller Calls => calls;

    /// <summary>All values, whether or not they begin with what was typed.</summary>
    /// <param name="catalog">The catalog as the caller sees it.</param>
    /// <param name="tool">The tool whose argument it is; null for an argument of a prompt.</param>
    /// <param name="argument">Its name.</param>
    /// <param name="chosen">What was filled in already: the account, profile and region decide whose ids are told.</param>
    /// <param name="caller">Who asks.</param>
    public async Task<IReadOnlyList<string>> FindAsync(PluginCatalog catalog, CatalogTool? tool, string argument,
        IReadOnlyDictionary<string, string> chosen, Caller caller)
    {
        var aws = catalog.Settings.Aws;
        switch (argument)
        {
            case HostArguments.AccountName:
                return [ToolResource.Default, .. aws.HasAccounts ? aws.Accounts!.Where(a => a.Value.Organization is null).Select(a => a.Key)
                    : aws.Profiles ?? []];
            case HostArguments.ProfileName: return [.. new[] { aws.Profile }.OfType<string>().Concat(aws.Profiles ?? []).Distinct()];
            case HostArguments.RegionName:
                var pinned = catalog.Settings.Pins.Regions;
                return [.. tool is null ? Array.Empty<string>() : [ToolResource.Default],
                    .. pinned is { Count: > 0 } ? pinned : Partitions.Known.Select(r => r.SystemName)];
        }

        if (tool is not null && tool.InputSchema.GetProperty("properties").TryGetProperty(argument, out var schema)
            && schema.TryGetProperty("enum", out var values)) return [.. values.EnumerateArray().Select(v => v.ToString())];
        var phrases = Phrase.Of(catalog);
        var phrase = tool is null ? null : phrases.FirstOrDefault(p => p.Tool.Name == tool.Name);
        if (Choices.Find(phrases, phrase, argument) is not { } list) return [];

        var where = new JsonObject();
        foreach (var name in new[] { HostArguments.RegionName, HostArguments.AccountName, HostArguments.ProfileName })
        {
            if (chosen.GetValueOrDefault(name) is not ({ Length: > 0 } value and not ToolResource.Default)) continue;
            if (!TargetNames.IsOne(value)) return [];
            if (name is not HostArguments.AccountName || aws.HasAccounts) where[name] = value;
            // Without configured accounts it is a profile, or the number of the only account.
            else if (aws.Profiles?.Contains(value) is true) where[HostArguments.ProfileName] = value;
        }

        return await KeptAsync(HostJson.Text(new JsonArray(caller.Grant?.Name, caller.Grant?.Shape, list.List.Name, where.DeepClone(),
            new JsonArray([.. list.Columns.Select(c => JsonValue.Create(c))]))), async () =>
        {
            using var deadline = new CancellationTokenSource(Longest, time);
            try
            {
                var rows = await new Choices(calls, phrases).ReadAsync(list, where, caller, deadline.Token).ConfigureAwait(false);
                return rows is null ? null : [.. rows.Select(r => r.Value).Distinct()];
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }).ConfigureAwait(false);
    }

    // Of many that type at once, one asks. A failure is not kept.
    private async Task<IReadOnlyList<string>> KeptAsync(string key, Func<Task<IReadOnlyList<string>?>> ask)
    {
        var now = time.GetUtcNow();
        if (kept.TryGetValue(key, out var known) && now - known.At < Fresh)
            return await known.Values.ConfigureAwait(false) ?? [];
        if (kept.Count >= MostKept) kept.Clear();
        var asked = ask();
        kept[key] = (now, asked);
        if (await asked.ConfigureAwait(false) is { } values) return values;
        kept.TryRemove(key, out _);
        return [];
    }
}
