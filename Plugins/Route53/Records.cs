using Amazon.Route53;
using Amazon.Route53.Model;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>Records: found, compared and told in a few words.</summary>
internal static class Records
{
    /// <summary>All records of this name and type: more than one when a routing policy tells them apart.</summary>
    public static async Task<IReadOnlyList<ResourceRecordSet>> FindAsync(IAmazonRoute53 route53, string zoneId, string name, string? type,
        CancellationToken ct)
    {
        List<ResourceRecordSet> found = [];
        var wanted = DomainName.Normal(name);
        var request = new ListResourceRecordSetsRequest { HostedZoneId = Ids.Short(zoneId), StartRecordName = wanted, MaxItems = "300" };
        while (true)
        {
            var page = await route53.ListResourceRecordSetsAsync(request, ct);
            var here = (page.ResourceRecordSets ?? []).TakeWhile(r => DomainName.Normal(r.Name) == wanted).ToList();
            found.AddRange(here.Where(r => type is null || r.Type?.Value == type));
            if (page.IsTruncated != true || here.Count < page.ResourceRecordSets!.Count) return found;
            (request.StartRecordName, request.StartRecordType, request.StartRecordIdentifier) = (page.NextRecordName, page.NextRecordType,
                page.NextRecordIdentifier);
        }
    }

    /// <summary>All records of a zone, in Route 53's order.</summary>
    public static async Task<List<ResourceRecordSet>> AllAsync(IAmazonRoute53 route53, string zoneId, CancellationToken ct)
    {
        List<ResourceRecordSet> all = [];
        var request = new ListResourceRecordSetsRequest { HostedZoneId = Ids.Short(zoneId), MaxItems = "300" };
        while (true)
        {
            var page = await route53.ListResourceRecordSetsAsync(request, ct);
            all.AddRange(page.ResourceRecordSets ?? []);
            if (page.IsTruncated != true) return all;
            (request.StartRecordName, request.StartRecordType, request.StartRecordIdentifier) = (page.NextRecordName, page.NextRecordType,
                page.NextRecordIdentifier);
        }
    }

    /// <summary><c>www.example.com. A</c>, with the identifier where a routing policy needs one.</summary>
    public static string Title(ResourceRecordSet record) =>
        $"{DomainName.Shown(record.Name)} {record.Type?.Value}{(record.SetIdentifier is { } id ? $" ({id})" : "")}";

    /// <summary><c>www.example.com. A 300 s 10.0.0.1</c></summary>
    public static string Describe(ResourceRecordSet record) => $"{DomainName.Shown(record.Name)} {record.Type?.Value} {Value(record)}";

    /// <summary><c>300 s 10.0.0.1</c>, or <c>alias of lb.example.com. (Z1), evaluates target health</c></summary>
    public static string Value(ResourceRecordSet record) =>
        (record.AliasTarget is { } alias
            ? $"alias of {alias.DNSName} ({alias.HostedZoneId}){(alias.EvaluateTargetHealth is true ? ", evaluates target health" : "")}"
            : record.TrafficPolicyInstanceId is { } policy ? $"traffic policy instance {policy}"
            : $"{record.TTL} s {PlanBuilder.Text((record.ResourceRecords ?? []).Select(r => r.Value))}")
        + (Routing(record) is { } routing ? $" [{routing}]" : "")
        + (record.HealthCheckId is { } check ? $" health check {check}" : "");

    /// <summary>How Route 53 chooses among records of the same name and type; null for a simple record.</summary>
    public static string? Routing(ResourceRecordSet record) => Policy(record) switch
    {
        "simple" => null,
        "weight" => $"{record.SetIdentifier}: weight {record.Weight}",
        "failover" => $"{record.SetIdentifier}: failover {record.Failover.Value}",
        "latency" => $"{record.SetIdentifier}: latency {record.Region.Value}",
        "location" => $"{record.SetIdentifier}: location {Place(record.GeoLocation)}",
        "proximity" => $"{record.SetIdentifier}: proximity {Place(record.GeoProximityLocation)}",
        "CIDR block" => $"{record.SetIdentifier}: CIDR block {Place(record.CidrRoutingConfig)}",
        var other => $"{record.SetIdentifier}: {other}",
    };

    /// <summary>The routing policy: all records of a name and type must have the same.</summary>
    public static string Policy(ResourceRecordSet record) => record switch
    {
        { SetIdentifier: null } => "simple",
        { Weight: not null } => "weight",
        { Failover: not null } => "failover",
        { Region: not null } => "latency",
        { GeoLocation: not null } => "location",
        { GeoProximityLocation: not null } => "proximity",
        { CidrRoutingConfig: not null } => "CIDR block",
        { MultiValueAnswer: true } => "multivalue",
        _ => "unknown policy",
    };

    private static string Place(GeoLocation geo) =>
        string.Join('-', new[] { geo.ContinentCode, geo.CountryCode, geo.SubdivisionCode }.Where(c => c is not null));

    private static string Place(CidrRoutingConfig cidr) => $"{cidr.CollectionId}/{cidr.LocationName}";

    private static string Place(GeoProximityLocation geo) => string.Join(' ', new[]
    {
        geo.AWSRegion, geo.LocalZoneGroup, geo.Coordinates is { } c ? $"{c.Latitude}, {c.Longitude}" : null,
            geo.Bias is { } bias ? $"bias {PlanBuilder.Text(bias)}" : null,
    }.Where(p => p is not null));
}
