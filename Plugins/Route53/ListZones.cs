using System.ComponentModel;
using Amazon.Route53;
using Amazon.Route53.Model;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>route53_list_zones (ListHostedZones, ListHostedZonesByName).</summary>
public static class ListZones
{
    public static readonly Route53Tool Tool = Route53Tool.Read<Input, Page<Row>>(
        "list_zones", "Lists hosted zones. For name servers and VPCs of one, use route53_get_zone.", RunAsync,
        iam: ["route53:ListHostedZones", "route53:ListHostedZonesByName"],
        examples: ["Which domains are in Route 53?", "What is the id of the zone example.com?"]);

    public sealed record Input : PageInput
    {
        [Description("Domain; *.example.com for zones below it.")]
        public string? Name { get; init; }
    }

    public sealed record Row(string Id, string Name, bool Private, long? Records, string? Comment);

    public static async Task<Page<Row>> RunAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        // The few zones of one name are found at once.
        if (input.Name is { Length: > 0 } name && NameFilter.IsPlain(name))
            return new([.. (await Zones.NamedAsync(route53, DomainName.Normal(name), ct)).Select(ToRow)]);
        var (size, pattern) = (Math.Min(100, input.Limit).ToString(System.Globalization.CultureInfo.InvariantCulture),
            input.Name?.TrimEnd('.'));
        return await Paging.FindAsync<Row>(input, async marker =>
        {
            var all = await route53.ListHostedZonesAsync(new() { MaxItems = pattern is null ? size : "100", Marker = marker }, ct);
            var rows = (all.HostedZones ?? []).Select(ToRow).Where(z => NameFilter.Matches(z.Name.TrimEnd('.'), pattern));
            return ([.. rows], all.IsTruncated == true ? all.NextMarker : null);
        }, mostPages: pattern is null ? 1 : 10);
    }

    private static Row ToRow(HostedZone z) => new(
        Ids.Short(z.Id), DomainName.Shown(z.Name), z.Config?.PrivateZone == true, z.ResourceRecordSetCount,
        z.Config?.Comment is { Length: > 0 } comment ? comment : null);
}
