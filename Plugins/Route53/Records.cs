using System.Runtime.CompilerServices;
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
        await foreach (var page in PagesAsync(route53, zoneId, ct)) all.AddRange(page);
        return all;
    }

    /// <summary>The same, page by page.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<ResourceRecordSet>> PagesAsync(
        IAmazonRoute53 route53, string zoneId, [EnumeratorCancellation] CancellationToken ct)
    {
        var request = new ListResourceRecordSetsRequest { HostedZoneId = Ids.Short(zoneId), MaxItems = "300" };
        while (true)
        {
            var page = await route53.ListResourceRecordSetsAsync(request, ct);
            yield return page.ResourceRecordSets ?? [];
            if (page.IsTruncated != true) yield break;
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
    public static string? Routing(ResourceRecordSet record) => record.SetIdentifier is null ? null
        : $"{record.SetIdentifier}: {RoutingText.Of(record) ?? Policy(record)}";

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

    /// <summary>Why Route 53 will not have a record beside others of its name.</summary>
    /// <param name="record">What is to be there.</param>
    /// <param name="others">All other records of the name.</param>
    /// <param name="apex">The zone's own name.</param>
    public static IEnumerable<string> Obstacles(ResourceRecordSet record, IReadOnlyList<ResourceRecordSet> others, string apex)
    {
        if (record.Type.Value == "CNAME" && record.Name == apex) yield return "A zone's own name cannot have a CNAME: use an alias.";
        if (record.MultiValueAnswer is true && record.AliasTarget is not null) yield return "A multivalue record cannot be an alias.";
        if (record is { Failover.Value: "PRIMARY", AliasTarget: null, HealthCheckId: null })
            yield return "A primary failover record that is no alias needs healthCheckId: make one with route53_create_health_check.";
        foreach (var other in others.Where(o => (o.Type?.Value == "CNAME") != (record.Type.Value == "CNAME")))
            yield return $"A CNAME stands alone, and there is {Describe(other)}: delete that first with route53_delete_record.";
        foreach (var other in others.Where(o => o.Type?.Value == record.Type.Value))
        {
            if (Policy(other) != Policy(record))
            {
                yield return "All records of one name and type have one routing policy, "
                    + $"and {Describe(other)} is {Policy(other)}: "
                    + (Policy(other) == "simple" && Policy(record) == "weight" ? "presentWeight makes it weighted in the same step."
                        : "delete it in the same step with route53_change_records, or use its policy.");
            }
            else if (record.Weight is not null && record.TTL is not null && other.TTL is not null && record.TTL != other.TTL)
            {
                yield return "Weighted records of one name and type have one TTL, "
                    + $"and {Describe(other)} has {other.TTL} s: pass ttl {other.TTL}.";
            }
            else if (RoutingText.Of(record) is { } same && Policy(record) is not ("weight" or "multivalue")
                && same == RoutingText.Of(other))
            {
                yield return $"{Describe(other)} has the same place in the policy: two records cannot both be {same}.";
            }
        }
    }
}
