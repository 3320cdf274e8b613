using System.Text.Encodings.Web;
using System.Text.Json;

namespace Infra.Plugins.Iam;

/// <summary>Policy documents: read from AWS, checked before they are sent, and judged for plans.</summary>
internal static class PolicyDocuments
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A document as IAM gives it: URL-encoded.</summary>
    public static JsonElement Decode(string document) => JsonElement.Parse(document.StartsWith('{') ? document : Uri.UnescapeDataString(document));

    /// <summary>On one line.</summary>
    public static string Line(JsonElement document) => JsonSerializer.Serialize(document, Compact);

    /// <summary>A document that the caller gave; <paramref name="trust"/> tells a role's trust policy from one that grants permissions.</summary>
    /// <exception cref="ToolException">It is none that IAM would take.</exception>
    public static JsonElement Check(string text, bool trust = false)
    {
        JsonElement document;
        try
        {
            document = JsonElement.Parse(text);
        }
        catch (JsonException e)
        {
            throw new ToolException(ToolErrorCode.InvalidInput, $"The policy document is not JSON (line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}).", "Pass the document as a string that holds a JSON object.", e);
        }

        if (document.ValueKind is not JsonValueKind.Object || !document.TryGetProperty("Statement", out _) || !document.TryGetProperty("Version", out var version))
            throw new ToolException(ToolErrorCode.InvalidInput, "A policy document is an object with Version and Statement.", """Use {"Version": "2012-10-17", "Statement": [...]}.""");
        if (version.ValueKind is not JsonValueKind.String || version.GetString() is not ("2012-10-17" or "2008-10-17"))
            throw new ToolException(ToolErrorCode.InvalidInput, "The policy document's Version must be 2012-10-17.", "Version is the version of the policy language, not a date of yours.");
        foreach (var statement in Statements(document))
        {
            if (!Has(statement, "Effect", "Effect") || !Has(statement, "Action", "NotAction"))
                throw new ToolException(ToolErrorCode.InvalidInput, "Each statement of a policy document needs Effect and Action.", "Add what is missing.");
            if (trust != Has(statement, "Principal", "NotPrincipal"))
                throw new ToolException(ToolErrorCode.InvalidInput, trust ? "A statement of the trust policy has no Principal." : "A statement names a Principal, which only trust policies do.",
                    trust ? "Name who may assume the role." : "Leave Principal out: the policy applies to whatever it is attached to.");
            if (trust == Has(statement, "Resource", "NotResource"))
                throw new ToolException(ToolErrorCode.InvalidInput, trust ? "A statement of the trust policy names a Resource, which is the role itself." : "A statement has no Resource.",
                    trust ? "Leave Resource out." : "Name the ARNs that the statement applies to.");
        }

        return document;
    }

    /// <summary>A trust policy that lets a service assume the role.</summary>
    public static JsonElement TrustService(string service) => JsonSerializer.SerializeToElement(new
    {
        Version = "2012-10-17",
        Statement = new[] { new { Effect = "Allow", Principal = new { Service = service }, Action = "sts:AssumeRole" } },
    });

    /// <summary>What a person should know before such a document takes effect.</summary>
    public static IEnumerable<string> Warnings(JsonElement document)
    {
        foreach (var statement in Statements(document).Where(s => s.TryGetProperty("Effect", out var e) && e.ValueEquals("Allow")))
        {
            var condition = statement.TryGetProperty("Condition", out _) ? ", as far as its condition holds" : "";
            if (Texts(statement, "Action").Any(a => a is "*" or "*:*") && Texts(statement, "Resource").Contains("*"))
                yield return $"WARNING: it allows every action on every resource{condition}: full administrator access.";
            if (Has(statement, "NotAction", "NotAction") && Texts(statement, "Resource").Contains("*"))
                yield return $"WARNING: it allows all actions but the named ones on every resource{condition}.";
            if (Principals(statement).Contains("*") || Has(statement, "NotPrincipal", "NotPrincipal"))
                yield return $"WARNING: it trusts everyone, in any AWS account{condition}.";
        }
    }

    /// <summary>Who a trust policy lets in, in short.</summary>
    public static IEnumerable<string> Trusted(JsonElement document) => Statements(document).SelectMany(Principals).Distinct();

    /// <summary>A document that takes the place of another, for a plan.</summary>
    public static IEnumerable<string> Change(JsonElement? before, JsonElement after) =>
        before is { } now && JsonElement.DeepEquals(now, after)
            ? ["Nothing changes: the document is this one already."]
            : [$"Now: {(before is { } b ? Line(b) : "none")}", $"Then: {Line(after)}", .. Warnings(after)];

    private static IEnumerable<JsonElement> Statements(JsonElement document) => !document.TryGetProperty("Statement", out var s) ? [] :
        (s.ValueKind is JsonValueKind.Array ? s.EnumerateArray().AsEnumerable() : [s]).Where(x => x.ValueKind is JsonValueKind.Object);

    private static IEnumerable<string> Principals(JsonElement statement) => !statement.TryGetProperty("Principal", out var p) ? [] :
        p.ValueKind is JsonValueKind.Object ? p.EnumerateObject().SelectMany(x => Texts(x.Value)) : Texts(p);

    private static IEnumerable<string> Texts(JsonElement statement, string name) => statement.TryGetProperty(name, out var value) ? Texts(value) : [];

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().Where(v => v.ValueKind is JsonValueKind.String).Select(v => v.GetString()!),
        _ => [],
    };

    private static bool Has(JsonElement statement, string name, string other) => statement.TryGetProperty(name, out _) || statement.TryGetProperty(other, out _);
}
