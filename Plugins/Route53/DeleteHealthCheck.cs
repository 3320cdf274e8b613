using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;
using Amazon.Route53.Model;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>route53_delete_health_check: shows what uses it, and on confirmation deletes it (DeleteHealthCheck).</summary>
public static class DeleteHealthCheck
{
    // Route 53 answers five requests a second in an account, so the search for records that use the check is bounded.
    private const int MostRequests = 100;

    public static readonly Route53Tool Tool = Route53Tool.Destructive<Input, Result>(
        "delete_health_check",
        "Deletes a health check. Records that use it should first lose it: route53_upsert_record with healthCheckId none.", PlanAsync,
        RunAsync,
        iam:
        [
            "route53:GetHealthCheck", "route53:ListTagsForResource", "route53:ListHealthChecks", "route53:ListHostedZones",
                "route53:ListResourceRecordSets",
            "route53:DeleteHealthCheck",
        ],
        examples: ["Delete the health check that nothing uses."],
        idempotent: true).With(deadline: TimeSpan.FromMinutes(3));

    public sealed record Input
    {
        [Description("Health check id."), RegularExpression(Ids.HealthCheck)]
        public required string HealthCheckId { get; init; }
    }

    public sealed record Result(string Deleted);

    private sealed record Uses(IReadOnlyList<string> Records, IReadOnlyList<string> Unsearched);

    public static async Task<ToolPlan> PlanAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        var check = (await route53.GetHealthCheckAsync(new() { HealthCheckId = input.HealthCheckId }, ct)).HealthCheck;
        var tags = await Zones.TagsAsync(route53, TagResourceType.Healthcheck, check.Id, ct);
        var unknowns = new Unknowns(context.Target);
        var uses = await unknowns.TryAsync("The records that use it", () => RecordsAsync(route53, check.Id, ct));
        var parents = await unknowns.TryAsync("The health checks that use it", () => ParentsAsync(route53, check.Id, ct));
        var config = check.HealthCheckConfig;
        var state = $"{config.Type?.Value} {ListHealthChecks.Endpoint(config)} every {config.RequestInterval} s, "
            + $"unhealthy after {config.FailureThreshold} failures";
        var plan = new PlanBuilder($"Delete the health check {check.Id}; {uses?.Records.Count ?? 0} record(s) are known to use it.")
            .Touch(new PlannedResource(check.Id, state) { Name = tags.GetValueOrDefault("Name"), Tags = tags })
            .Delete($"health check {check.Id}", state);
        foreach (var record in uses?.Records ?? []) plan.Warn($"{record} uses it: its status cannot be predicted afterwards.");
        foreach (var parent in parents ?? []) plan.Warn($"The calculated health check {parent} uses it.");
        if (uses?.Unsearched is { Count: > 0 } left)
            plan.Unknown($"Whether records of {left.Count} more zone(s) use it: {string.Join(", ", PlanBuilder.Some(left))}.");
        if (check.LinkedService?.ServicePrincipal is { } service) plan.Warn($"{service} made it, and may count on it.");
        return plan.Unknown(unknowns.Notes).NoUndo("A new health check gets another id.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        await route53.DeleteHealthCheckAsync(new() { HealthCheckId = input.HealthCheckId }, ct);
        context.Done($"deleted the health check {input.HealthCheckId}");
        return new(input.HealthCheckId);
    }

    private static async Task<List<string>> ParentsAsync(IAmazonRoute53 route53, string id, CancellationToken ct)
    {
        var all = await Paging.AllAsync<HealthCheck>(async marker =>
        {
            var page = await route53.ListHealthChecksAsync(new ListHealthChecksRequest { Marker = marker }, ct);
            return (page.HealthChecks, page.IsTruncated, page.NextMarker);
        });
        return [.. all.Where(h => h.HealthCheckConfig?.ChildHealthChecks?.Contains(id) is true).Select(h => h.Id)];
    }

    private static async Task<Uses> RecordsAsync(IAmazonRoute53 route53, string id, CancellationToken ct)
    {
        var zones = await Paging.AllAsync<HostedZone>(async marker =>
        {
            var page = await route53.ListHostedZonesAsync(new ListHostedZonesRequest { Marker = marker }, ct);
            return (page.HostedZones, page.IsTruncated, page.NextMarker);
        });
        List<string> records = [];
        // The largest zones come last, so that as many as possible are searched whole.
        var (left, budget) = (new Queue<HostedZone>(zones.OrderBy(z => z.ResourceRecordSetCount)), MostRequests);
        while (left.TryPeek(out var zone) && (budget -= (int)((zone.ResourceRecordSetCount ?? 0) / 300) + 1) >= 0)
        {
            records.AddRange((await Route53.Records.AllAsync(route53, zone.Id, ct)).Where(r => r.HealthCheckId == id)
                .Select(Records.Describe));
            left.Dequeue();
        }

        return new(records, [.. left.Select(z => DomainName.Shown(z.Name))]);
    }
}
