using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;
using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

/// <summary>route53_list_records (ListResourceRecordSets).</summary>
public static class ListRecords
{
    public static readonly Route53Tool Tool = Route53Tool.Read<Input, Page<Row>>(
        "list_records", "Lists the records of a hosted zone. For what a resolver would get, use route53_test_dns_answer.", RunAsync,
        iam: ["route53:ListResourceRecordSets"],
        examples: ["Where does www.example.com point?"]);

    public sealed record Input : PageInput
    {
        [Description("Zone id."), RegularExpression(Ids.Zone)]
        public required string ZoneId { get; init; }

        [Description("Full name of the records.")]
        public string? Name { get; init; }

        [Description("Record type, as A.")]
        public string? Type { get; init; }
    }

    public sealed record Row(string Name, string Type, long? Ttl, IReadOnlyList<string>? Values, string? AliasOf, string? Routing, string? HealthCheckId);

    public static async Task<Page<Row>> RunAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        // Names cannot hold a bar, which Route 53 gives as \174.
        var from = input.Cursor?.Split('|', 3);
        var answer = await route53.ListResourceRecordSetsAsync(new()
        {
            HostedZoneId = Ids.Short(input.ZoneId),
            MaxItems = Math.Min(300, input.Limit).ToString(System.Globalization.CultureInfo.InvariantCulture),
            StartRecordName = from?[0] ?? (input.Name is { } name ? Records.Normal(name) : null),
            StartRecordType = from?[1],
            StartRecordIdentifier = from?[2] is { Length: > 0 } identifier ? identifier : null,
        }, ct);

        // The API begins at a name; it ends here.
        var records = (answer.ResourceRecordSets ?? []).TakeWhile(r => input.Name is null || Records.Normal(r.Name) == Records.Normal(input.Name)).ToList();
        var more = answer.IsTruncated == true && records.Count == answer.ResourceRecordSets!.Count;
        return new([.. records.Where(r => input.Type is null || string.Equals(r.Type?.Value, input.Type, StringComparison.OrdinalIgnoreCase)).Select(ToRow)],
            more ? $"{answer.NextRecordName}|{answer.NextRecordType?.Value}|{answer.NextRecordIdentifier}" : null);
    }

    private static Row ToRow(ResourceRecordSet r) => new(
        Records.Normal(r.Name), r.Type?.Value ?? "", r.TTL, r.AliasTarget is null ? [.. (r.ResourceRecords ?? []).Select(v => v.Value)] : null, r.AliasTarget?.DNSName, Records.Routing(r), r.HealthCheckId);
}
