using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;
using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

/// <summary>route53_delete_health_check: shows which records use it, and on confirmation deletes it (DeleteHealthCheck).</summary>
public static class DeleteHealthCheck
{
    // Route 53 answers five requests a second, so the search for records that use it is bounded.
    private const int MostZones = 20;

    public static readonly Route53Tool Tool = Route53Tool.Destructive<Input, Result>(
        "delete_health_check", "Deletes a health check. Records that use it must first lose it: route53_upsert_record.", PlanAsync, RunAsync,
        iam: ["route53:GetHealthCheck", "route53:ListTagsForResource", "route53:ListHostedZones", "route53:ListResourceRecordSets", "route53:DeleteHealthCheck"],
        examples: ["Delete the health check that nothing uses."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Health check id."), RegularExpression(Ids.HealthCheck)]
        public required string HealthCheckId { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var check = (await route53.GetHealthCheckAsync(new() { HealthCheckId = input.HealthCheckId }, ct)).HealthCheck;
        var tags = await Zones.TagsAsync(route53, TagResourceType.Healthcheck, check.Id, ct);
        var (uses, all) = await UsesAsync(route53, check.Id, ct);
        var state = $"{check.HealthCheckConfig.Type?.Value} {ListHealthChecks.Endpoint(check.HealthCheckConfig)} every {check.HealthCheckConfig.RequestInterval} s, unhealthy after {check.HealthCheckConfig.FailureThreshold} failures";
        return new($"Delete the health check {check.Id}.",
        [
            $"{state}: is deleted",
            .. uses.Select(u => $"uses it, and is then answered whether healthy or not: {u}"),
            all ? uses.Count == 0 ? "no record uses it" : $"{uses.Count} record(s) use it" : $"only the first 300 records of the first {MostZones} zones were searched for uses",
        ])
        {
            Resources = [new(check.Id, state) { Tags = tags }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        await route53.DeleteHealthCheckAsync(new() { HealthCheckId = input.HealthCheckId }, ct);
        return new(input.HealthCheckId);
    }

    private static async Task<(IReadOnlyList<string> Uses, bool All)> UsesAsync(IAmazonRoute53 route53, string id, CancellationToken ct)
    {
        List<string> uses = [];
        var zones = await route53.ListHostedZonesAsync(new ListHostedZonesRequest { MaxItems = $"{MostZones}" }, ct);
        var all = zones.IsTruncated != true;
        foreach (var zone in zones.HostedZones ?? [])
        {
            var records = await route53.ListResourceRecordSetsAsync(new() { HostedZoneId = Ids.Short(zone.Id), MaxItems = "300" }, ct);
            uses.AddRange((records.ResourceRecordSets ?? []).Where(r => r.HealthCheckId == id).Select(Records.Describe));
            all &= records.IsTruncated != true;
        }

        return (uses, all);
    }
}
