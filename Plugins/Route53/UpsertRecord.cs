using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;
using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

/// <summary>route53_upsert_record (ChangeResourceRecordSets).</summary>
public static class UpsertRecord
{
    public static readonly Route53Tool Tool = Route53Tool.Write<Input, Result>(
        "upsert_record", "Creates or replaces a record: simple, alias or weighted. route53_get_change tells when it is live.", PlanAsync, RunAsync,
        iam: ["route53:GetHostedZone", "route53:ListTagsForResource", "route53:ListResourceRecordSets", "route53:ChangeResourceRecordSets", "route53:GetChange"],
        examples: ["Point www.example.com at the load balancer.", "Send a tenth of api.example.com to the new address."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Zone id."), RegularExpression(Ids.Zone)]
        public required string ZoneId { get; init; }

        [Description("Full name.")]
        public required string Name { get; init; }

        [Description("Type."), AllowedValues("A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NAPTR", "NS", "PTR", "SRV", "SVCB", "TXT")]
        public required string Type { get; init; }

        [Description("All to have.")]
        public IReadOnlyList<string> Values { get; init; } = [];

        [Description("Seconds."), Range(0, 2147483647)]
        public int Ttl { get; init; } = 300;

        [Description("Or alias of this DNS name.")]
        public string? AliasOf { get; init; }

        [Description("Zone of the alias target, as the load balancer's hostedZoneId.")]
        public string? AliasZoneId { get; init; }

        [Description("Only while it is healthy.")]
        public bool EvaluateTargetHealth { get; init; }

        [Description("For weighted: share."), Range(0, 255)]
        public int? Weight { get; init; }

        [Description("For weighted: which."), MaxLength(128)]
        public string? SetIdentifier { get; init; }

        [Description("Health check id."), RegularExpression(Ids.HealthCheck)]
        public string? HealthCheckId { get; init; }

        [Description("Until live, max 3 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Result(string ChangeId, string Status, string Record);

    public static async Task<ToolPlan> PlanAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var record = ToRecord(input);
        var (zone, tags) = await Zones.GetAsync(route53, input.ZoneId, ct);
        var apex = Records.Normal(zone.HostedZone.Name);
        if (Records.Normal(input.Name) is var name && name != apex && !name.EndsWith("." + apex, StringComparison.Ordinal))
            throw new ToolException(ToolErrorCode.InvalidInput, $"'{input.Name}' is not in the zone {apex}", $"Give the full name, such as {input.Name.TrimEnd('.')}.{apex}");
        var same = await Records.FindAsync(route53, input.ZoneId, input.Name, null, ct);
        var old = same.FirstOrDefault(r => r.Type?.Value == input.Type && r.SetIdentifier == input.SetIdentifier);
        return new(old is null ? $"Create {Records.Describe(record)}" : $"Replace {Records.Describe(old)}",
        [
            $"{name} {input.Type}: {(old is null ? "not there" : Records.Value(old))} -> {Records.Value(record)}",
            .. old?.TTL is { } ttl ? [$"resolvers may answer with the old value for {ttl} s"] : Array.Empty<string>(),
            .. same.Where(r => r != old && r.Type?.Value == input.Type).Select(r => $"stays beside it: {Records.Describe(r)}"),
            .. same.Where(r => (r.Type?.Value == "CNAME") != (input.Type == "CNAME")).Select(r => $"AWS will refuse: a CNAME stands alone, and there is {Records.Describe(r)}"),
        ])
        {
            Resources = [new(Ids.Short(zone.HostedZone.Id), $"{apex} with {(old is null ? $"no {name} {input.Type}" : Records.Describe(old))}") { Tags = tags }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        var record = ToRecord(input);
        var answer = await route53.ChangeResourceRecordSetsAsync(new()
        {
            HostedZoneId = Ids.Short(input.ZoneId),
            ChangeBatch = new() { Changes = [new() { Action = ChangeAction.UPSERT, ResourceRecordSet = record }] },
        }, ct);
        var change = await Zones.SyncAsync(route53, answer.ChangeInfo, input.Wait, context, ct);
        return new(Ids.Short(change.Id), change.Status?.Value ?? "", Records.Describe(record));
    }

    private static ResourceRecordSet ToRecord(Input input)
    {
        if (input.Values.Count > 0 == input.AliasOf is not null) throw new ToolException(ToolErrorCode.InvalidInput, "Give either values or aliasOf.");
        if (input.AliasOf is not null && input.AliasZoneId is null)
            throw new ToolException(ToolErrorCode.InvalidInput, "aliasOf needs aliasZoneId.", "For a load balancer it is the hostedZoneId of elb_get_load_balancer; for a record of the same zone, that zone's id.");
        if (input.Weight is null != input.SetIdentifier is null) throw new ToolException(ToolErrorCode.InvalidInput, "weight and setIdentifier go together.");
        return new()
        {
            Name = Records.Normal(input.Name),
            Type = input.Type,
            TTL = input.AliasOf is null ? input.Ttl : null,
            ResourceRecords = input.AliasOf is null ? [.. input.Values.Select(v => new ResourceRecord { Value = input.Type == "TXT" ? Quoted(v) : v })] : null,
            AliasTarget = input.AliasOf is null ? null : new() { DNSName = input.AliasOf, HostedZoneId = Ids.Short(input.AliasZoneId!), EvaluateTargetHealth = input.EvaluateTargetHealth },
            Weight = input.Weight,
            SetIdentifier = input.SetIdentifier,
            HealthCheckId = input.HealthCheckId,
        };
    }

    // A TXT value is a row of quoted strings of at most 255 characters each.
    private static string Quoted(string value) => value.StartsWith('"') ? value
        : string.Join(' ', value.Chunk(255).Select(part => $"\"{new string(part).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
}
