using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Infra.Core.Settings;

/// <summary>
/// Checks a value against the part of JSON Schema that the contract allows, and says what is wrong in words for people and models.
/// It serves arguments of tools and plugins.json alike. It forgives what models send: "42" for 42, one value for a list,
/// a list or object written as a string, a string written as an object, null for what may be left out.
/// </summary>
internal sealed class SchemaCheck
{
    private const int MostFaults = 5;
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new();
    private static readonly JsonElement Anything = JsonElement.Parse("{}");

    private readonly string word;
    private readonly List<string> faults = [];

    private SchemaCheck(string word) => this.word = word;

    /// <summary>The value as the schema wants it, its keys in the schema's order, or what is wrong with it.</summary>
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

    /// <summary>
    /// The one form of all values that mean the same: defaults filled in, keys sorted, numbers in their shortest form. For digests
    /// and comparisons; a tool is given the value itself.
    /// </summary>
    /// <param name="schema">The schema that the value was checked by.</param>
    /// <param name="value">What <see cref="Object"/> returned; it is not changed.</param>
    public static JsonObject Canonical(JsonElement schema, JsonObject value)
    {
        var known = Inner(schema, "properties");
        var others = Inner(schema, "additionalProperties");
        var all = value.ToDictionary(p => p.Key,
            p => Canonical(Inner(known, p.Key) is { ValueKind: JsonValueKind.Object } its ? its : others, p.Value));
        if (known.ValueKind is JsonValueKind.Object)
            foreach (var property in known.EnumerateObject())
                if (!all.ContainsKey(property.Name)
                    && Inner(property.Value, "default") is { ValueKind: not JsonValueKind.Undefined } filled)
                    all[property.Name] = Canonical(property.Value, JsonNode.Parse(filled.GetRawText()));
        return new(all.OrderBy(p => p.Key, StringComparer.Ordinal));
    }

    private static JsonNode? Canonical(JsonElement schema, JsonNode? value) => value switch
    {
        JsonObject o => Canonical(schema, o),
        JsonArray a => new JsonArray([.. a.Select(i => Canonical(Inner(schema, "items"), i))]),
        JsonValue v when v.GetValueKind() is JsonValueKind.Number => Shortest(v),
        _ => value?.DeepClone(),
    };

    // 42, 42.0 and 4.2e1 are one number; what no double can hold keeps its digits.
    private static JsonNode Shortest(JsonValue value)
    {
        var text = value.ToJsonString();
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            && (exact != 0 || double.Parse(text, CultureInfo.InvariantCulture) == 0)
            // Division takes the zeros off: 1.10m and 1.1m are written differently.
            ? JsonValue.Create(exact / 1.000000000000000000000000000000m)
            : double.TryParse(text, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n)
                ? JsonValue.Create(n) : value.DeepClone();
    }

    private static JsonElement Inner(JsonElement schema, string name) =>
        schema.ValueKind is JsonValueKind.Object && schema.TryGetProperty(name, out var inner) ? inner : default;

    private void Fault(string text)
    {
        if (faults.Count < MostFaults) faults.Add(text);
    }

    private JsonObject Properties(JsonElement schema, JsonElement value, string path)
    {
        var known = Inner(schema, "properties");
        var others = Inner(schema, "additionalProperties");
        var isOpen = others.ValueKind is JsonValueKind.Object or JsonValueKind.True
            || known.ValueKind is not JsonValueKind.Object && others.ValueKind is not JsonValueKind.False;
        Dictionary<string, JsonNode?> given = [];
        HashSet<string> named = [];
        foreach (var property in value.EnumerateObject())
        {
            var at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            var its = Inner(known, property.Name);
            var isKnown = its.ValueKind is JsonValueKind.Object;
            if (!isKnown && !isOpen) Unknown(property.Name, at, known);
            else if (!named.Add(property.Name)) Fault($"The {word} '{Short(at)}' is given twice.");
            // Optional means absent; models also write null.
            else if (property.Value.ValueKind is not JsonValueKind.Null || Required(schema).Contains(property.Name))
                given.Add(property.Name, Value(isKnown ? its : others.ValueKind is JsonValueKind.Object ? others : Anything, property.Value,
                    at, isKnown));
        }

        foreach (var name in Required(schema))
        {
            if (named.Contains(name)) continue;
            var wanted = Inner(known, name) is { ValueKind: JsonValueKind.Object } its ? $": {Wanted(its)}" : "";
            Fault($"The {word} '{(path.Length == 0 ? name : $"{path}.{name}")}' is missing{wanted}.");
        }

        // By hand: what LINQ makes over these types is compiled while a server starts.
        var result = new JsonObject();
        if (known.ValueKind is JsonValueKind.Object)
            foreach (var property in known.EnumerateObject())
                if (given.Remove(property.Name, out var its)) result.Add(property.Name, its);
        foreach (var (name, its) in given) result.Add(name, its);
        Count(schema, result.Count, path, "minProperties", "maxProperties", "entries");
        return result;
    }

