using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Plugins.S3;

/// <summary>What bucket policies say.</summary>
internal static class BucketPolicies
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A policy that a caller gave.</summary>
    /// <exception cref="ToolException">It is no JSON object with statements.</exception>
    public static JsonObject Read(string policy)
    {
        var hint = "Give the whole policy document: Version, and Statement with Effect, Principal, Action and Resource.";
        if (Parse(policy) is not { } parsed) throw new ToolException(ToolErrorCode.InvalidInput, "The policy is not a JSON object.", hint);
        if (!Statements(parsed).Any()) throw new ToolException(ToolErrorCode.InvalidInput, "The policy has no statement.", hint);
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

    public static string ToText(JsonObject policy) => policy.ToJsonString(Json);

    /// <summary>The statements that allow something to everybody: <c>s3:GetObject on arn:aws:s3:::web/*</c>.</summary>
    public static IReadOnlyList<string> Public(JsonObject? policy) =>
        policy is null ? [] : [.. Statements(policy).Where(IsPublic).Select(Describe)];

    private static IEnumerable<JsonObject> Statements(JsonObject policy) => policy["Statement"] switch
    {
        JsonArray many => many.OfType<JsonObject>(),
        JsonObject one => [one],
        _ => [],
    };

    private static bool IsPublic(JsonObject statement) =>
        statement["Effect"] is JsonValue effect && effect.ToString() == "Allow"
        // NotPrincipal with Allow is everybody but the named.
        && (statement["NotPrincipal"] is not null || IsEverybody(statement["Principal"]));

    private static bool IsEverybody(JsonNode? principal) => principal switch
    {
        JsonValue value => value.ToString() == "*",
        JsonArray many => many.Any(IsEverybody),
        JsonObject kinds => IsEverybody(kinds["AWS"]),
        _ => false,
    };

    private static string Describe(JsonObject statement) =>
        $"{Text(statement["Action"] ?? statement["NotAction"], statement["Action"] is null)} on {Text(statement["Resource"] ?? statement["NotResource"], statement["Resource"] is null)}"
        + (statement["Condition"] is { } condition ? $" if {condition.ToJsonString(Json)}" : "");

    private static string Text(JsonNode? node, bool not) =>
        (not ? "all but " : "") + (node is JsonArray many ? string.Join(", ", many.Select(n => n?.ToString())) : node?.ToString() ?? "nothing");
}
