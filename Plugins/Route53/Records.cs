using Amazon.Route53;
using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

/// <summary>Records: found, compared and told in a few words.</summary>
internal static class Records
{
    /// <summary>Lower case, with the dot at the end, and a plain asterisk, which Route 53 gives as \052.</summary>
    public static string Normal(string name) => name.Replace("\\052", "*", StringComparison.Ordinal).TrimEnd('.').ToLowerInvariant() + ".";

    /// <summary>All records of this name and type: more than one when a routing policy tells them apart.</summary>
    public static async Task<IReadOnlyList<ResourceRecordSet>> FindAsync(IAmazonRoute53 route53, string zoneId, string name, string? type, CancellationToken ct)
    {
        List<ResourceRecordSet> found = [];
        var request = new ListResourceRecordSetsRequest { HostedZoneId = Ids.Short(zoneId), StartRecordName = Normal(name), MaxItems = "300" };
        while (true)
        {
            var page = await route53.ListResourceRecordSetsAsync(request, ct);
            var here = (page.ResourceRecordSets ?? []).TakeWhile(r => Normal(r.Name) == Normal(name)).ToList();
            found.AddRange(here.Where(r => type is null || r.Type?.Value == type));
            if (page.IsTruncated != true || here.Count < page.ResourceRecordSets!.Count) return found;
            (request.StartRecordName, request.StartRecordType, request.StartRecordIdentifier) = (page.NextRecordName, page.NextRecordType, page.NextRecordIdentifier);
        }
    }

    /// <summary><c>www.example.com. A 300 s 10.0.0.1</c></summary>
    public static string Describe(ResourceRecordSet record) => $"{Normal(record.Name)} {record.Type?.Value} {Value(record)}";

    /// <summary><c>300 s 10.0.0.1</c>, or <c>alias of lb.example.com.</c></summary>
    public static string Value(ResourceRecordSet record) =>
        (record.AliasTarget is { } alias ? $"alias of {alias.DNSName} ({alias.HostedZoneId})" : $"{record.TTL} s {string.Join(", ", (record.ResourceRecords ?? []).Select(r => r.Value))}")
        + (Routing(record) is { } routing ? $" [{routing}]" : "")
        + (record.HealthCheckId is { } check ? $" health check {check}" : "");

    /// <summary>How Route 53 chooses among records of the same name and type; null for a simple record.</summary>
    public static string? Routing(ResourceRecordSet record) => record switch
    {
        { SetIdentifier: null } => null,
        { Weight: { } weight } => $"{record.SetIdentifier}: weight {weight}",
        { Failover: { } failover } => $"{record.SetIdentifier}: failover {failover.Value}",
        { Region: { } region } => $"{record.SetIdentifier}: latency {region.Value}",
        { GeoLocation: { } geo } => $"{record.SetIdentifier}: location {string.Join('-', new[] { geo.ContinentCode, geo.CountryCode, geo.SubdivisionCode }.Where(c => c is not null))}",
        { MultiValueAnswer: true } => $"{record.SetIdentifier}: multivalue",
        _ => record.SetIdentifier,
    };
}
