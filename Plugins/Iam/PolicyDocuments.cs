using System.Text.Encodings.Web;
using System.Text.Json;

namespace Infra.Plugins.Iam;

/// <summary>Where a policy document is to be used: IAM takes another form for each.</summary>
internal enum DocumentUse
{
    /// <summary>Permissions that are part of a role, user or group.</summary>
    Inline,

    /// <summary>Permissions with an ARN of their own.</summary>
    Managed,

    /// <summary>Who may assume a role.</summary>
    Trust,
}

/// <summary>Policy documents: read from AWS, checked before they are sent, and judged for plans.</summary>
internal static class PolicyDocuments
{
    // A document of this length has about 600 tokens; longer ones are summarised where they are not the subject.
    private const int ShortCharacters = 2_000;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A document as IAM gives it: URL-encoded.</summary>
    public static JsonElement Decode(string document) =>
        JsonElement.Parse(document.AsSpan().TrimStart().StartsWith("{") ? document : Uri.UnescapeDataString(document));

    /// <summary>On one line.</summary>
    public static string Line(JsonElement document) => JsonSerializer.Serialize(document, Compact);

    /// <summary>On one line, or what it holds when that line is long, as those of AWS's own policies are.</summary>
    public static string Short(JsonElement document)
    {
        var line = Line(document);
        if (line.Length <= ShortCharacters) return line;
        var statements = Statements(document).ToList();
        var actions = statements.SelectMany(s => Texts(s, "Action")).Distinct().Order(StringComparer.Ordinal).ToList();
        var first = string.Join(", ", PlanBuilder.Some(actions, 10));
        return $"{statements.Count} statements with {actions.Count} actions: {first}; iam_get_policy shows them";
    }

    /// <summary>A document that the caller gave.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="use">What it is for.</param>
    /// <exception cref="ToolException">IAM would not take it.</exception>
    public static JsonElement Check(string text, DocumentUse use)
    {
        JsonElement document;
        try
        {
            document = JsonElement.Parse(text);
        }
        catch (JsonException e)
        {
            throw new ToolException(
                ToolErrorCode.InvalidInput,
                $"The policy document is not JSON (line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}).",
                "Pass the document as a string that holds a JSON object.", e);
        }

        if (document.ValueKind is not JsonValueKind.Object || !document.TryGetProperty("Statement", out _))
            throw ToolException.InvalidInput("A policy document is an object with Statement.",
                """Use {"Version": "2012-10-17", "Statement": [...]}.""");
        CheckVersion(document, use);
        var isTrust = use is DocumentUse.Trust;
        foreach (var statement in Statements(document))
        {
            if (!Has(statement, "Effect", "Effect") || !Has(statement, "Action", "NotAction"))
                throw ToolException.InvalidInput("Each statement of a policy document needs Effect and Action.", "Add what is missing.");
            if (isTrust != Has(statement, "Principal", "NotPrincipal"))
            {
                throw isTrust
                    ? ToolException.InvalidInput("A statement of the trust policy has no Principal.", "Name who may assume the role.")
                    : ToolException.InvalidInput("A statement names a Principal; only trust policies do.",
                        "Leave Principal out: the policy applies to its holder.");
            }

            if (isTrust == Has(statement, "Resource", "NotResource"))
            {
                throw isTrust
                    ? ToolException.InvalidInput("A statement of the trust policy names a Resource; it is always the role itself.",
                        "Leave Resource out.")
                    : ToolException.InvalidInput("A statement has no Resource.", "Name the ARNs that the statement applies to.");
            }
        }

        return document;
    }

    /// <summary>A trust policy that lets a service assume the role.</summary>
    public static JsonElement TrustService(string service) => JsonSerializer.SerializeToElement(new
    {
        Version = "2012-10-17",
        // EKS Pod Identity tags the session that it starts, and cannot use a role that does not let it.
        Statement = new[]
        {
            service.StartsWith("pods.eks.", StringComparison.Ordinal)
                ? (object)new { Effect = "Allow", Principal = new { Service = service },
                    Action = new[] { "sts:AssumeRole", "sts:TagSession" } }
                : new { Effect = "Allow", Principal = new { Service = service }, Action = "sts:AssumeRole" },
        },
    });

