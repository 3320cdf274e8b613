using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Infra.Core.Safety;

/// <summary>
/// Takes secrets out of everything that leaves the process: results, errors, logs and the journal. It knows secrets by the name of
/// what holds them and by their form; it is the last net, not the first: tools do not return secrets in the first place.
/// </summary>
internal static partial class Redactor
{
    public const string Mark = "[redacted]";

    private const int MostKnownNames = 10_000;

    private static readonly string[] Labels = ["name", "key", "Name", "Key"];

    // What every form below has in it; most texts have nothing of it.
    private static readonly SearchValues<string> Suspicious = SearchValues.Create(
        ["AKIA", "ASIA", "PRIVATE KEY", "://", "passw", "pwd", "passphrase", "secret", "token", "apikey", "api_key", "api-key", "credential", "FwoG", "FQoG", "IQoJ", "Signature"], StringComparison.OrdinalIgnoreCase);

    // A few hundred names make up nearly all answers.
    private static readonly ConcurrentDictionary<string, bool> KnownNames = new();

    /// <summary>The value without secrets; the same node, changed in place.</summary>
    public static JsonNode? Clean(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject o:
                // { "name": "DB_PASSWORD", "value": "…" } and { "key": …, "value": … } are as telling as a property's name.
                var labelled = Label(o) is { } label && IsSecretName(label);
                for (var i = 0; i < o.Count; i++)
                {
                    var (name, value) = o.GetAt(i);
                    var secret = IsSecretName(name);
                    if (value is JsonValue scalar && scalar.GetValueKind() is JsonValueKind.String or JsonValueKind.Number && (secret || labelled && name.Equals("value", StringComparison.OrdinalIgnoreCase)))
                        o.SetAt(i, Mark);
                    else if (value is JsonArray list && secret) o.SetAt(i, new JsonArray([.. list.Select(_ => JsonValue.Create(Mark))]));
                    else if (Clean(value) is var clean && !ReferenceEquals(clean, value)) o.SetAt(i, clean);
                }

                return o;
            case JsonArray a:
                for (var i = 0; i < a.Count; i++)
                    if (Clean(a[i]) is var clean && !ReferenceEquals(clean, a[i])) a[i] = clean;

                return a;
            case JsonValue v when v.GetValueKind() is JsonValueKind.String && v.GetValue<string>() is var text:
                var cleaned = Clean(text);
                return ReferenceEquals(cleaned, text) ? v : JsonValue.Create(cleaned);
            default:
                return node;
        }
    }

    /// <summary>The text without what looks like a secret.</summary>
    public static string Clean(string text)
    {
        if (text.Length == 40 && BareSecretKey().IsMatch(text)) return Mark;
        if (text.Length < 8 || !text.AsSpan().ContainsAny(Suspicious)) return text;
        text = KeyPair().Replace(text, $"${{before}}{Mark}");
        text = PrivateKey().Replace(text, Mark);
        text = Url().Replace(text, $"${{before}}{Mark}@");
        text = Assignment().Replace(text, $"${{name}}${{sign}}{Mark}");
        text = AwsSecret().Replace(text, Mark);
        return Signed().Replace(text, $"${{name}}={Mark}");
    }

    /// <summary>Whether something of this name holds a secret.</summary>
    public static bool IsSecretName(string name)
    {
        if (KnownNames.TryGetValue(name, out var known)) return known;
        var secret = SecretName().IsMatch(name) && !NotSecretName().IsMatch(name);
        if (KnownNames.Count < MostKnownNames) KnownNames.TryAdd(name, secret);
        return secret;
    }

    private static string? Label(JsonObject o)
    {
        if (!o.ContainsKey("value") && !o.ContainsKey("Value")) return null;
        foreach (var name in Labels)
            if (o[name] is JsonValue label && label.GetValueKind() is JsonValueKind.String) return label.GetValue<string>();
        return null;
    }

    [GeneratedRegex("(pass(word|wd|phrase|code)|passwd|pwd$|secret|credential|private[_-]?key|key[_-]?material|session[_-]?token|security[_-]?token|access[_-]?token|auth[_-]?token|bearer|api[_-]?key|connection[_-]?string|client[_-]?secret|user[_-]?data)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    // Names of, and facts about, secrets that hold none: ARNs, ids, policies, ages, flags.
    [GeneratedRegex("(arn|id|ids|name|names|status|policy|policies|age|at|enabled|required|managed|managedby|count|last.*|version.*|rotat.*|length|secretsallowed|kmskey.*|source|type)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotSecretName();

    // A value that is nothing but a secret access key: 40 characters of Base64 with upper case, lower case and digits.
    [GeneratedRegex("^(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])[A-Za-z0-9/+]{40}$", RegexOptions.CultureInvariant)]
    private static partial Regex BareSecretKey();

    // An access key id, which is no secret, with its secret key behind it.
    [GeneratedRegex("(?<before>(?:AKIA|ASIA)[A-Z0-9]{16}[^A-Za-z0-9/+]{1,20})[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])", RegexOptions.CultureInvariant)]
    private static partial Regex KeyPair();

    [GeneratedRegex("-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(-----END [A-Z0-9 ]*PRIVATE KEY-----|\\z)", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"(?<before>\b[a-z][a-z0-9+.-]{0,20}://[^\s:/@""']{0,128}:)[^\s/@""']{1,256}@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Url();

    [GeneratedRegex(@"(?<![:/])(?<name>\b[\w.-]{0,40}(?:password|passwd|pwd|passphrase|secret(?:[_-]?(?:access)?[_-]?key)?|session[_-]?token|auth[_-]?token|access[_-]?token|api[_-]?key|client[_-]?secret)[""']?)(?<sign>\s*[=:]\s*)(?:""[^""]{1,512}""|'[^']{1,512}'|[^\s;,&""'}\]]{3,512})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();

    // Session tokens begin with one of these; secret access keys have no mark of their own and are known by their names.
    [GeneratedRegex(@"\b(?:IQoJ|FwoG|FQoG)[A-Za-z0-9+/=]{80,}", RegexOptions.CultureInvariant)]
    private static partial Regex AwsSecret();

    [GeneratedRegex(@"(?<name>X-Amz-(?:Signature|Security-Token|Credential))=[^&\s""]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Signed();
}
