using System.Text.Json.Nodes;
using Infra.Strict.Protocol;

namespace Infra.Strict.Rules;

/// <summary>Amazon Route 53. Sources are the operation's documentation in botocore 1.43.11 (model route53) where nothing else is
/// said.</summary>
internal static class Route53Rules
{
    private static readonly string[] Policies =
        ["Weight", "Region", "Failover", "MultiValueAnswer", "GeoLocation", "GeoProximityLocation", "CidrRoutingConfig"];

    public static IReadOnlyList<Rule> All { get; } =
    [
        // "Choosing a routing policy": records of one name and type have all the same policy, or none (kubernetes-sigs/external-dns#3141).
        new("Records of a name and type have one routing policy", "route53", "ChangeResourceRecordSets")
        {
            Looks = async (call, backend) =>
            {
                var zone = call.Text("HostedZoneId")!.Split('/')[^1];
                foreach (var change in Changes(call).Where(c => c["Action"]?.ToString() != "DELETE"))
                {
                    var set = (JsonObject)change["ResourceRecordSet"]!;
                    var (name, type) = (Name(set), set["Type"]?.ToString());
                    var url = $"/2013-04-01/hostedzone/{zone}/rrset?name={Uri.EscapeDataString(name)}&type={type}";
                    var present = Call.ObjectsOf((await backend.GetAsync(call, "ListResourceRecordSets", url))["ResourceRecordSets"])
                        .Where(r => Name(r) == name && r["Type"]?.ToString() == type)
                        .Where(r => !Changes(call).Any(c => c["Action"]?.ToString() == "DELETE" &&
                            Same((JsonObject)c["ResourceRecordSet"]!, r))).ToList();
                    if (present.FirstOrDefault(r => Policy(r) != Policy(set)) is { } other)
                        return new("InvalidChangeBatch",
                            $"[RRSet with DNS name {name}, type {type}, SetIdentifier {set["SetIdentifier"] ?? "null"} cannot be " +
                            $"created as a {Policy(other)} RRSet with the same name and type exists]");
                }

                return null;
            },
        },
        // Developer guide, "Quotas on ChangeResourceRecordSets requests": an UPSERT counts twice.
        new("A batch has at most 1,000 values", "route53", "ChangeResourceRecordSets")
        {
            Refuses = call => Changes(call).Sum(c => Call.ObjectsOf(c["ResourceRecordSet"]?["ResourceRecords"]).Count
                * (c["Action"]?.ToString() == "UPSERT" ? 2 : 1)) > 1000
                ? new("InvalidChangeBatch", "Number of records limit of 1000 exceeded.") : null,
        },
        // ResourceRecordSet.SetIdentifier: required with a routing policy other than simple, and not allowed without.
        new("A routing policy has an identifier", "route53", "ChangeResourceRecordSets")
        {
            Refuses = call => Changes(call).Select(c => c["ResourceRecordSet"]).OfType<JsonObject>()
                .Any(r => r["SetIdentifier"] is null != (Policy(r) == "simple"))
                ? new("InvalidInput", "Invalid request: Missing or unexpected field 'SetIdentifier' in Change")
                : null,
        },
        // The emulator gives them to an alias that was UPSERTed over a plain record, and clients send back what they read.
        new("A listed alias has neither TTL nor values", "route53", "ListResourceRecordSets")
        {
            Mends = (call, answer) =>
            {
                var aliases = answer.Output(call.Operation)?.Find("ResourceRecordSets[]")
                    .Where(r => r["AliasTarget"] is not null && (r["TTL"] is not null || r["ResourceRecords"] is not null)).ToList() ?? [];
                foreach (var alias in aliases)
                {
                    alias.Set("TTL", null);
                    alias.Set("ResourceRecords", null);
                }

                return aliases.Count > 0;
            },
        },
        // ResourceRecordSet: an alias has neither TTL nor records; all else has both.
        new("A record has a TTL and values, or an alias", "route53", "ChangeResourceRecordSets")
        {
            Refuses = call => Changes(call).Select(c => c["ResourceRecordSet"]).OfType<JsonObject>()
                .Any(r => r["AliasTarget"] is not null ? r["TTL"] is not null || r["ResourceRecords"] is not null : r["TTL"] is null ||
                    r["ResourceRecords"] is null)
                ? new("InvalidInput", "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords]] in Change")
                : null,
        },
    ];

    private static IReadOnlyList<JsonObject> Changes(Call call) => Call.ObjectsOf(call.Input["ChangeBatch"]?["Changes"]);

    private static string Name(JsonObject set) =>
        set["Name"]!.ToString().TrimEnd('.').ToLowerInvariant().Replace("\\052", "*", StringComparison.Ordinal);

    private static string Policy(JsonObject set) => Policies.FirstOrDefault(p => set[p] is not null) ?? "simple";

    private static bool Same(JsonObject a, JsonObject b) =>
        Name(a) == Name(b) && a["Type"]?.ToString() == b["Type"]?.ToString() &&
            a["SetIdentifier"]?.ToString() == b["SetIdentifier"]?.ToString();
}
