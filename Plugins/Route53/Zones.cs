using Amazon.Route53;
using Amazon.Route53.Model;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>What tools that change a zone share.</summary>
internal static class Zones
{
    /// <summary>The zone and its tags.</summary>
    /// <exception cref="NoSuchHostedZoneException">There is none.</exception>
    public static async Task<(GetHostedZoneResponse Zone, IReadOnlyDictionary<string, string> Tags)> GetAsync(IAmazonRoute53 route53,
        string id, CancellationToken ct)
    {
        var (zone, tags) = (route53.GetHostedZoneAsync(new() { Id = Ids.Short(id) }, ct),
            TagsAsync(route53, TagResourceType.Hostedzone, id, ct));
        await Task.WhenAll(zone, tags);
        return (await zone, await tags);
    }

    /// <summary>A zone's DNSSEC; null for a private zone, which has none.</summary>
    public static async Task<GetDNSSECResponse?> SigningAsync(IAmazonRoute53 route53, string id, CancellationToken ct)
    {
        try
        {
            return await route53.GetDNSSECAsync(new() { HostedZoneId = Ids.Short(id) }, ct);
        }
        catch (AmazonRoute53Exception e) when (e.ErrorCode is "InvalidArgument" or "InvalidInput")
        {
            return null;
        }
    }

    /// <summary>All zones of exactly this name: a public one and private ones may share it.</summary>
    /// <param name="route53">The client.</param>
    /// <param name="name">In its normal form.</param>
    /// <param name="ct">Ends the call.</param>
    public static async Task<List<HostedZone>> NamedAsync(IAmazonRoute53 route53, string name, CancellationToken ct)
    {
        List<HostedZone> found = [];
        var request = new ListHostedZonesByNameRequest { DNSName = name, MaxItems = "100" };
        while (true)
        {
            var page = await route53.ListHostedZonesByNameAsync(request, ct);
            // They come in the order of their labels, so those of one name follow each other.
            var here = (page.HostedZones ?? []).TakeWhile(z => DomainName.Normal(z.Name) == name).ToList();
            found.AddRange(here);
            if (page.IsTruncated != true || here.Count < page.HostedZones!.Count) return found;
            (request.DNSName, request.HostedZoneId) = (page.NextDNSName, page.NextHostedZoneId);
        }
    }

    public static async Task<IReadOnlyDictionary<string, string>> TagsAsync(IAmazonRoute53 route53, TagResourceType type, string id,
        CancellationToken ct)
    {
        var answer = await route53.ListTagsForResourceAsync(new() { ResourceType = type, ResourceId = Ids.Short(id) }, ct);
        return Tags.Map(answer.ResourceTagSet?.Tags, t => t.Key, t => t.Value);
    }

    /// <summary>Tags what was just made: Route 53 tags nothing at creation.</summary>
    public static async Task TagAsync(
        IAmazonRoute53 route53, TagResourceType type, string id, IReadOnlyDictionary<string, string> tags, ToolContext context,
        CancellationToken ct)
    {
        if (Tags.List(tags, (key, value) => new Tag { Key = key, Value = value }) is not { } list) return;
        // A request takes ten.
        foreach (var some in list.Chunk(10))
        {
            await Waiting.AfterCreationAsync(t =>
                route53.ChangeTagsForResourceAsync(new() { ResourceType = type, ResourceId = id, AddTags = [.. some] }, t), context, ct);
        }

        context.Done($"tagged {id}");
    }

    /// <summary>For a plan.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="tags">Its tags.</param>
    /// <param name="state">What of it the act touches, as it is now.</param>
    public static PlannedResource ToResource(GetHostedZoneResponse zone, IReadOnlyDictionary<string, string> tags, string state) => new(
        Ids.Short(zone.HostedZone.Id),
        $"{state}{(zone.VPCs is { Count: > 0 } vpcs ? $"; for {PlanBuilder.Text(vpcs.Select(v => v.VPCId))}" : "")}")
    {
        Name = DomainName.Shown(zone.HostedZone.Name),
        Tags = tags,
    };

    /// <summary>The change; after waiting, as it is then.</summary>
    public static async Task<ChangeInfo> SyncAsync(IAmazonRoute53 route53, ChangeInfo change, bool wait, ToolContext context,
        CancellationToken ct) => !wait ? change
        : await Waiting.UntilAsync(async t => (await route53.GetChangeAsync(new() { Id = Ids.Short(change.Id) }, t)).ChangeInfo,
            c => c.Status == ChangeStatus.INSYNC ? Wait.Done : Wait.NotYet($"change {Ids.Short(c.Id)} is {c.Status?.Value}"),
            context, TimeSpan.FromMinutes(3), cancellation: ct);
}
