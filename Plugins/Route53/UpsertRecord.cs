using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
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
    private const int UsualTtl = 300;

    public static readonly Route53Tool Tool = Route53Tool.Write<Input, Result>(
        "upsert_record",
        "Creates or changes a record: simple, alias or weighted; other policies are kept. route53_get_change tells when it is live.",
        PlanAsync, RunAsync,
        iam: ["route53:GetHostedZone", "route53:ListTagsForResource", "route53:ListResourceRecordSets", "route53:ChangeResourceRecordSets",
            "route53:GetChange"],
        examples: ["Point www.example.com at the load balancer.", "Send a tenth of api.example.com to the new address."],
        idempotent: true).With(deadline: TimeSpan.FromMinutes(4));

    public sealed record Input
    {
        [Description("Hosted zone id."), RegularExpression(Ids.Zone)]
        public required string HostedZoneId { get; init; }

        [Description("Like www.example.com.")]
        public required string Name { get; init; }

        [Description("Type.")]
        [AllowedValues("A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NAPTR", "NS", "PTR", "SPF", "SRV", "SSHFP", "SVCB", "TLSA",
            "TXT")]
        public required string Type { get; init; }

        [Description("All values; they replace the present ones.")]
        public IReadOnlyList<string> Values { get; init; } = [];

        [Description("Seconds; 300 for a new record."), Range(0, 2147483647)]
        public int? Ttl { get; init; }

        [Description("DNS name to alias, for example from elb_get_load_balancer.")]
        public string? AliasTarget { get; init; }

        [Description("Hosted zone id of the alias target."),
            RegularExpression(Ids.Zone)]
        public string? AliasHostedZoneId { get; init; }

        [Description("Answer only while the target is healthy.")]
        public bool? EvaluateTargetHealth { get; init; }

        [Description("Share of answers; needs setIdentifier."), Range(0, 255)]
        public int? Weight { get; init; }

        [Description("Tells routed records of a name apart."), MaxLength(128)]
        public string? SetIdentifier { get; init; }

        [Description("Weight that the present simple record gets."), Range(0, 255)]
        public int? PresentWeight { get; init; }

        [Description("Health check id; none removes it."), RegularExpression(Ids.HealthCheck)]
        public string? HealthCheckId { get; init; }

        [Description("Wait until live, at most 3 min."), OutsidePlan]
        public bool Wait { get; init; }
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

        foreach (var why in Obstacles(record, others, converted, apex)) plan.Obstacle(why);
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
        if (input.Values.Count > 0 && input.AliasTarget is not null)
            throw ToolException.InvalidInput("A record has values or is an alias.", "Pass either values or aliasTarget.");
        if (input.Values.Count == 0 && input.AliasTarget is null && old is null)
            throw ToolException.InvalidInput("A new record needs values or aliasTarget.");
        if (input.SetIdentifier is null && input.Weight is not null)
            throw ToolException.InvalidInput("weight needs setIdentifier.", "Name the record, for example blue.");
        if (input.SetIdentifier is not null && input.Weight is null && old is null)
        {
            throw ToolException.InvalidInput($"There is no record {input.SetIdentifier} of this name and type, and a new one needs weight.",
                "This tool creates simple, alias and weighted records. Records with other policies can be changed once they exist.");
        }

        if (input.PresentWeight is not null && input.Weight is null)
            throw ToolException.InvalidInput("presentWeight goes with weight and setIdentifier.");
        var alias = input.Values.Count > 0 ? null : Alias(input, old);
        // A weight takes the place of another policy.
        var routed = input.Weight is null ? old : null;
        return new()
        {
            Name = DomainName.Normal(input.Name),
            Type = input.Type,
            TTL = alias is not null ? null : input.Ttl ?? old?.TTL ?? simple?.TTL ?? UsualTtl,
            ResourceRecords = alias is not null ? null
                : input.Values.Count == 0 ? old!.ResourceRecords
                : [.. input.Values.Select(v => new ResourceRecord { Value = input.Type is "TXT" or "SPF" ? Quoted(v) : v })],
            AliasTarget = alias,
            SetIdentifier = input.SetIdentifier,
            Weight = input.Weight ?? old?.Weight,
            Failover = routed?.Failover,
            Region = routed?.Region,
            GeoLocation = routed?.GeoLocation,
            GeoProximityLocation = routed?.GeoProximityLocation,
            CidrRoutingConfig = routed?.CidrRoutingConfig,
            MultiValueAnswer = routed?.MultiValueAnswer,
            HealthCheckId = input.HealthCheckId is "none" ? null : input.HealthCheckId ?? old?.HealthCheckId,
        };
    }

    private static AliasTarget? Alias(Input input, ResourceRecordSet? old)
    {
        var now = old?.AliasTarget;
        if (input.AliasTarget is null && now is null)
        {
            return input.AliasHostedZoneId is null && input.EvaluateTargetHealth is null ? null
                : throw ToolException.InvalidInput("aliasHostedZoneId and evaluateTargetHealth are for an alias.",
                    "Pass aliasTarget as well.");
        }

        var isSame = input.AliasTarget is null || now is not null && DomainName.Normal(now.DNSName) == DomainName.Normal(input.AliasTarget);
        return new()
        {
            DNSName = input.AliasTarget ?? now!.DNSName,
            HostedZoneId = Ids.Short(input.AliasHostedZoneId ?? (isSame ? now?.HostedZoneId : null)
                ?? throw ToolException.InvalidInput("aliasTarget needs aliasHostedZoneId.",
                    "For a load balancer it is the hostedZoneId of elb_get_load_balancer; for a record of the same zone, that zone's id.")),
            EvaluateTargetHealth = input.EvaluateTargetHealth ?? now?.EvaluateTargetHealth ?? false,
        };
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

    private static IEnumerable<string> Obstacles(ResourceRecordSet record, IReadOnlyList<ResourceRecordSet> others,
        ResourceRecordSet? converted, string apex)
    {
        if (record.Type.Value == "CNAME" && record.Name == apex) yield return "A zone's own name cannot have a CNAME: use an alias.";
        foreach (var other in others.Where(o => (o.Type?.Value == "CNAME") != (record.Type.Value == "CNAME")))
            yield return $"A CNAME stands alone, and there is {Records.Describe(other)}: delete that first with route53_delete_record.";
        if (converted is not null) yield break;
        foreach (var other in others.Where(o => o.Type?.Value == record.Type.Value))
        {
            if (Records.Policy(other) != Records.Policy(record))
            {
                yield return "All records of one name and type have one routing policy, "
                    + $"and {Records.Describe(other)} is {Records.Policy(other)}: "
                    + (Records.Policy(other) == "simple" ? "presentWeight makes it weighted in the same step."
                        : "delete it first, or use its policy.");
            }
            else if (record.Weight is not null && record.TTL is not null && other.TTL is not null && record.TTL != other.TTL)
            {
                yield return "Weighted records of one name and type have one TTL, "
                    + $"and {Records.Describe(other)} has {other.TTL} s: pass ttl {other.TTL}.";
            }
        }
    }

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
        if (Records.Policy(record) is not ("simple" or "weight") || record.TrafficPolicyInstanceId is not null)
            return plan.NoUndo("No tool of this server makes records of this routing policy anew.");
        Dictionary<string, object> arguments = new()
        {
            ["hostedZoneId"] = Ids.Short(zoneId),
            ["name"] = DomainName.Shown(record.Name),
            ["type"] = record.Type.Value
        };
        if (record.AliasTarget is { } alias)
        {
            arguments["aliasTarget"] = alias.DNSName;
            arguments["aliasHostedZoneId"] = alias.HostedZoneId;
            arguments["evaluateTargetHealth"] = alias.EvaluateTargetHealth is true;
        }
        else
        {
            arguments["values"] = (record.ResourceRecords ?? []).Select(r => r.Value).ToArray();
            arguments["ttl"] = record.TTL ?? UsualTtl;
        }

        if (record.SetIdentifier is { } id) arguments["setIdentifier"] = id;
        if (record.Weight is { } weight) arguments["weight"] = weight;
        arguments["healthCheckId"] = record.HealthCheckId ?? "none";
        return plan.Undo("route53_upsert_record", arguments);
    }

    private static string? Remembered(ResourceRecordSet old) =>
        old.TTL is { } ttl ? $"resolvers may answer with the old value for {ttl} s" : null;

    // A TXT value is a row of quoted strings of at most 255 characters each.
    private static string Quoted(string value) => value.StartsWith('"') ? value
        : string.Join(' ', value.Chunk(255).Select(part =>
            $"\"{new string(part).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
}
