using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Infra.Core.Settings;

/// <summary>
/// Checks a value against the part of JSON Schema that the contract allows, and says what is wrong in words for people and models.
/// It serves arguments of tools and plugins.json alike. It forgives what models send: "42" for 42, one value for a list,
/// a list or object written as a string, null for what may be left out.
/// </summary>
internal sealed class SchemaCheck
{
    private const int MostFaults = 5;
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new();

    private readonly string word;
    private readonly List<string> faults = [];

    private SchemaCheck(string word) => this.word = word;

    /// <summary>The value as the schema wants it, or what is wrong with it.</summary>
    /// <param name="schema">An object's schema.</param>
    /// <param name="value">What was given.</param>
    /// <param name="word">What a property is called in messages: argument, or key.</param>
    public static (JsonObject? Value, IReadOnlyList<string> Faults) Object(JsonElement schema, JsonElement value, string word)
    {
        var check = new SchemaCheck(word);
        if (value.ValueKind is not JsonValueKind.Object) return (null, [$"The {word}s must be an object."]);
        var result = check.Properties(schema, value, "");
        return check.faults.Count == 0 ? (result, []) : (null, check.faults);
    }

    private void Fault(string text)
    {
        if (faults.Count < MostFaults) faults.Add(text);
    }

    private JsonObject Properties(JsonElement schema, JsonElement value, string path)
    {
        var known = schema.TryGetProperty("properties", out var p) ? p : default;
        var others = schema.TryGetProperty("additionalProperties", out var a) && a.ValueKind is JsonValueKind.Object ? a : default;
        var result = new JsonObject();
        foreach (var property in value.EnumerateObject())
        {
            var at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            var isKnown = known.ValueKind is JsonValueKind.Object && known.TryGetProperty(property.Name, out _);
            if (!isKnown && others.ValueKind is not JsonValueKind.Object && a.ValueKind is not JsonValueKind.True && (known.ValueKind is JsonValueKind.Object || a.ValueKind is JsonValueKind.False))
            {
                var names = known.ValueKind is JsonValueKind.Object ? known.EnumerateObject().Select(k => k.Name).ToList() : [];
                Fault($"Unknown {word} '{Short(at)}'.{Nearest.Hint(property.Name, names)}{(names.Count is 0 ? $" It takes no {word}s." : names.Count <= 20 ? $" Known: {string.Join(", ", names)}." : "")}");
                continue;
            }

            var its = isKnown ? known.GetProperty(property.Name) : others;
            // Optional means absent; models also write null or, for all others, the key twice. The last one counts, as everywhere in JSON.
            if (property.Value.ValueKind is JsonValueKind.Null && !Required(schema).Contains(property.Name)) continue;
            result[property.Name] = its.ValueKind is JsonValueKind.Object ? Value(its, property.Value, at) : JsonNode.Parse(property.Value.GetRawText());
        }

        foreach (var name in Required(schema).Where(name => !value.TryGetProperty(name, out _)))
            Fault($"The {word} '{(path.Length == 0 ? name : $"{path}.{name}")}' is missing{(known.ValueKind is JsonValueKind.Object && known.TryGetProperty(name, out var its) ? $": {Wanted(its)}" : "")}.");
        Count(schema, result.Count, path, "minProperties", "maxProperties", "entries");
        return result;
    }

    private static IEnumerable<string> Required(JsonElement schema) =>
        schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(r => r.GetString()!) : [];

    private JsonNode? Value(JsonElement schema, JsonElement value, string path)
    {
        var type = schema.TryGetProperty("type", out var t) ? t.GetString() : null;
        var result = type switch
        {
            "object" => Unwrapped(value, JsonValueKind.Object) is { } o ? Properties(schema, o, path) : Wrong(schema, value, path),
            "array" when value.ValueKind is not JsonValueKind.Null => Items(schema, value, path),
            "array" => Wrong(schema, value, path),
            "string" => Text(value) is { } s ? JsonValue.Create(s) : Wrong(schema, value, path),
            "boolean" => Boolean(value) is { } b ? JsonValue.Create(b) : Wrong(schema, value, path),
            "integer" => Integer(value) is { } i ? JsonValue.Create(i) : Wrong(schema, value, path),
            "number" => Number(value) is { } n ? JsonValue.Create(n) : Wrong(schema, value, path),
            _ => JsonNode.Parse(value.GetRawText()),
        };
        if (result is JsonValue scalar && !Fits(schema, scalar)) Wrong(schema, value, path);
        return result;
    }

    private JsonArray Items(JsonElement schema, JsonElement value, string path)
    {
        var items = schema.TryGetProperty("items", out var i) ? i : JsonElement.Parse("{}");
        var result = new JsonArray();
        if (Unwrapped(value, JsonValueKind.Array) is { } array)
            foreach (var item in array.EnumerateArray()) result.Add(Value(items, item, $"{path}[{result.Count}]"));
        else
            result.Add(Value(items, value, $"{path}[0]"));
        Count(schema, result.Count, path, "minItems", "maxItems", "items");
        return result;
    }