    private void Unknown(string name, string at, JsonElement known)
    {
        var names = known.ValueKind is JsonValueKind.Object ? known.EnumerateObject().Select(k => k.Name).ToList() : [];
        var all = names.Count switch { 0 => $" It takes no {word}s.", <= 20 => $" Known: {string.Join(", ", names)}.", _ => "" };
        Fault($"Unknown {word} '{Short(at)}'.{Nearest.Hint(name, names)}{all}");
    }

    /// <summary>The names of the properties that an object of this schema must have.</summary>
    public static List<string> Required(JsonElement schema)
    {
        List<string> names = [];
        if (schema.TryGetProperty("required", out var required))
            foreach (var name in required.EnumerateArray()) names.Add(name.GetString()!);
        return names;
    }

    private JsonNode? Value(JsonElement schema, JsonElement value, string path, bool mayBeJson = false)
    {
        var type = Inner(schema, "type") is { ValueKind: JsonValueKind.String } t ? t.GetString() : null;
        var result = type switch
        {
            "object" => Unwrapped(value, JsonValueKind.Object) is { } o ? Properties(schema, o, path) : Wrong(schema, value, path),
            "array" when value.ValueKind is not JsonValueKind.Null => Items(schema, value, path),
            "array" => Wrong(schema, value, path),
            "string" => Text(value, mayBeJson) is { } s ? JsonValue.Create(s) : Wrong(schema, value, path),
            "boolean" => Boolean(value) is { } b ? JsonValue.Create(b) : Wrong(schema, value, path),
            "integer" => Integer(value) is { } i ? JsonValue.Create(i) : Wrong(schema, value, path),
            "number" => Number(value) is { } n ? JsonValue.Create(n) : Wrong(schema, value, path),
            _ => Free(value, path),
        };
        if (type is not null && result is JsonValue scalar && !Fits(schema, scalar)) Wrong(schema, value, path);
        return result;
    }

    // Any JSON, as it came. A key that stands twice in it would be lost on the way, or one of them.
    private JsonNode? Free(JsonElement value, string path)
    {
        if (Twice(value, path) is not { } twice) return JsonNode.Parse(value.GetRawText());
        Fault($"The {word} '{Short(twice)}' is given twice.");
        return null;
    }

    private static string? Twice(JsonElement value, string path)
    {
        if (value.ValueKind is JsonValueKind.Array)
            return value.EnumerateArray().Select((item, i) => Twice(item, $"{path}[{i}]")).FirstOrDefault(t => t is not null);
        if (value.ValueKind is not JsonValueKind.Object) return null;
        HashSet<string> names = [];
        return value.EnumerateObject()
            .Select(p => names.Add(p.Name) ? Twice(p.Value, $"{path}.{p.Name}") : $"{path}.{p.Name}").FirstOrDefault(t => t is not null);
    }

    private JsonArray Items(JsonElement schema, JsonElement value, string path)
    {
        var items = schema.TryGetProperty("items", out var i) ? i : Anything;
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
            Fault($"'{Short(path)}' must have "
                + $"{(most == int.MaxValue ? $"at least {least}" : least == 0 ? $"at most {most}" : $"{least} to {most}")} {what}; it "
                + $"has {count}.");
    }

    private JsonNode? Wrong(JsonElement schema, JsonElement value, string path)
    {
        var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : null;
        if (text is "" && Inner(schema, "minLength").ValueKind is JsonValueKind.Number)
        {
            Fault($"'{Short(path)}' must not be empty.");
            return null;
        }

        var near = text is not null && Inner(schema, "enum") is { ValueKind: JsonValueKind.Array } allowed
            ? Nearest.Hint(text, allowed.EnumerateArray().Select(a => a.ToString()))
            : "";
        // What was meant for a secret is one, even if it is wrong.
        var got = Inner(schema, "format") is { ValueKind: JsonValueKind.String } format && format.ValueEquals("password")
            ? "" : $"; got {(text is null ? Short(value.GetRawText()) : $"'{Short(text)}'")}";
        Fault($"'{Short(path)}' must be {Wanted(schema)}{got}.{near}");
        return null;
    }