    /// <summary>What a person should know before such a document takes effect.</summary>
    public static IEnumerable<string> Warnings(JsonElement document)
    {
        if (!document.TryGetProperty("Version", out _))
            yield return "The document has no Version, so 2008-10-17 holds: policy variables such as ${aws:username} are plain text in it.";
        foreach (var statement in Statements(document).Where(s => s.TryGetProperty("Effect", out var e) && e.ValueEquals("Allow")))
        {
            var condition = statement.TryGetProperty("Condition", out _) ? ", as far as its condition holds" : "";
            var everywhere = Texts(statement, "Resource").Contains("*") || Has(statement, "NotResource", "NotResource");
            if (Texts(statement, "Action").Any(a => a is "*" or "*:*") && everywhere)
                yield return $"It allows every action on every resource{condition}: full administrator access.";
            if (Has(statement, "NotAction", "NotAction") && everywhere)
                yield return $"It allows all actions but the named ones on every resource{condition}.";
            if (Principals(statement).Contains("*") || Has(statement, "NotPrincipal", "NotPrincipal"))
                yield return $"It trusts everyone, in any AWS account{condition}.";
        }
    }

    /// <summary>Who a trust policy lets in, in short.</summary>
    public static IEnumerable<string> Trusted(JsonElement document) => Statements(document).SelectMany(Principals).Distinct();

    /// <summary>Whether a statement allows the action on some resource: by its Allow alone, whatever denies it elsewhere.</summary>
    public static bool Allows(JsonElement document, string action) =>
        Statements(document).Any(s => s.TryGetProperty("Effect", out var e) && e.ValueEquals("Allow")
            && (Texts(s, "Action").Any(a => Fits(a, action)) || s.TryGetProperty("NotAction", out _)
                && !Texts(s, "NotAction").Any(a => Fits(a, action))));

    /// <summary>Whether it allows every action on every resource.</summary>
    public static bool IsAdministrator(JsonElement document) =>
        Statements(document).Any(s => s.TryGetProperty("Effect", out var e) && e.ValueEquals("Allow")
            && !s.TryGetProperty("Condition", out _)
            && Texts(s, "Action").Any(a => a is "*" or "*:*") && Texts(s, "Resource").Contains("*"));

    private static bool Fits(string pattern, string action) => NameFilter.Matches(action, pattern);

    /// <summary>Puts a document that takes the place of another into a plan, with its warnings.</summary>
    public static void AddChange(this PlanBuilder plan, string resource, string property, JsonElement? before, JsonElement after)
    {
        if (before is { } now && JsonElement.DeepEquals(now, after))
        {
            plan.Change(resource, property, Line(after), Line(after));
            return;
        }

        if (before is { } old) plan.Change(resource, property, Line(old), Line(after));
        else plan.Create(resource, property, Line(after));
        plan.WarnOf(after);
    }

    /// <summary>Puts the warnings of a document into a plan.</summary>
    public static PlanBuilder WarnOf(this PlanBuilder plan, JsonElement document, string of = "")
    {
        foreach (var warning in Warnings(document)) plan.Warn(of + warning);
        return plan;
    }

    /// <summary>The statements of a document; one that stands alone need not be in an array.</summary>
    public static IEnumerable<JsonElement> Statements(JsonElement document) => !document.TryGetProperty("Statement", out var s) ? [] :
        (s.ValueKind is JsonValueKind.Array ? s.EnumerateArray().AsEnumerable() : [s]).Where(x => x.ValueKind is JsonValueKind.Object);

    // Inline and trust policies may lack the version; managed ones must have the newest.
    private static void CheckVersion(JsonElement document, DocumentUse use)
    {
        if (!document.TryGetProperty("Version", out var version))
        {
            if (use is DocumentUse.Managed)
                throw ToolException.InvalidInput("A managed policy needs Version 2012-10-17.",
                    "Add it; policy variables such as ${aws:username} then take effect.");
            return;
        }

        var text = version.ValueKind is JsonValueKind.String ? version.GetString() : null;
        if (text != "2012-10-17" && (text != "2008-10-17" || use is DocumentUse.Managed))
            throw ToolException.InvalidInput("The policy document's Version must be 2012-10-17.",
                "Version is the version of the policy language, not a date of yours.");
    }

    private static IEnumerable<string> Principals(JsonElement statement) => !statement.TryGetProperty("Principal", out var p) ? [] :
        p.ValueKind is JsonValueKind.Object ? p.EnumerateObject().SelectMany(x => Texts(x.Value)) : Texts(p);

    /// <summary>The values of an element of a statement, which is one text or several.</summary>
    public static IEnumerable<string> Texts(
        JsonElement statement, string name) => statement.TryGetProperty(name, out var value) ? Texts(value) : [];

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().Where(v => v.ValueKind is JsonValueKind.String).Select(v => v.GetString()!),
        _ => [],
    };

    private static bool Has(JsonElement statement, string name, string other) =>
        statement.TryGetProperty(name, out _) || statement.TryGetProperty(other, out _);
}
