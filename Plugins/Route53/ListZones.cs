using System.ComponentModel;
using Amazon.Route53;
using Amazon.Route53.Model;

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
        [Description("Domain; its zone and zones below it.")]
        public string? Name { get; init; }
    }

    public sealed record Row(string Id, string Name, bool Private, long? Records, string? Comment);

    public static async Task<Page<Row>> RunAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var size = Math.Min(100, input.Limit).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (input.Name is null)
        {
            var all = await route53.ListHostedZonesAsync(new() { MaxItems = size, Marker = input.Cursor }, ct);
            return new([.. (all.HostedZones ?? []).Select(ToRow)], all.IsTruncated == true ? all.NextMarker : null);
        }

        // Zones come in the order of their labels from the right, so those below a domain follow it.
        var (name, from) = (Records.Normal(input.Name), input.Cursor?.Split('|', 2));
        var page = await route53.ListHostedZonesByNameAsync(new() { MaxItems = size, DNSName = from?[0] ?? name, HostedZoneId = from?[1] }, ct);
        var found = (page.HostedZones ?? []).TakeWhile(z => Records.Normal(z.Name) is var n && (n == name || n.EndsWith("." + name, StringComparison.Ordinal))).ToList();
        return new([.. found.Select(ToRow)], page.IsTruncated == true && found.Count == page.HostedZones!.Count ? $"{page.NextDNSName}|{Ids.Short(page.NextHostedZoneId)}" : null);
    }

    private static Row ToRow(HostedZone z) => new(Ids.Short(z.Id), z.Name, z.Config?.PrivateZone == true, z.ResourceRecordSetCount, string.IsNullOrEmpty(z.Config?.Comment) ? null : z.Config.Comment);
}