    private void Count(JsonElement schema, int count, string path, string min, string max, string what)
    {
        var least = schema.TryGetProperty(min, out var m) ? m.GetInt32() : 0;
        var most = schema.TryGetProperty(max, out var x) ? x.GetInt32() : int.MaxValue;
        if (count < least || count > most)
            Fault($"'{Short(path)}' must have {(most == int.MaxValue ? $"at least {least}" : least == 0 ? $"at most {most}" : $"{least} to {most}")} {what}; it has {count}.");
    }

    private JsonNode? Wrong(JsonElement schema, JsonElement value, string path)
    {
        Fault($"'{Short(path)}' must be {Wanted(schema)}; got {Short(value.GetRawText())}.");
        return null;
    }

    private static bool Fits(JsonElement schema, JsonValue value)
    {
        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(a => JsonNode.DeepEquals(JsonNode.Parse(a.GetRawText()), value))) return false;
        if (value.GetValueKind() is JsonValueKind.Number)
        {
            var number = value.GetValue<object>() is long l ? l : value.GetValue<double>();
            return (!schema.TryGetProperty("minimum", out var min) || number >= min.GetDouble()) && (!schema.TryGetProperty("maximum", out var max) || number <= max.GetDouble());
        }

        if (value.GetValueKind() is not JsonValueKind.String) return true;
        var text = value.GetValue<string>();
        return (!schema.TryGetProperty("minLength", out var least) || text.Length >= least.GetInt32())
            && (!schema.TryGetProperty("maxLength", out var most) || text.Length <= most.GetInt32())
            && (!schema.TryGetProperty("pattern", out var pattern) || Matches(pattern.GetString()!, text))
            && (!schema.TryGetProperty("format", out var format) || !format.ValueEquals("date-time") || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _));
    }

    private static bool Matches(string pattern, string text)
    {
        try
        {
            // JSON Schema's $ is the end of the text; .NET's also stands before a last line break.
            return Patterns.GetOrAdd(pattern, p => new(p.EndsWith('$') ? $"{p[..^1]}\\z" : p, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200))).IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>What a schema allows, in words.</summary>
    internal static string Wanted(JsonElement schema)
    {
        if (schema.TryGetProperty("enum", out var allowed)) return $"one of {string.Join(", ", allowed.EnumerateArray())}";
        var type = schema.TryGetProperty("type", out var t) ? t.GetString() : null;
        var (min, max) = (Number("minimum"), Number("maximum"));
        var range = (min, max) switch
        {
            (null, null) => "",
            (_, null) => $" of at least {min}",
            (null, _) => $" of at most {max}",
            _ => $" from {min} to {max}",
        };
        return type switch
        {
            "integer" => $"an integer{range}",
            "number" => $"a number{range}",
            "boolean" => "true or false",
            "array" => schema.TryGetProperty("items", out var items) ? $"a list, each {Wanted(items)}" : "a list",
            "object" => schema.TryGetProperty("additionalProperties", out var values) && values.ValueKind is JsonValueKind.Object ? $"an object of names to values, each {Wanted(values)}" : "an object",
            "string" when schema.TryGetProperty("format", out var f) && f.ValueEquals("date-time") => "a time such as 2026-01-31T12:00:00Z",
            "string" when schema.TryGetProperty("pattern", out var pattern) => $"text like {pattern.GetString()}",
            "string" when Number("minLength") is { } or "" && Number("maxLength") is { } most => $"text of {Number("minLength") ?? "0"} to {most} characters",
            "string" when Number("minLength") is { } least => $"text of at least {least} characters",
            "string" => "text",
            _ => "a value",
        };

        string? Number(string key) => schema.TryGetProperty(key, out var value) ? value.GetRawText() : null;
    }

    private static JsonElement? Unwrapped(JsonElement value, JsonValueKind kind)
    {
        if (value.ValueKind == kind) return value;
        if (value.ValueKind is not JsonValueKind.String || value.GetString()!.TrimStart() is not ['[' or '{', ..]) return null;
        try
        {
            var inner = JsonElement.Parse(value.GetString()!);
            return inner.ValueKind == kind ? inner : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    private static bool? Boolean(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => bool.TryParse(value.GetString(), out var b) ? b : null,
        _ => null,
    };

    private static long? Integer(JsonElement value) => Number(value) is { } n && n == Math.Floor(n) && Math.Abs(n) <= 9_007_199_254_740_991 ? (long)n : null;

    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetDouble(out var n) && double.IsFinite(n) ? n : null,
        JsonValueKind.String => double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n) ? n : null,
        _ => null,
    };

    private static string Short(string text) => text.Length <= 80 ? text : $"{text[..80]}…";
}
