using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Core.Safety;

/// <summary>
/// Takes secrets out of everything that leaves the process: results, errors, logs and the journal. It knows them by the name of what
/// holds them (<see cref="SecretNames"/>), by their form (<see cref="SecretForms"/>), and for the time of a call by their value
/// (<see cref="CallSecrets"/>). It is the last net, not the first: tools do not return secrets in the first place. It never throws.
/// </summary>
internal static class Redactor
{
    public const string Mark = "[redacted]";

    // Texts in JSON in texts in JSON; what lies deeper is read as plain text.
    private const int DeepestText = 4;

    // What every telling name and every form has in it; most texts have nothing of it.
    private static readonly SearchValues<string> Suspicious = SearchValues.Create(
        [
            "pass", "pw", "secret", "token", "key", "cred", "bearer", "basic ", "jwt", "authoriz", "cookie", "connection", "userdata",
            "user_data", "user-data", "noecho", "://", "AKIA", "ASIA", "FwoG", "FQoG", "IQoJ", "FwoD", "AQoD", "signature",
            "sig=", "sig%3D",
            "eyJ", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "gl", "oracle", "hook", "telegram", "identified", "curl",
            "$1", "$2", "$5", "$6", "$7", "$a", "$g", "$h", "$m", "$p", "$s", "$y",
            "psk", "securestring", "auth", "Private-Lines", "{S", "{MD5", "{CRYPT", "redis-cli", ":5432:", ":5439:", ":6432:", ":*:",
            "net use", "ldap", "mysql", "mariadb", "CiphertextBlob", " login", " -p", " -n ", " -k ", " -u", "sqlplus", "rabbitmqctl",
            "sudo", "stdin",
        ], StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc cref="Clean(JsonNode, out int, ReadOnlySpan{string})"/>
    public static JsonNode? Clean(JsonNode? node) => Clean(node, out _);

    /// <summary>
    /// The value without secrets, those included that a call in progress remembers; for the journal, plans and whatever else is no
    /// result.
    /// </summary>
    /// <param name="node">Changed in place.</param>
    /// <param name="taken">How many values were taken out.</param>
    /// <param name="made">Properties of the node itself that the host made, such as <c>nextCursor</c>: they stay as they are.</param>
    /// <returns>The same node; another one where it is a text or an object that has a key twice, which is held as text.</returns>
    public static JsonNode? Clean(JsonNode? node, out int taken, params ReadOnlySpan<string> made)
    {
        taken = 0;
        return new SecretStructure(remembered: true, DeepestText).Clean(node, made, ref taken);
    }

    /// <summary>
    /// A result without what looks like a secret. What a call remembers stays where nothing else tells that it is secret: the value
    /// of one argument may be the name of something else.
    /// </summary>
    /// <inheritdoc cref="Clean(JsonNode, out int, ReadOnlySpan{string})"/>
    public static JsonNode? Result(JsonNode? node, out int taken, params ReadOnlySpan<string> made)
    {
        taken = 0;
        return new SecretStructure(remembered: false, DeepestText).Clean(node, made, ref taken);
    }

    /// <summary>What a tool returned beside its JSON, as a result; images and sounds stay as they are.</summary>
    public static IReadOnlyList<ToolContent> Result(IReadOnlyList<ToolContent> content, ref int taken)
    {
        var clean = new List<ToolContent>(content.Count);
        foreach (var part in content)
        {
            clean.Add(part switch
            {
                TextContent text => new TextContent(Shown(text.Text, ref taken)),
                ResourceContent resource => resource with
                {
                    Uri = Shown(resource.Uri, ref taken),
                    Text = Shown(resource.Text, ref taken),
                },
                ResourceLinkContent link => link with
                {
                    Uri = Shown(link.Uri, ref taken),
                    Name = Shown(link.Name, ref taken),
                    Description = link.Description is { } description ? Shown(description, ref taken) : null,
                },
                _ => part,
            });
        }

        return clean;

        static string Shown(string text, ref int taken) => Clean(text, remembered: false, DeepestText, ref taken);
    }

    /// <summary>The text without what looks like a secret and without what a call in progress remembers.</summary>
    public static string Clean(string text)
    {
        var taken = 0;
        return Clean(text, remembered: true, DeepestText, ref taken);
    }

    /// <summary>Whether something of this name holds a secret.</summary>
    public static bool IsSecretName(string name) => SecretNames.IsSecret(name);

    /// <summary>
    /// Why a write with these arguments must be refused: one of them holds the mark, which would replace the secret that it stands
    /// for. Null when none does.
    /// </summary>
    public static string? Refusal(JsonElement arguments) => WithMark(arguments, "") is { } at
        ? $"'{at}' holds {Mark}, which stands for a secret that an answer left out. Written back, it would replace the secret itself: "
            + "put the real value there, or change only the part that holds no secret."
        : null;

    internal static string Clean(string text, bool remembered, int depth, ref int taken)
    {
        if (remembered) text = CallSecrets.Clean(text, ref taken);
        if (text.Length < 4 || !text.AsSpan().ContainsAny(Suspicious) && !text.AsSpan().ContainsAny(SecretForms.Prefixes))
            return text;
        if (depth > 0 && Json(text) is { } json)
        {
            var found = 0;
            var clean = new SecretStructure(remembered: false, depth - 1).Clean(json, [], ref found);
            taken += found;
            // Untouched, it stays as it was to the byte.
            return found == 0 ? text : clean!.ToJsonString(text.Contains('\n', StringComparison.Ordinal)
                ? HostJson.Indented : HostJson.Relaxed);
        }

        List<Range> ranges = [];
        SecretForms.Find(text, ranges);
        SecretText.Find(text, ranges);
        return Replace(text, ranges, ref taken);
    }

    /// <summary>The text with the mark in place of each range; those that overlap are taken out together.</summary>
    internal static string Replace(string text, List<Range> ranges, ref int taken)
    {
        if (ranges.Count == 0) return text;
        ranges.Sort((a, b) => a.Start.Value.CompareTo(b.Start.Value));
        var result = new StringBuilder(text.Length);
        var done = 0;
        for (var i = 0; i < ranges.Count;)
        {
            var (start, end) = (ranges[i].Start.Value, ranges[i].End.Value);
            while (++i < ranges.Count && ranges[i].Start.Value < end) end = Math.Max(end, ranges[i].End.Value);
            result.Append(text, done, start - done).Append(Mark);
            done = end;
            taken++;
        }

        return result.Append(text, done, text.Length - done).ToString();
    }

    private static JsonNode? Json(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..]) return null;
        try
        {
            using var document = JsonDocument.Parse(text, new() { AllowDuplicateProperties = false });
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? WithMark(JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return value.GetString()!.Contains(Mark, StringComparison.Ordinal) ? path : null;
            case JsonValueKind.Object:
                foreach (var p in value.EnumerateObject())
                {
                    var at = path.Length == 0 ? p.Name : $"{path}.{p.Name}";
                    if (p.Name.Contains(Mark, StringComparison.Ordinal)) return at;
                    if (WithMark(p.Value, at) is { } found) return found;
                }

                return null;
            case JsonValueKind.Array:
                var i = 0;
                foreach (var item in value.EnumerateArray())
                    if (WithMark(item, $"{path}[{i++}]") is { } found) return found;
                return null;
            default:
                return null;
        }
    }
}
