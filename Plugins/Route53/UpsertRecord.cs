using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using Amazon.Route53;
using Amazon.Route53.Model;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>
/// route53_upsert_record (ChangeResourceRecordSets). Route 53 replaces a record as a whole, so that what a call leaves out is taken
/// from the record that is there.
/// </summary>
public static class UpsertRecord
{
    public static readonly Route53Tool Tool = Route53Tool.Write<Input, Result>(
        "upsert_record",
        "Creates or changes a record; what is left out stays. For several at once, use route53_change_records.",
        PlanAsync, RunAsync,
        iam: ["route53:GetHostedZone", "route53:ListTagsForResource", "route53:ListResourceRecordSets", "route53:ChangeResourceRecordSets",
            "route53:GetChange"],
        examples: ["Point www.example.com at the load balancer.", "Send a tenth of api.example.com to the new address."],
        idempotent: true).With(deadline: TimeSpan.FromMinutes(4));

    public sealed record Input : RecordInput
    {
        [Description("Hosted zone id."), RegularExpression(Ids.Zone), JsonPropertyOrder(-1)]
        public required string HostedZoneId { get; init; }

        [Description("Share of answers; needs setIdentifier."), Range(0, 255)]
        public int? Weight { get; init; }

        [Description("Weight that the present simple record gets."), Range(0, 255)]
        public int? PresentWeight { get; init; }

        [Description("Wait until live, at most 3 min."), OutsidePlan]
        public bool Wait { get; init; }

        internal string? Policy => Weight is { } weight ? string.Create(CultureInfo.InvariantCulture, $"weight {weight}") : Routing;
    }

    public sealed record Result(string ChangeId, string Status, string Record);

    // What is there under the name, and what is to be there.
    private sealed record Comparison(ResourceRecordSet? Old, ResourceRecordSet New, IReadOnlyList<ResourceRecordSet> Others,
        ResourceRecordSet? Converted);

    public static async Task<ToolPlan> PlanAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var (zone, tags) = await Zones.GetAsync(route53, input.HostedZoneId, ct);
        var apex = DomainName.Normal(zone.HostedZone.Name);
        var name = DomainName.Normal(input.Name);
        if (!DomainName.IsIn(name, apex))
            throw ToolException.InvalidInput($"'{input.Name}' is not in the zone {apex}",
                $"Give the full name, such as {input.Name.TrimEnd('.')}.{apex}");
        var (old, record, others, converted) = await CompareAsync(route53, input, ct);
        var plan = new PlanBuilder(old is null ? $"Create {Records.Describe(record)}" : $"Change {Records.Title(old)}")
            .Touch(Zones.ToResource(zone, tags, old is null ? $"no {Records.Title(record)}" : Records.Describe(old)));
        if (old is null) plan.Create(Records.Title(record), "value", Records.Value(record));
        else plan.Change(Records.Title(old), "value", Records.Value(old), Records.Value(record), Remembered(old));
        foreach (var other in others.Where(o => o.Type?.Value == input.Type))
        {
            if (converted is null) plan.Keep(Records.Describe(other));
            else plan.Change(Records.Title(other), "value", Records.Value(other), Records.Value(converted), Remembered(other));
        }

