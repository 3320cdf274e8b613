using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Plugins.S3;

/// <summary>What bucket policies say.</summary>
internal static class BucketPolicies
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Keys with which AWS does not call a statement for everybody public, when their values are fixed.
    private static readonly string[] Limiting =
    [
        "aws:PrincipalOrgID", "aws:PrincipalAccount", "aws:PrincipalArn", "aws:SourceArn", "aws:SourceVpc", "aws:SourceVpce",
        "aws:SourceOwner",
        "aws:SourceAccount", "aws:SourceOrgID", "aws:userid", "s3:x-amz-server-side-encryption-aws-kms-key-id", "s3:DataAccessPointAccount",
        "s3:DataAccessPointArn",
    ];

    // A key that is missing meets the ...IfExists form and ForAllValues, so these limit nothing.
    private static readonly string[] Equal =
        ["StringEquals", "StringLike", "ArnEquals", "ArnLike", "StringEqualsIgnoreCase", "ForAnyValue:StringEquals",
            "ForAnyValue:StringLike"];

    /// <summary>A policy that a caller gave.</summary>
    /// <exception cref="ToolException">It is no JSON object with statements.</exception>
    public static JsonObject Read(string policy)
    {
        var hint = "Give the whole policy document: Version, and Statement with Effect, Principal, Action and Resource.";
        if (Parse(policy) is not { } parsed) throw ToolException.InvalidInput("The policy is not a JSON object.", hint);
        if (!Statements(parsed).Any()) throw ToolException.InvalidInput("The policy has no statement.", hint);
        return parsed;
    }

    /// <summary>A policy that AWS gave; null when it cannot be read.</summary>
    public static JsonObject? Parse(string? policy)
    {
        try
        {
            return policy is null ? null : JsonNode.Parse(policy) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string ToText(JsonNode policy) => policy.ToJsonString(Json);

    /// <summary>
    /// The statements that allow something to everybody: <c>s3:GetObject on arn:aws:s3:::web/*</c>. Those with a condition that AWS
    /// takes for a limit are in <see cref="Limited"/>.
    /// </summary>
    public static IReadOnlyList<string> Public(JsonObject? policy) => Describe(policy, s => IsForEverybody(s) && !IsLimited(s));

    /// <summary>Whether a statement is for everybody without any condition, so that AWS surely calls the policy public.</summary>
    public static bool IsSurelyPublic(JsonObject policy) => Statements(policy).Any(s => IsForEverybody(s) && s["Condition"] is null);

    /// <summary>The statements that allow something to anyone whom a condition with fixed values lets in.</summary>
    public static IReadOnlyList<string> Limited(JsonObject? policy) => Describe(policy, s => IsForEverybody(s) && IsLimited(s));

    /// <summary>The statements that deny the deletion of the bucket or of what is in it.</summary>
    public static IReadOnlyList<string> DenyingDeletion(JsonObject? policy) => Describe(policy, s =>
        s["Effect"]?.ToString() == "Deny"
            && (s["Action"] is null || Texts(s["Action"])
                .Any(a => a is "*" or "s3:*" || a.StartsWith("s3:Delete", StringComparison.OrdinalIgnoreCase)))
        // The usual statement that asks for TLS stops no deletion from here.
        && s["Condition"]?["Bool"]?["aws:SecureTransport"] is null);

    /// <summary>The statements that deny everybody, or all but some, to change the policy of the bucket again.</summary>
    public static IReadOnlyList<string> LockingOut(JsonObject? policy) => Describe(policy, s =>
        s["Effect"]?.ToString() == "Deny" && (s["NotPrincipal"] is not null || IsEverybody(s["Principal"]))
        && (s["Action"] is null ? !Texts(s["NotAction"]).Any(IsAboutPolicy) : Texts(s["Action"]).Any(IsAboutPolicy))
        // Where all resources are objects, the bucket itself is not meant.
        && (s["Resource"] is null || Texts(s["Resource"]).Any(r => r == "*" || !r.Contains('/', StringComparison.Ordinal)))
        && s["Condition"]?["Bool"]?["aws:SecureTransport"] is null);

    private static bool IsAboutPolicy(string action) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(action, "s3:PutBucketPolicy", ignoreCase: true);

    public static IEnumerable<JsonObject> Statements(JsonObject policy) => policy["Statement"] switch
    {
        JsonArray many => many.OfType<JsonObject>(),
        JsonObject one => [one],
        _ => [],
    };

    private static IReadOnlyList<string> Describe(JsonObject? policy, Func<JsonObject, bool> which) =>
        policy is null ? [] : [.. Statements(policy).Where(which).Select(Describe)];

    private static bool IsForEverybody(JsonObject statement) =>
        statement["Effect"]?.ToString() == "Allow"
        // NotPrincipal with Allow is everybody but the named.
        && (statement["NotPrincipal"] is not null || IsEverybody(statement["Principal"]));

    private static bool IsEverybody(JsonNode? principal) => principal switch
    {
        JsonValue value => value.ToString() == "*",
        JsonArray many => many.Any(IsEverybody),
        JsonObject kinds => IsEverybody(kinds["AWS"]) || IsEverybody(kinds["CanonicalUser"]),
        _ => false,
    };

    // Conditions of one statement are all to be met, so one that limits is enough.
    private static bool IsLimited(JsonObject statement) =>
        statement["Condition"] is JsonObject conditions
            && conditions.Any(c => c.Value is JsonObject keys && keys.Any(k => IsLimit(c.Key, k.Key, Texts(k.Value).ToList())));

    private static bool IsLimit(string test, string key, List<string> values)
    {
        if (values.Count == 0) return false;
        if (string.Equals(key, "aws:SourceIp", StringComparison.OrdinalIgnoreCase)) return test == "IpAddress" && values.All(IsNarrow);
        return Equal.Contains(test) && Limiting.Contains(key, StringComparer.OrdinalIgnoreCase) && values.All(v => IsFixed(key, v));
    }

    // A wildcard or a variable may stand for anybody, except behind what names an account.
    private static bool IsFixed(string key, string value)
    {
        if (value.Contains("${", StringComparison.Ordinal)) return false;
        var part = key.EndsWith("Arn", StringComparison.OrdinalIgnoreCase)
            // arn:partition:service:region:account:resource; buckets name no account, and there the resource must be whole.
            ? value.Split(':') is [_, _, _, _, var account, ..] && account.Length > 0 ? account : value
            : string.Equals(key, "aws:userid", StringComparison.OrdinalIgnoreCase) ? value.Split(':')[0] : value;
        return part.Length > 0 && part.IndexOfAny(['*', '?']) < 0;
    }

    // Networks of this size have no one owner.
    private static bool IsNarrow(string network) =>
        IPNetwork.TryParse(network.Contains('/', StringComparison.Ordinal) ? network
            : $"{network}/{(network.Contains(':', StringComparison.Ordinal) ? 128 : 32)}", out var parsed)
        && parsed.PrefixLength >= (parsed.BaseAddress.AddressFamily is System.Net.Sockets.AddressFamily.InterNetwork ? 8 : 32);

    private static string Describe(JsonObject statement) =>
        $"{Text(statement["Action"] ?? statement["NotAction"], statement["Action"] is null)} on "
        + Text(statement["Resource"] ?? statement["NotResource"], statement["Resource"] is null)
        + (statement["Condition"] is { } condition ? $" if {ToText(condition)}" : "");

    private static string Text(JsonNode? node, bool not) =>
        (not ? "all but " : "") + (Texts(node).ToList() is { Count: > 0 } texts ? string.Join(", ", texts) : "nothing");

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        null => [],
        JsonArray many => many.Select(n => n?.ToString() ?? ""),
        _ => [node.ToString()],
    };
}
