using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;
using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

/// <summary>route53_delete_zone: shows what stands in the way, and on confirmation deletes it (DeleteHostedZone).</summary>
public static class DeleteZone
{
    private const int MostRecordsShown = 50;

    public static readonly Route53Tool Tool = Route53Tool.Destructive<Input, Result>(
        "delete_zone", "Deletes a hosted zone that holds only its own NS and SOA records. Delete the others with route53_delete_record.", PlanAsync, RunAsync,
        iam: ["route53:GetHostedZone", "route53:ListTagsForResource", "route53:ListResourceRecordSets", "route53:DeleteHostedZone"],
        examples: ["Delete the zone old.example."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Zone id."), RegularExpression(Ids.Zone)]
        public required string ZoneId { get; init; }
    }

    public sealed record Result(string Deleted, string? ChangeId);

    public static async Task<ToolPlan> PlanAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var (zone, tags) = await Zones.GetAsync(route53, input.ZoneId, ct);
        var records = await route53.ListResourceRecordSetsAsync(new() { HostedZoneId = Ids.Short(input.ZoneId), MaxItems = "300" }, ct);
        var (name, vpcs) = (Records.Normal(zone.HostedZone.Name), string.Join(", ", (zone.VPCs ?? []).Select(v => v.VPCId)));
        var others = (records.ResourceRecordSets ?? []).Where(r => !IsOwn(r, name)).ToList();
        var count = records.IsTruncated == true ? (zone.HostedZone.ResourceRecordSetCount ?? others.Count + 2) - 2 : others.Count;
        return new($"Delete the {(zone.HostedZone.Config?.PrivateZone == true ? "private" : "public")} hosted zone {name}",
        [
            .. count > 0 ? [$"AWS will refuse: {count} record(s) stand in the way"] : Array.Empty<string>(),
            .. others.Take(MostRecordsShown).Select(r => $"stands in the way: {Records.Describe(r)}"),
            .. count > MostRecordsShown ? [$"and {count - Math.Min(MostRecordsShown, others.Count)} more"] : Array.Empty<string>(),
            $"{name} is no longer answered by {(vpcs.Length > 0 ? $"the resolvers of {vpcs}" : string.Join(", ", zone.DelegationSet?.NameServers ?? []))}; a new zone of this name gets other name servers",
        ])
        {
            Resources = [new(Ids.Short(zone.HostedZone.Id), $"{name} with {zone.HostedZone.ResourceRecordSetCount} records{(vpcs.Length > 0 ? $", for {vpcs}" : "")}") { Tags = tags }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var answer = await route53.DeleteHostedZoneAsync(new() { Id = Ids.Short(input.ZoneId) }, ct);
        return new(Ids.Short(input.ZoneId), answer.ChangeInfo is { } change ? Ids.Short(change.Id) : null);
    }

    private static bool IsOwn(ResourceRecordSet record, string zone) => Records.Normal(record.Name) == zone && record.Type?.Value is "NS" or "SOA";
}