        var beside = converted is null ? others : [.. others.Where(o => o.Type?.Value != input.Type)];
        foreach (var why in Records.Obstacles(record, beside, apex)) plan.Obstacle(why);
        if (old?.TrafficPolicyInstanceId is not null)
            plan.Obstacle("A traffic policy made the record, and only the policy instance changes it.");
        return converted is not null ? plan.NoUndo("Two records changed at once; each can be set back by itself.").Build()
            : Undo(plan, input, old).Build();
    }

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        var (_, record, others, converted) = await CompareAsync(route53, input, ct);
        var upsert = new Change { Action = ChangeAction.UPSERT, ResourceRecordSet = record };
        var answer = await route53.ChangeResourceRecordSetsAsync(new()
        {
            HostedZoneId = Ids.Short(input.HostedZoneId),
            ChangeBatch = new()
            {
                // All changes of a batch are made, or none.
                Changes = converted is null ? [upsert] :
                [
                    new() { Action = ChangeAction.DELETE, ResourceRecordSet = others.First(o => o.Type?.Value == input.Type) },
                    new() { Action = ChangeAction.CREATE, ResourceRecordSet = converted },
                    upsert,
                ],
            },
        }, ct);
        context.Done($"changed {Records.Title(record)}");
        var change = await Zones.SyncAsync(route53, answer.ChangeInfo, input.Wait, context, ct);
        return new(Ids.Short(change.Id), change.Status?.Value ?? "", Records.Describe(record));
    }

    private static async Task<Comparison> CompareAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var same = await Records.FindAsync(route53, input.HostedZoneId, input.Name, null, ct);
        var old = same.FirstOrDefault(r => r.Type?.Value == input.Type && r.SetIdentifier == input.SetIdentifier);
        List<ResourceRecordSet> others = [.. same.Where(r => r != old)];
        var simple = input.PresentWeight is null ? null
            : others.FirstOrDefault(o => o.Type?.Value == input.Type && o.SetIdentifier is null)
                ?? throw ToolException.InvalidInput($"There is no simple {input.Type} record of this name for presentWeight.",
                    "Leave presentWeight out.");
        var record = ToRecord(input, old, simple);
        return new(old, record, others, simple is null ? null : Weighted(simple, input, record));
    }

    private static ResourceRecordSet ToRecord(Input input, ResourceRecordSet? old, ResourceRecordSet? simple)
    {
        if (input.Weight is not null && input.Routing is not null)
            throw ToolException.InvalidInput("A record has one routing policy.", "Pass either weight or routing.");
        if (input.PresentWeight is not null && input.Weight is null)
            throw ToolException.InvalidInput("presentWeight goes with weight and setIdentifier.");
        return input.ToRecord(old, input.Policy, simple?.TTL);
    }

    // Weighted records of one name and type share their TTL.
    private static ResourceRecordSet Weighted(ResourceRecordSet simple, Input input, ResourceRecordSet record) => new()
    {
        Name = simple.Name,
        Type = simple.Type,
        TTL = simple.TTL is null ? null : record.TTL ?? simple.TTL,
        ResourceRecords = simple.ResourceRecords,
        AliasTarget = simple.AliasTarget,
        HealthCheckId = simple.HealthCheckId,
        SetIdentifier = input.SetIdentifier == "present" ? "previous" : "present",
        Weight = input.PresentWeight,
    };

    private static PlanBuilder Undo(PlanBuilder plan, Input input, ResourceRecordSet? old)
    {
        if (old is null)
        {
            return input.SetIdentifier is null
                ? plan.Undo("route53_delete_record", new { hostedZoneId = input.HostedZoneId, name = input.Name, type = input.Type })
                : plan.Undo("route53_delete_record",
                    new { hostedZoneId = input.HostedZoneId, name = input.Name, type = input.Type, setIdentifier = input.SetIdentifier });
        }

        return Recreate(plan, input.HostedZoneId, old);
    }

    /// <summary>The call that makes a record as it is now, where this tool can make it; otherwise why not.</summary>
    internal static PlanBuilder Recreate(PlanBuilder plan, string zoneId, ResourceRecordSet record)
    {
        if (RecordInput.Arguments(record) is not { } arguments)
            return plan.NoUndo("No tool of this server makes records of this routing policy anew.");
        return plan.Undo("route53_upsert_record", new Dictionary<string, object> { ["hostedZoneId"] = Ids.Short(zoneId) }
            .Concat(arguments).ToDictionary());
    }

    internal static string? Remembered(ResourceRecordSet old) =>
        old.TTL is { } ttl ? $"resolvers may answer with the old value for {ttl} s" : null;
}
