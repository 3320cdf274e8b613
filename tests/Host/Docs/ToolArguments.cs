using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Infra.Core.Docs;

/// <summary>A tool's arguments with their constraints, as a table for people.</summary>
internal static class ToolArguments
{
    private const string NoBound = "2147483647";

    /// <param name="schema">The tool's own input schema.</param>
    public static string Table(JsonElement schema)
    {
        var rows = new StringBuilder();
        Add(rows, schema, "");
        return rows.Length == 0 ? "It has no arguments of its own.\n"
            : $"| argument | type | constraints | meaning |\n|---|---|---|---|\n{rows}";
    }

    private static void Add(StringBuilder rows, JsonElement schema, string prefix)
    {
        if (!schema.TryGetProperty("properties", out var properties)) return;
        var required = schema.TryGetProperty("required", out var names)
            ? names.EnumerateArray().Select(n => n.GetString()!).ToHashSet() : [];
        foreach (var (name, its) in properties.EnumerateObject().Select(p => (p.Name, p.Value)))
        {
            var shown = required.Contains(name) ? $"**`{prefix}{name}`**" : $"`{prefix}{name}`";
            rows.Append(CultureInfo.InvariantCulture, $"| {shown} | {Type(its)} | {Cell(Constraints(its))} | {Cell(Meaning(its))} |\n");
            Add(rows, Entry(its), $"{prefix}{name}{(its.TryGetProperty("items", out _) ? "[]" : "")}.");
        }
    }

    // A list's constraints are those of its entries, and its own.
    private static JsonElement Entry(JsonElement schema) => schema.TryGetProperty("items", out var items) ? items : schema;

    private static string Type(JsonElement schema)
    {
        if (schema.TryGetProperty("items", out var items)) return $"list of {Plural(Type(items))}";
        if (schema.TryGetProperty("additionalProperties", out var values) && values.ValueKind is JsonValueKind.Object)
            return $"map of {Plural(Type(values))}";
        return schema.TryGetProperty("format", out var format) && format.GetString() is "date-time" ? "time"
            : schema.TryGetProperty("type", out var type) ? type.GetString()! : "any JSON";

        static string Plural(string type) => type is "any JSON" || type.Contains(" of ", StringComparison.Ordinal) ? type : $"{type}s";
    }

    private static string Constraints(JsonElement schema)
    {
        var entry = Entry(schema);
        // The largest number that fits is no bound that a person would call one.
        string? One(JsonElement of, string keyword) =>
            of.TryGetProperty(keyword, out var value) && value.ToString() is not NoBound and var text ? text : null;
        string? Bounds(JsonElement of, string least, string most, string unit) => (One(of, least), One(of, most)) switch
        {
            (null, null) => null,
            ({ } from, null) => $"at least {from}{unit}",
            (null, { } to) => $"at most {to}{unit}",
            var (from, to) => $"{from} to {to}{unit}",
        };
        IEnumerable<string?> all =
        [
            entry.TryGetProperty("enum", out var values) ? string.Join(", ", values.EnumerateArray().Select(v => $"`{v}`")) : null,
            Bounds(entry, "minimum", "maximum", ""),
            Bounds(entry, "minLength", "maxLength", " characters"),
            One(entry, "pattern") is { } pattern ? $"`{pattern}`" : null,
            Bounds(schema, "minItems", "maxItems", " entries"),
            Bounds(schema, "minProperties", "maxProperties", " entries"),
            schema.TryGetProperty("default", out var standard) ? $"default `{standard.GetRawText()}`" : null,
            schema.TryGetProperty("x-local-file", out _) ? "not over HTTP" : null,
            schema.TryGetProperty("x-from-person", out _) ? "only on the command line" : null,
        ];
        return string.Join("; ", all.OfType<string>());
    }

    private static string Meaning(JsonElement schema) => schema.TryGetProperty("description", out var text) ? text.GetString()!
        : Entry(schema).TryGetProperty("description", out var its) ? its.GetString()! : "";

    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
