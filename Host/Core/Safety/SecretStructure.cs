using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Core.Safety;

/// <summary>
/// Takes secrets out of a JSON value. A telling name holds for all that lies under it, until a name of a fact ends it:
/// <c>Parameters.DbPassword.Default</c> is a secret, <c>Parameters.DbPassword.Type</c> is none.
/// </summary>
/// <param name="remembered">Whether the values that a call in progress remembers are taken out as well.</param>
/// <param name="depth">How many texts within texts are still read as JSON.</param>
internal sealed class SecretStructure(bool remembered, int depth)
{
    /// <inheritdoc cref="Redactor.Clean(JsonNode, out int, ReadOnlySpan{string})"/>
    public JsonNode? Clean(JsonNode? node, ReadOnlySpan<string> made, ref int taken) => Clean(node, made, secret: false, ref taken);

    private JsonNode? Clean(JsonNode? node, ReadOnlySpan<string> made, bool secret, ref int taken)
    {
        switch (node)
        {
            case JsonObject o:
                return Object(o, made, secret, ref taken);
            case JsonArray a:
                var keys = HasAccessKeyId(a);
                for (var i = 0; i < a.Count; i++)
                    if (Item(a[i], secret, keys, ref taken) is var clean && !ReferenceEquals(clean, a[i])) a[i] = clean;
                return a;
            case JsonValue v when v.GetValueKind() is JsonValueKind.String && v.GetValue<string>() is var text:
                if (secret && !SecretValues.IsPlain(text)) return Taken(ref taken);
                var cleaned = Redactor.Clean(text, remembered, depth, ref taken);
                return ReferenceEquals(cleaned, text) ? v : JsonValue.Create(cleaned);
            case JsonValue v when secret && v.GetValueKind() is JsonValueKind.Number && !SecretValues.IsPlain(v.ToJsonString()):
                return Taken(ref taken);
            default:
                return node;
        }
    }

    private JsonNode Object(JsonObject o, ReadOnlySpan<string> made, bool secret, ref int taken)
    {
        string[] names;
        string?[] texts;
        try
        {
            (names, texts) = (new string[o.Count], new string?[o.Count]);
            for (var i = 0; i < names.Length; i++)
            {
                var (name, value) = o.GetAt(i);
                (names[i], texts[i]) = (name, Text(value));
            }
        }
        catch (ArgumentException)
        {
            // A key stands in it twice, which a node cannot hold but a text can.
            return JsonValue.Create(Redactor.Clean(o.ToJsonString(HostJson.Relaxed), remembered, depth: 0, ref taken));
        }

        var (labelled, keys, changed) = (IsMarkedSecret(o), false, IsChangeOfSecret(names, texts));
        for (var i = 0; i < names.Length; i++)
        {
            if (texts[i] is not { } text) continue;
            labelled = labelled || SecretNames.RoleOf(names[i]) is NameRole.Label && SecretNames.IsSecret(text);
            keys = keys || SecretValues.IsAccessKeyId(text);
        }

        var ofKubernetes = Array.IndexOf(names, "kind") is var kind and >= 0 && texts[kind] is "Secret";
        // What a resource of CloudFormation is called says nothing about its properties.
        if (secret && Array.IndexOf(names, "Type") is var type and >= 0 && texts[type]?.Contains("::", StringComparison.Ordinal) is true)
            secret = false;
        for (var i = 0; i < names.Length; i++)
        {
            if (made.Contains(names[i])) continue;
            var value = o[i];
            if (ofKubernetes && names[i] is "data" or "stringData" && value is JsonObject data)
            {
                // There each name is one that a person chose.
                foreach (var name in data.Select(p => p.Key).ToList()) data[name] = Taken(ref taken);
                continue;
            }

            var its = SecretNames.Judge(names[i]) switch
            {
                _ when changed && names[i] is ("from" or "to") => true,
                NameSays.Secret => !IsCount(names[i], value),
                // A data key of KMS.
                _ when names[i] is "Plaintext" or "plaintext" && names.Contains("CiphertextBlob", StringComparer.OrdinalIgnoreCase) => true,
                _ when names[i] is "auth" or "_auth" && texts[i] is { } auth && SecretValues.IsBasic(auth) => true,
                NameSays.Fact => labelled && SecretNames.RoleOf(names[i]) is NameRole.Labelled,
                _ => secret || labelled && SecretNames.RoleOf(names[i]) is NameRole.Labelled,
            };
            if (Item(value, its, keys, ref taken) is var clean && !ReferenceEquals(clean, value)) o.SetAt(i, clean);
        }

        return o;
    }

    private JsonNode? Item(JsonNode? value, bool secret, bool keys, ref int taken) =>
        keys && Text(value) is { } text && SecretValues.IsSecretKey(text) ? Taken(ref taken)
        : Clean(value, [], secret, ref taken);

    private static readonly SearchValues<char> Digits = SearchValues.Create("-.0123456789");

    // "passwords": 3 and "accessKeys": 2 say how many there are, "tokens": 4096 how much.
    private static bool IsCount(string name, JsonNode? value) =>
        value is JsonValue v && v.GetValueKind() is JsonValueKind.Number && IsCount(name.AsSpan(), v.ToJsonString());

    /// <summary>Whether the value is a number of what a name has in the plural.</summary>
    public static bool IsCount(ReadOnlySpan<char> name, ReadOnlySpan<char> value) =>
        name is [.., 's' or 'S'] && !name.EndsWith("pass", StringComparison.OrdinalIgnoreCase)
            && value.Length <= 9 && !value.ContainsAnyExcept(Digits);

    // A line of a plan whose resource is "parameter DbPassword": what it was and will be stands beside it.
    private static bool IsChangeOfSecret(string[] names, string?[] texts)
    {
        const string Parameter = "parameter ";
        return Array.IndexOf(names, "resource") is >= 0 and var at && texts[at] is { } resource
            && resource.StartsWith(Parameter, StringComparison.Ordinal) && SecretNames.IsSecret(resource[Parameter.Length..]);
    }

    // A parameter of CloudFormation, and one of Systems Manager.
    private static bool IsMarkedSecret(JsonObject o) =>
        o.TryGetPropertyValue("NoEcho", out var no) && no?.ToString() is "true" or "True"
        || (o["Type"] ?? o["type"]) is JsonValue type && type.ToString() is "SecureString";

    private static bool HasAccessKeyId(JsonArray a) =>
        a.Count <= 100 && a.Any(i => Text(i) is { } text && SecretValues.IsAccessKeyId(text));

    private static JsonValue Taken(ref int taken)
    {
        taken++;
        return JsonValue.Create(Redactor.Mark);
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue v && v.GetValueKind() is JsonValueKind.String ? v.GetValue<string>() : null;
}
