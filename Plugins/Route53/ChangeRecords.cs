using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Amazon.Route53;
using Amazon.Route53.Model;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>
/// route53_change_records (ChangeResourceRecordSets): all changes of one batch are made, or none.
/// </summary>
public static class ChangeRecords
{
    // For more names than these the whole zone is read: one request a name is slower, and Route 53 takes five requests a second.
    private const int FewNames = 5;

    public static readonly Route53Tool Tool = Route53Tool.Destructive<Input, Result>(
        "change_records",
        "Creates, changes and deletes records of a zone in one step: all or none. For one record, use route53_upsert_record.",
        PlanAsync, RunAsync,
        iam: ["route53:GetHostedZone", "route53:ListTagsForResource", "route53:ListResourceRecordSets", "route53:ChangeResourceRecordSets",
            "route53:GetChange"],
        examples: ["Move www, api and mail to the new addresses at once.", "Replace the A record of www with one for each region."])
            .With(deadline: TimeSpan.FromMinutes(4));

    public sealed record Item : RecordInput
    {
        [Description("create fails if it exists; upsert also changes; delete needs no values."),
            AllowedValues("create", "upsert", "delete"),
            JsonPropertyOrder(-1)]
        public string Action { get; init; } = "upsert";
    }

    public sealed record Input
    {
        [Description("Hosted zone id."), RegularExpression(Ids.Zone)]
        public required string HostedZoneId { get; init; }

        [Description("In the order in which they are made."), MinLength(1), MaxLength(100)]
        public required IReadOnlyList<Item> Changes { get; init; }

