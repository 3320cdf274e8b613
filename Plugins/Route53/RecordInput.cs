using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

/// <summary>
/// A record as a call names it. Route 53 replaces a record as a whole, so that what a call leaves out is taken from the record that is
/// there.
/// </summary>
public abstract record RecordInput
{
    internal const int UsualTtl = 300;

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

    [Description("Tells routed records of a name apart."), MaxLength(128)]
    public string? SetIdentifier { get; init; }

    [Description(RoutingText.Description), RegularExpression(RoutingText.Pattern)]
    public string? Routing { get; init; }

    [Description("Health check id; none removes it."), RegularExpression(Ids.HealthCheck)]
    public string? HealthCheckId { get; init; }

    /// <summary>The record that is to be there.</summary>
    /// <param name="old">What is there now.</param>
    /// <param name="routing">The policy that is asked for, in words; null for that of <paramref name="old"/>.</param>
    /// <param name="ttl">For a new record that names none.</param>
    internal ResourceRecordSet ToRecord(ResourceRecordSet? old, string? routing, long? ttl = null)
    {
        if (Values.Count > 0 && AliasTarget is not null)
            throw ToolException.InvalidInput("A record has values or is an alias.", "Pass either values or aliasTarget.");
        if (Values.Count == 0 && AliasTarget is null && old is null)
            throw ToolException.InvalidInput("A new record needs values or aliasTarget.");
        if (SetIdentifier is null && routing is not null)
            throw ToolException.InvalidInput("A routing policy needs setIdentifier.", "Name the record, for example blue.");
        if (SetIdentifier is not null && routing is null && old is null)
        {
            throw ToolException.InvalidInput(
                $"There is no record {SetIdentifier} of this name and type, and a new one needs routing.",
                "Pass routing, for example weight 10 or failover PRIMARY.");
        }

        var alias = Values.Count > 0 ? null : Alias(old);
        var record = new ResourceRecordSet
        {
            Name = DomainName.Normal(Name),
            Type = Type,
            TTL = alias is not null ? null : Ttl ?? old?.TTL ?? ttl ?? UsualTtl,
            ResourceRecords = alias is not null ? null
                : Values.Count == 0 ? old!.ResourceRecords
                : [.. Values.Select(v => new ResourceRecord { Value = Type is "TXT" or "SPF" ? TextValue.Of(v) : v })],
            AliasTarget = alias,
            SetIdentifier = SetIdentifier,
            HealthCheckId = HealthCheckId is "none" ? null : HealthCheckId ?? old?.HealthCheckId,
        };
        if (routing is not null)
        {
            RoutingText.Apply(routing, record);
        }
        else if (old is not null)
        {
            (record.Weight, record.Failover, record.Region, record.GeoLocation) = (old.Weight, old.Failover, old.Region, old.GeoLocation);
            (record.GeoProximityLocation, record.CidrRoutingConfig, record.MultiValueAnswer) =
                (old.GeoProximityLocation, old.CidrRoutingConfig, old.MultiValueAnswer);
        }

        return record;
    }

    /// <summary>The arguments that make a record as it is now; null where no call can, as for what a traffic policy made.</summary>
    internal static Dictionary<string, object>? Arguments(ResourceRecordSet record)
    {
        if (record.TrafficPolicyInstanceId is not null || record.SetIdentifier is not null && RoutingText.Of(record) is null) return null;
        Dictionary<string, object> arguments = new()
        {
            ["name"] = DomainName.Shown(record.Name),
            ["type"] = record.Type.Value,
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
        if (RoutingText.Of(record) is { } routing) arguments["routing"] = routing;
        arguments["healthCheckId"] = record.HealthCheckId ?? "none";
        return arguments;
    }

    private AliasTarget? Alias(ResourceRecordSet? old)
    {
        var now = old?.AliasTarget;
        if (AliasTarget is null && now is null)
        {
            return AliasHostedZoneId is null && EvaluateTargetHealth is null ? null
                : throw ToolException.InvalidInput("aliasHostedZoneId and evaluateTargetHealth are for an alias.",
                    "Pass aliasTarget as well.");
        }

        var isSame = AliasTarget is null || now is not null && DomainName.Normal(now.DNSName) == DomainName.Normal(AliasTarget);
        return new()
        {
            DNSName = AliasTarget ?? now!.DNSName,
            HostedZoneId = Ids.Short(AliasHostedZoneId ?? (isSame ? now?.HostedZoneId : null)
                ?? throw ToolException.InvalidInput("aliasTarget needs aliasHostedZoneId.",
                    "For a load balancer it is the hostedZoneId of elb_get_load_balancer; for a record of the same zone, that zone's id.")),
            EvaluateTargetHealth = EvaluateTargetHealth ?? now?.EvaluateTargetHealth ?? false,
        };
    }
}
