using Amazon.Route53;
using Amazon.Route53.Model;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>What tools that change a zone share.</summary>
internal static class Zones
{
    /// <summary>The zone and its tags.</summary>
    /// <exception cref="NoSuchHostedZoneException">There is none.</exception>
    public static async Task<(GetHostedZoneResponse Zone, IReadOnlyDictionary<string, string> Tags)> GetAsync(IAmazonRoute53 route53, string id, CancellationToken ct)
    {
        var (zone, tags) = (route53.GetHostedZoneAsync(new() { Id = Ids.Short(id) }, ct), TagsAsync(route53, TagResourceType.Hostedzone, id, ct));
        await Task.WhenAll(zone, tags);
        return (await zone, await tags);
    }

    public static async Task<IReadOnlyDictionary<string, string>> TagsAsync(IAmazonRoute53 route53, TagResourceType type, string id, CancellationToken ct)
    {
        var answer = await route53.ListTagsForResourceAsync(new() { ResourceType = type, ResourceId = Ids.Short(id) }, ct);
        return (answer.ResourceTagSet?.Tags ?? []).OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value ?? "");
    }

    /// <summary>Route 53 tags nothing at creation.</summary>
    public static Task TagAsync(IAmazonRoute53 route53, TagResourceType type, string id, IReadOnlyDictionary<string, string> tags, CancellationToken ct) => tags.Count == 0
        ? Task.CompletedTask
        : route53.ChangeTagsForResourceAsync(new() { ResourceType = type, ResourceId = Ids.Short(id), AddTags = [.. tags.Select(t => new Tag { Key = t.Key, Value = t.Value })] }, ct);

    /// <summary>The change; after waiting, as it is then.</summary>
    public static async Task<ChangeInfo> SyncAsync(IAmazonRoute53 route53, ChangeInfo change, bool wait, ToolContext context, CancellationToken ct) => !wait ? change
        : await Waiting.UntilAsync(async t => (await route53.GetChangeAsync(new() { Id = Ids.Short(change.Id) }, t)).ChangeInfo, c => c.Status == ChangeStatus.INSYNC,
            c => $"change {Ids.Short(c.Id)} is {c.Status?.Value}", context, TimeSpan.FromMinutes(3), cancellation: ct);
}
