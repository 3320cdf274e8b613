using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.Route53;
using Amazon.Route53.Model;
using Infra.Aws;

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
        [Description("Hosted zone id."), RegularExpression(Ids.Zone)]
        public required string HostedZoneId { get; init; }

        [Description("Full name; * and ? are wildcards.")]
        public string? Name { get; init; }

        [Description("Type.")]
        public string? Type { get; init; }
    }

    public sealed record Row(
        string Name, string Type, long? Ttl, IReadOnlyList<string>? Values, string? AliasTarget, string? AliasHostedZoneId,
        bool? EvaluateTargetHealth,
        string? Routing, string? HealthCheckId);

    public static Task<Page<Row>> RunAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var exact = input.Name is { Length: > 0 } name && NameFilter.IsPlain(name) ? DomainName.Normal(name) : null;
        var pattern = exact is null ? input.Name?.TrimEnd('.') : null;
        var size = pattern is null && input.Type is null ? Math.Min(300, input.Limit) : 300;
        return Paging.FindAsync<Row>(input, async token =>
        {
            // Names cannot hold a bar, which Route 53 gives as \174.
            var from = token?.Split('|', 3);
            var answer = await route53.ListResourceRecordSetsAsync(new()
            {
                HostedZoneId = Ids.Short(input.HostedZoneId),
                MaxItems = size.ToString(CultureInfo.InvariantCulture),
                StartRecordName = from?[0] ?? exact,
                StartRecordType = from?[1],
                StartRecordIdentifier = from?[2] is { Length: > 0 } identifier ? identifier : null,
            }, ct);

            // The API begins at a name; it ends here.
            var all = answer.ResourceRecordSets ?? [];
            var here = all.TakeWhile(r => exact is null || DomainName.Normal(r.Name) == exact).ToList();
            var rows = here.Where(r => input.Type is null || string.Equals(r.Type?.Value, input.Type, StringComparison.OrdinalIgnoreCase))
                .Where(r => NameFilter.Matches(DomainName.Shown(r.Name).TrimEnd('.'), pattern))
                .Select(ToRow);
            var isMore = answer.IsTruncated == true && here.Count == all.Count;
            return ([.. rows], isMore ? $"{answer.NextRecordName}|{answer.NextRecordType?.Value}|{answer.NextRecordIdentifier}" : null);
        }, mostPages: pattern is null && input.Type is null ? 1 : 10);
    }

    private static Row ToRow(ResourceRecordSet r) => new(
        DomainName.Shown(r.Name), r.Type?.Value ?? "", r.TTL,
        r.AliasTarget is null ? [.. (r.ResourceRecords ?? []).Select(v => v.Value)] : null,
        r.AliasTarget?.DNSName, r.AliasTarget?.HostedZoneId, r.AliasTarget is { } alias ? alias.EvaluateTargetHealth is true : null,
        Records.Routing(r), r.HealthCheckId);
}
