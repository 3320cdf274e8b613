using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;
using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

/// <summary>route53_delete_record: shows the record, and on confirmation deletes it (ChangeResourceRecordSets).</summary>
public static class DeleteRecord
{
    public static readonly Route53Tool Tool = Route53Tool.Destructive<Input, Result>(
        "delete_record", "Deletes a record. To change one, use route53_upsert_record.", PlanAsync, RunAsync,
        iam: ["route53:GetHostedZone", "route53:ListTagsForResource", "route53:ListResourceRecordSets", "route53:ChangeResourceRecordSets"],
        examples: ["Remove old.example.com."]);

    public sealed record Input
    {
        [Description("Zone id."), RegularExpression(Ids.Zone)]
        public required string ZoneId { get; init; }

        [Description("Full name.")]
        public required string Name { get; init; }

        [Description("Record type, as A.")]
        public required string Type { get; init; }

        [Description("Which of several of this name and type.")]
        public string? SetIdentifier { get; init; }
    }

    public sealed record Result(string ChangeId, string Status, string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var (zone, tags) = await Zones.GetAsync(route53, input.ZoneId, ct);
        var (record, others) = await FindAsync(route53, input, ct);
        if (Records.Normal(record.Name) == Records.Normal(zone.HostedZone.Name) && record.Type?.Value is "NS" or "SOA")
            throw new ToolException(ToolErrorCode.Conflict, $"A zone cannot be without its own {record.Type.Value} record.", "To delete the zone with it, use route53_delete_zone.");
        return new($"Delete {Records.Describe(record)}",
        [
            $"{Records.Describe(record)} is deleted",
            .. others.Select(r => $"stays: {Records.Describe(r)}"),
            .. others.Count > 0 ? Array.Empty<string>() : [$"{Records.Normal(record.Name)} {record.Type?.Value} is no longer answered{(record.TTL is { } ttl ? $"; resolvers may remember it for {ttl} s" : "")}"],
        ])
        {
            Resources = [new(Ids.Short(zone.HostedZone.Id), $"{Records.Normal(zone.HostedZone.Name)} with {Records.Describe(record)}") { Tags = tags }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        // Route 53 deletes only what is named in full.
        var (record, _) = await FindAsync(route53, input, ct);
        var answer = await route53.ChangeResourceRecordSetsAsync(new()
        {
            HostedZoneId = Ids.Short(input.ZoneId),
            ChangeBatch = new() { Changes = [new() { Action = ChangeAction.DELETE, ResourceRecordSet = record }] },
        }, ct);
        return new(Ids.Short(answer.ChangeInfo.Id), answer.ChangeInfo.Status?.Value ?? "", Records.Describe(record));
    }

    private static async Task<(ResourceRecordSet Record, IReadOnlyList<ResourceRecordSet> Others)> FindAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var type = input.Type.ToUpperInvariant();
        var found = await Records.FindAsync(route53, input.ZoneId, input.Name, type, ct);
        var wanted = found.Where(r => input.SetIdentifier is null || r.SetIdentifier == input.SetIdentifier).ToList();
        return wanted switch
        {
            [var record] => (record, [.. found.Where(r => r != record)]),
            [] => throw new ToolException(ToolErrorCode.NotFound, $"There is no {type} record {Records.Normal(input.Name)}", "route53_list_records shows those that exist."),
            _ => throw new ToolException(ToolErrorCode.InvalidInput, $"There are {wanted.Count} {type} records {Records.Normal(input.Name)}", $"Give setIdentifier: {string.Join(", ", wanted.Select(r => r.SetIdentifier))}."),
        };
    }
}
