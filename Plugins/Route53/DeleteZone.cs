using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;
using Amazon.Route53.Model;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>route53_delete_zone: shows what stands in the way, and on confirmation deletes it (DeleteHostedZone).</summary>
public static class DeleteZone
{
    public static readonly Route53Tool Tool = Route53Tool.Destructive<Input, Result>(
        "delete_zone", "Deletes a hosted zone that holds only its own NS and SOA records. Delete the others with route53_delete_record.",
        PlanAsync, RunAsync,
        iam: ["route53:GetHostedZone", "route53:ListTagsForResource", "route53:ListResourceRecordSets", "route53:GetDNSSEC",
            "route53:DeleteHostedZone"],
        examples: ["Delete the zone old.example."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Hosted zone id."), RegularExpression(Ids.Zone)]
        public required string HostedZoneId { get; init; }
    }

    public sealed record Result(string Deleted, string? ChangeId);

    public static async Task<ToolPlan> PlanAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var (zone, tags) = await Zones.GetAsync(route53, input.HostedZoneId, ct);
        // A private zone has none, and Route 53 takes five requests a second from a whole account.
        var signing = zone.HostedZone.Config?.PrivateZone is true ? null
            : unknowns.TryAsync("DNSSEC", () => Zones.SigningAsync(route53, input.HostedZoneId, ct));
        var apex = DomainName.Normal(zone.HostedZone.Name);
        var others = (await Records.AllAsync(route53, input.HostedZoneId, ct)).Where(r => !IsOwn(r, apex)).ToList();
        var (name, vpcs) = (DomainName.Shown(apex), (zone.VPCs ?? []).Select(v => v.VPCId).ToList());
        var servers = vpcs.Count > 0 ? $"the resolvers of {PlanBuilder.Text(vpcs)}" : PlanBuilder.Text(zone.DelegationSet?.NameServers);
        var plan = new PlanBuilder($"Delete the {(zone.HostedZone.Config?.PrivateZone == true ? "private" : "public")} hosted zone {name}")
            .Touch(Zones.ToResource(zone, tags, $"{zone.HostedZone.ResourceRecordSetCount} records"))
            .Delete($"zone {name} ({Ids.Short(zone.HostedZone.Id)})", "a new zone of this name gets other name servers")
            .Warn($"{name} is no longer answered by {servers}.");
        if (others.Count > 0)
        {
            var records = string.Join("; ", PlanBuilder.Some([.. others.Select(Records.Describe)]));
            plan.Obstacle($"{others.Count} record(s) stand in the way: {records}. "
                + "route53_delete_record deletes them.");
        }

        if (signing is not null && (await signing)?.KeySigningKeys is { Count: > 0 } keys)
        {
            plan.Obstacle($"The zone has the DNSSEC key(s) {PlanBuilder.Text(keys.Select(k => k.Name))}, and AWS deletes no such zone: "
                + "remove the DS record above it, then turn signing off and delete the keys in the console.");
        }

        foreach (var note in unknowns.Notes) plan.Warn(note);
        if (zone.HostedZone.LinkedService?.ServicePrincipal is { } service)
            plan.Obstacle($"{service} made the zone, and only that service deletes it.");
        return plan.NoUndo("A new zone gets another id and other name servers.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await route53.DeleteHostedZoneAsync(new() { Id = Ids.Short(input.HostedZoneId) }, ct);
        context.Done($"deleted the zone {Ids.Short(input.HostedZoneId)}");
        return new(Ids.Short(input.HostedZoneId), answer.ChangeInfo is { } change ? Ids.Short(change.Id) : null);
    }

    private static bool IsOwn(ResourceRecordSet record, string apex) =>
        DomainName.Normal(record.Name) == apex && record.Type?.Value is "NS" or "SOA";
}