        [Description("Wait until live, at most 3 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Result(string ChangeId, string Status, IReadOnlyList<string> Changed);

    // One change with what was there before it.
    private sealed record Step(string Action, ResourceRecordSet? Old, ResourceRecordSet New)
    {
        public Change ToChange() => new()
        {
            Action = Action switch { "create" => ChangeAction.CREATE, "delete" => ChangeAction.DELETE, _ => ChangeAction.UPSERT },
            ResourceRecordSet = New,
        };

        public override string ToString() => $"{Action} {Records.Describe(New)}";
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var ((zone, tags), present) = await Both(Zones.GetAsync(route53, input.HostedZoneId, ct), PresentAsync(route53, input, ct));
        var apex = DomainName.Normal(zone.HostedZone.Name);
        if (input.Changes.FirstOrDefault(c => !DomainName.IsIn(DomainName.Normal(c.Name), apex)) is { } outside)
            throw ToolException.InvalidInput($"'{outside.Name}' is not in the zone {apex}", "Give full names.");
        var after = present.ToList();
        var steps = Steps(input, after);
        var plan = new PlanBuilder($"Make {steps.Count} change(s) in {DomainName.Shown(zone.HostedZone.Name)} at once.")
            .Touch(Zones.ToResource(zone, tags, string.Join(" | ", steps.Select(s => s.Old).OfType<ResourceRecordSet>()
                .Select(Records.Describe).Order(StringComparer.Ordinal).DefaultIfEmpty("none of these records"))));
        foreach (var step in steps)
        {
            switch (step)
            {
                case { Action: "delete" }:
                    plan.Delete(Records.Describe(step.New), UpsertRecord.Remembered(step.New));
                    if (DomainName.Normal(step.New.Name) == apex && step.New.Type?.Value is "NS" or "SOA")
                        plan.Obstacle($"A zone cannot be without its own {step.New.Type.Value} record.");
                    break;
                case { Old: { } old }:
                    plan.Change(Records.Title(old), "value", Records.Value(old), Records.Value(step.New), UpsertRecord.Remembered(old));
                    break;
                default:
                    plan.Create(Records.Title(step.New), "value", Records.Value(step.New));
                    break;
            }

            if (step is { Action: "create", Old: not null }) plan.Obstacle($"{Records.Title(step.Old)} exists: upsert changes it.");
            if (step.Old?.TrafficPolicyInstanceId is not null)
                plan.Obstacle($"A traffic policy made {Records.Title(step.Old)}, and only the policy instance changes it.");
        }

        // What counts is how it stands afterwards: a batch may pass through what would not be allowed to stay.
        foreach (var record in after.Where(r => steps.Any(s => s.New == r)))
        {
            foreach (var why in Records.Obstacles(record,
                [.. after.Where(o => o != record && DomainName.Normal(o.Name) == DomainName.Normal(record.Name))], apex)) plan.Obstacle(
                    why);
        }

        foreach (var twice in steps.Where(s => s.Action != "delete").GroupBy(s => Records.Title(s.New)).Where(g => g.Count() > 1))
            plan.Obstacle($"Route 53 sets a record once in a batch: name {twice.Key} in one change.");
        var (values, characters) = (steps.Sum(s => Weight(s) * Values(s).Count),
            steps.Sum(s => Weight(s) * Values(s).Sum(v => v.Value.Length)));
        if (values > MostValues || characters > MostCharacters)
            plan.Obstacle($"Route 53 takes {MostValues} values and {MostCharacters} characters of values in a batch, and counts those "
                + $"of an upsert twice; these are {values} and {characters}: make several calls.");
        return Undo(plan, input, steps).Build();
    }

    private const int MostValues = 1000, MostCharacters = 32000;

    private static int Weight(Step step) => step.Action == "upsert" ? 2 : 1;

    private static List<ResourceRecord> Values(Step step) => step.New.ResourceRecords ?? [];

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        var steps = Steps(input, [.. await PresentAsync(route53, input, ct)]);
        var answer = await route53.ChangeResourceRecordSetsAsync(new()
        {
            HostedZoneId = Ids.Short(input.HostedZoneId),
            ChangeBatch = new() { Changes = [.. steps.Select(s => s.ToChange())] },
        }, ct);
        context.Done($"made {steps.Count} change(s) in {Ids.Short(input.HostedZoneId)}");
        var change = await Zones.SyncAsync(route53, answer.ChangeInfo, input.Wait, context, ct);
        return new(Ids.Short(change.Id), change.Status?.Value ?? "", [.. steps.Select(s => s.ToString())]);
    }

    // Goes through the changes in their order, as Route 53 does, and leaves in the list what is there afterwards.
    private static List<Step> Steps(Input input, List<ResourceRecordSet> records)
    {
        List<Step> steps = [];
        foreach (var change in input.Changes)
        {
            var name = DomainName.Normal(change.Name);
            var old = records.FirstOrDefault(r =>
                DomainName.Normal(r.Name) == name && r.Type?.Value == change.Type && r.SetIdentifier == change.SetIdentifier);
            if (change.Action == "delete")
            {
                // Route 53 deletes only what is named in full.
                steps.Add(new("delete", old, old ?? throw Missing(change, records, name)));
                records.Remove(old);
                continue;
            }

            var record = change.ToRecord(change.Action == "create" ? null : old, change.Routing);
            if (old is not null) records.Remove(old);
            records.Add(record);
            steps.Add(new(change.Action, old, record));
        }

        return steps;
    }

    private static ToolException Missing(Item change, List<ResourceRecordSet> records, string name)
    {
        var ids = records.Where(r => DomainName.Normal(r.Name) == name && r.Type?.Value == change.Type).Select(r => r.SetIdentifier)
            .OfType<string>().ToList();
        return new(ToolErrorCode.NotFound,
            $"There is no {change.Type} record {DomainName.Shown(name)}{(change.SetIdentifier is { } id ? $" ({id})" : "")}.",
            ids.Count > 0 ? $"Give setIdentifier: {string.Join(", ", ids)}." : "route53_list_records shows those that exist.");
    }

    private static async Task<IReadOnlyList<ResourceRecordSet>> PresentAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var names = input.Changes.Select(c => DomainName.Normal(c.Name)).Distinct(StringComparer.Ordinal).ToList();
        if (names.Count > FewNames)
            return [.. (await Records.AllAsync(route53, input.HostedZoneId, ct)).Where(r => names.Contains(DomainName.Normal(r.Name)))];
        return [.. (await names.AskAsync((name, t) => Records.FindAsync(route53, input.HostedZoneId, name, null, t), ct)).SelectMany(r =>
            r)];
    }

    private static PlanBuilder Undo(PlanBuilder plan, Input input, List<Step> steps)
    {
        List<Dictionary<string, object>> back = [];
        foreach (var step in steps.AsEnumerable().Reverse())
        {
            if (step.Old is { } old)
            {
                if (RecordInput.Arguments(old) is not { } arguments) return plan.NoUndo(
                    "No tool of this server makes all of these records anew.");
                arguments["action"] = step.Action == "delete" ? "create" : "upsert";
                back.Add(arguments);
                continue;
            }

            Dictionary<string, object> gone = new()
            {
                ["action"] = "delete",
                ["name"] = DomainName.Shown(step.New.Name),
                ["type"] = step.New.Type.Value
            };
            if (step.New.SetIdentifier is { } id) gone["setIdentifier"] = id;
            back.Add(gone);
        }

        return plan.Undo("route53_change_records", new { hostedZoneId = Ids.Short(input.HostedZoneId), changes = back });
    }

    private static async Task<(T1, T2)> Both<T1, T2>(Task<T1> first, Task<T2> second)
    {
        await Task.WhenAll(first, second);
        return (await first, await second);
    }
}