    private static bool Fits(JsonElement schema, JsonValue value)
    {
        if (schema.TryGetProperty("enum", out var allowed) && !IsAmong(allowed, value)) return false;
        if (value.GetValueKind() is JsonValueKind.Number)
        {
            var number = value.GetValue<object>() is long l ? l : value.GetValue<double>();
            return (!schema.TryGetProperty("minimum", out var min) || number >= min.GetDouble())
                && (!schema.TryGetProperty("maximum", out var max) || number <= max.GetDouble());
        }

        if (value.GetValueKind() is not JsonValueKind.String) return true;
        var text = value.GetValue<string>();
        return (!schema.TryGetProperty("minLength", out var least) || text.Length >= least.GetInt32())
            && (!schema.TryGetProperty("maxLength", out var most) || text.Length <= most.GetInt32())
            && (!schema.TryGetProperty("pattern", out var pattern) || Matches(pattern.GetString()!, text))
            && (!schema.TryGetProperty("format", out var format) || !format.ValueEquals("date-time")
                || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _));
    }

    private static bool IsAmong(JsonElement allowed, JsonValue value)
    {
        foreach (var one in allowed.EnumerateArray())
            if (JsonNode.DeepEquals(JsonNode.Parse(one.GetRawText()), value)) return true;
        return false;
    }

    /// <summary>Whether a text has a pattern of a schema.</summary>
    internal static bool Matches(string pattern, string text)
    {
        // JSON Schema's $ is the end of the text; .NET's also stands before a last line break.
        Regex Of(string p, RegexOptions options, TimeSpan longest) =>
            new(p.EndsWith('$') ? $"{p[..^1]}\\z" : p, RegexOptions.CultureInvariant | options, longest);
        try
        {
            return Patterns.GetOrAdd(pattern, p => Of(p, RegexOptions.None, TimeSpan.FromMilliseconds(200))).IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            // The clock goes on while a busy machine lets the thread wait: that makes no text wrong. This way takes no longer than the text
            // is long, and is slow to make.
            try
            {
                return Of(pattern, RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout).IsMatch(text);
            }
            catch (NotSupportedException)
            {
                return MatchesInTime(Of(pattern, RegexOptions.None, TimeSpan.FromSeconds(5)), text);
            }
        }
    }

    // A pattern that looks around itself.
    private static bool MatchesInTime(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
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
            "object" => schema.TryGetProperty("additionalProperties", out var values) && values.ValueKind is JsonValueKind.Object
                ? $"an object of names to values, each {Wanted(values)}" : "an object",
            "string" when schema.TryGetProperty("format", out var f) && f.ValueEquals("date-time") => "a time such as 2026-01-31T12:00:00Z",
            "string" when schema.TryGetProperty("pattern", out var pattern) => PatternWords.Of(schema, pattern.GetString()!),
            "string" when Number("maxLength") is { } most =>
                $"text of {(Number("minLength") is { } least and not "0" ? $"{least} to" : "at most")} {most} characters",
            "string" when Number("minLength") is { } least and not ("0" or "1") => $"text of at least {least} characters",
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

    // Policies, templates and bodies are sent as objects as often as texts; byte for byte, since a signature or a format may hang on it.
    private static string? Text(JsonElement value, bool mayBeJson) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Object or JsonValueKind.Array when mayBeJson => value.GetRawText(),
        _ => null,
    };

    private static bool? Boolean(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => bool.TryParse(value.GetString(), out var b) ? b : null,
        _ => null,
    };

    private static long? Integer(JsonElement value) =>
        Number(value) is { } n && n == Math.Floor(n) && Math.Abs(n) <= 9_007_199_254_740_991 ? (long)n : null;

    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetDouble(out var n) && double.IsFinite(n) ? n : null,
        JsonValueKind.String => double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var n)
            && double.IsFinite(n) ? n : null,
        _ => null,
    };

    private static string Short(string text) => text.Length <= 80 ? text : $"{text[..80]}…";
}
