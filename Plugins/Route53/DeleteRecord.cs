using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;
using Amazon.Route53.Model;
using Infra.Aws;

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
        [Description("Hosted zone id."), RegularExpression(Ids.Zone)]
        public required string HostedZoneId { get; init; }

        [Description("Like www.example.com.")]
        public required string Name { get; init; }

        [Description("Record type, for example A.")]
        public required string Type { get; init; }

        [Description("Which of several of this name and type.")]
        public string? SetIdentifier { get; init; }
    }

    public sealed record Result(string ChangeId, string Status, string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var (zone, tags) = await Zones.GetAsync(route53, input.HostedZoneId, ct);
        var (record, others) = await FindAsync(route53, input, ct);
        var plan = new PlanBuilder($"Delete {Records.Describe(record)}")
            .Touch(Zones.ToResource(zone, tags, Records.Describe(record)))
            .Delete(Records.Describe(record), record.TTL is { } ttl ? $"resolvers may remember it for {ttl} s" : null);
        foreach (var other in others) plan.Keep(Records.Describe(other));
        if (others.Count == 0) plan.Warn($"{Records.Title(record)} is then answered by no record.");
        if (DomainName.Normal(record.Name) == DomainName.Normal(zone.HostedZone.Name) && record.Type?.Value is "NS" or "SOA")
            plan.Obstacle($"A zone cannot be without its own {record.Type.Value} record; route53_delete_zone deletes the zone with it.");
        if (record.TrafficPolicyInstanceId is not null)
            plan.Obstacle("A traffic policy made the record, and only deleting the policy instance deletes it.");
        return UpsertRecord.Recreate(plan, input.HostedZoneId, record).Build();
    }

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        // Route 53 deletes only what is named in full.
        var (record, _) = await FindAsync(route53, input, ct);
        var answer = await route53.ChangeResourceRecordSetsAsync(new()
        {
            HostedZoneId = Ids.Short(input.HostedZoneId),
            ChangeBatch = new() { Changes = [new() { Action = ChangeAction.DELETE, ResourceRecordSet = record }] },
        }, ct);
        context.Done($"deleted {Records.Title(record)}");
        return new(Ids.Short(answer.ChangeInfo.Id), answer.ChangeInfo.Status?.Value ?? "", Records.Describe(record));
    }

    private static async Task<(ResourceRecordSet Record, IReadOnlyList<ResourceRecordSet> Others)> FindAsync(IAmazonRoute53 route53,
        Input input, CancellationToken ct)
    {
        var (type, name) = (input.Type.ToUpperInvariant(), DomainName.Shown(input.Name));
        var found = await Records.FindAsync(route53, input.HostedZoneId, input.Name, type, ct);
        var wanted = found.Where(r => input.SetIdentifier is null || r.SetIdentifier == input.SetIdentifier).ToList();
        return wanted switch
        {
            [var record] => (record, [.. found.Where(r => r != record)]),
            [] => throw new ToolException(ToolErrorCode.NotFound, $"There is no {type} record {name}",
                "route53_list_records shows those that exist."),
            _ => throw ToolException.InvalidInput($"There are {wanted.Count} {type} records {name}",
                $"Give setIdentifier: {string.Join(", ", wanted.Select(r => r.SetIdentifier))}."),
        };
    }
}
