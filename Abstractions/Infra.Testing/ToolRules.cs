using System.Text.Json;
using System.Text.RegularExpressions;
using Infra.Manifest;
using NJsonSchema;

namespace Infra.Testing;

/// <summary>
/// What good tools keep to, beyond what every plugin must (<see cref="PluginRules"/>). A rule gets all tools and returns a sentence for
/// each one that breaks it.
/// </summary>
internal static partial class ToolRules
{
    public static IReadOnlyDictionary<string, Func<IReadOnlyList<ToolManifest>, IEnumerable<string>>> All { get; } =
        new Dictionary<string, Func<IReadOnlyList<ToolManifest>, IEnumerable<string>>>
        {
            ["names are unique and at most 32 characters long"] = tools =>
                from t in tools
                where t.Name.Length > 32 || tools.Count(o => o.Name == t.Name) > 1
                select t.Name.Length > 32 ? $"{t.Name} has {t.Name.Length} characters; find a shorter noun"
                    : $"{t.Name} is the name of two tools; rename one",

            ["every argument is described, nested ones too, in a sentence"] = tools =>
                from t in tools
                from a in Arguments(t)
                where !DescribedWell().IsMatch(a.Description)
                select $"{t.Name}: {a.Path} '{a.Description}'; end it with a full stop",

            ["a description is one or two short sentences"] = tools =>
                from t in tools
                where !DescribedWell().IsMatch(t.Description) || t.Description.Length > 200
                select $"{t.Name} ({t.Description.Length} characters): {t.Description} Use at most 200, and end with a full stop.",

            ["tools named in descriptions exist"] = tools =>
                from t in tools
                from text in Arguments(t).Select(a => a.Description).Append(t.Description).Concat(t.Examples)
                from name in Named(tools, text)
                where tools.All(o => o.Name != name)
                select $"{t.Name} names {name}, and no tool is called so",

            ["a list says Lists and a delete says Deletes, and no other tool does"] = tools =>
                from t in tools
                let first = t.Description.Split(' ')[0]
                where (Verb(t) is "list") != (first is "Lists") || (Verb(t) is "delete") != (first is "Deletes")
                    || (first is "Removes" && Verb(t) is not "remove")
                select $"{t.Name}: {t.Description} Begin with "
                    + (Verb(t) switch { "list" => "Lists.", "delete" => "Deletes.", _ => "another verb." }),

            ["both schemas are objects, without alternatives, references and several types"] = tools =>
                from t in tools
                from schema in new[] { t.InputSchema, t.OutputSchema }
                from wrong in Unportable(schema, top: true)
                select $"{t.Name}: {wrong}",

            ["every argument has a type, and a required one has no default"] = tools =>
                from t in tools
                from wrong in Arguments(t).Where(a => a.Required && a.Schema.TryGetProperty("default", out _))
                    .Select(a => $"{a.Path} is required and has a default")
                    .Concat(Arguments(t).Where(a => !a.Schema.TryGetProperty("type", out _)
                        && !a.Description.Contains("JSON", StringComparison.Ordinal)).Select(a => $"{a.Path} has no type"))
                select $"{t.Name}: {wrong}",

            ["a bound stands at a value of the type that it bounds, so that it is checked"] = tools =>
                from t in tools
                from schema in new[] { t.InputSchema, t.OutputSchema }
                from wrong in Unbounded(schema)
                select $"{t.Name}: {wrong}",

            ["a list pages: limit and cursor in, items, complete and nextCursor out"] = tools =>
                from t in tools
                where Verb(t) is "list"
                    && !(Has(t.InputSchema, "limit", "cursor") && Has(t.OutputSchema, "items", "complete", "nextCursor"))
                select $"{t.Name}; derive its input from PageInput and answer with Page<Row>",

            ["what writes or deletes has a plan"] = tools =>
                from t in tools
                where t.Kind > ToolKind.Read && !t.HasPlan
                select $"{t.Name}; give it a PlanAsync",

            ["there are examples, and those in JSON fit the schema"] = tools =>
                from t in tools
                let wrong = t.Examples.FirstOrDefault(e =>
                    string.IsNullOrWhiteSpace(e) || (e.TrimStart()[0] is '{' && !Fits(t.InputSchema, e)))
                where t.Examples.Count == 0 || wrong is not null
                select wrong is null ? $"{t.Name} has no examples; give it one or two sentences as users say them"
                    : $"{t.Name}: the example '{wrong}' does not fit the input schema",

            ["the same argument has the same words in every tool"] = tools =>
                    from argument in tools.SelectMany(Arguments).GroupBy(a => a.Name)
                    from same in argument.Select(a => a.Description).Distinct().GroupBy(d => string.Join(' ', Meaning(argument.Key, d)))
                    where same.Count() > 1
                    select $"{argument.Key}: '{string.Join("', '", same)}'; use one wording, or another name if it is another thing",
        };

    /// <summary>The tools that a text names, there or not: a module's name, then more.</summary>
    public static IEnumerable<string> Named(IReadOnlyList<ToolManifest> tools, string text)
    {
        var modules = tools.Select(t => t.Name.Split('_')[0]).ToHashSet();
        // A name with a dot is one of Python's, as lambda_function.lambda_handler.
        return Tool().Matches(text).Select(m => m.Value).Where(n => modules.Contains(n.Split('_')[0]));
    }

    public static string Verb(ToolManifest tool) => tool.Name.Split('_').ElementAtOrDefault(1) ?? "";

    private static bool Has(JsonElement schema, params string[] names) =>
        schema.TryGetProperty("properties", out var properties) && names.All(n => properties.TryGetProperty(n, out _));

    private static bool Fits(JsonElement schema, string json)
    {
        try
        {
            return JsonSchema.FromJsonAsync(schema.GetRawText()).GetAwaiter().GetResult().Validate(json).Count == 0;
        }
        catch (Newtonsoft.Json.JsonException)
        {
            return false;
        }
    }

    public static IEnumerable<(string Name, string Path, string Description, bool Required, JsonElement Schema)> Arguments(
        ToolManifest tool) => Properties(tool.InputSchema, "");

    private static IEnumerable<(string Name, string Path, string Description, bool Required, JsonElement Schema)> Properties(
        JsonElement schema, string above)
    {
        if (schema.ValueKind is not JsonValueKind.Object) yield break;
        if (schema.TryGetProperty("properties", out var properties))
        {
            var required = schema.TryGetProperty("required", out var r) ? r.EnumerateArray().Select(n => n.GetString()).ToHashSet() : [];
            foreach (var p in properties.EnumerateObject())
            {
                yield return (p.Name, above + p.Name, p.Value.TryGetProperty("description", out var d) ? d.GetString()! : "",
                    required.Contains(p.Name), p.Value);
                foreach (var inner in Properties(p.Value, $"{above}{p.Name}.")) yield return inner;
            }
        }

        foreach (var keyword in new[] { "items", "additionalProperties" })
            if (schema.TryGetProperty(keyword, out var of))
                foreach (var inner in Properties(of, above)) yield return inner;
    }

    private static IEnumerable<string> Unbounded(JsonElement schema)
    {
        if (schema.ValueKind is not JsonValueKind.Object) yield break;
        var type = schema.TryGetProperty("type", out var its) && its.ValueKind is JsonValueKind.String ? its.GetString() : null;
        foreach (var keyword in schema.EnumerateObject())
        {
            var bounded = keyword.Name switch
            {
                "minLength" or "maxLength" or "pattern" => type is "string",
                "minimum" or "maximum" => type is "integer" or "number",
                "minItems" or "maxItems" => type is "array",
                "minProperties" or "maxProperties" => type is "object",
                _ => true,
            };
            if (!bounded) yield return $"{keyword.Name} says nothing of a value of type {type}";
            foreach (var wrong in Inside(keyword).SelectMany(Unbounded)) yield return wrong;
        }
    }

    private static IEnumerable<string> Unportable(JsonElement schema, bool top)
    {
        if (schema.ValueKind is not JsonValueKind.Object) yield break;
        if (top && !(schema.TryGetProperty("type", out var type) && type.ValueKind is JsonValueKind.String && type.ValueEquals("object")))
            yield return "the type is not object";
        foreach (var keyword in schema.EnumerateObject())
        {
            if (keyword.Name is "anyOf" or "oneOf" or "allOf" or "not" or "if" || keyword.Name.StartsWith('$')) yield return keyword.Name;
            if (keyword.Name is "type" && keyword.Value.ValueKind is not JsonValueKind.String) yield return "several types";
            foreach (var wrong in Inside(keyword).SelectMany(i => Unportable(i, top: false))) yield return wrong;
        }
    }

    // The schemas that a keyword of a schema holds.
    private static IEnumerable<JsonElement> Inside(JsonProperty keyword) => keyword.Name switch
    {
        "properties" or "definitions" => keyword.Value.EnumerateObject().Select(p => p.Value),
        "items" or "additionalProperties" => [keyword.Value],
        _ => [],
    };

    /// <summary>The words that make the difference, so that two ways to say the same are seen.</summary>
    private static IEnumerable<string> Meaning(string argument, string description) =>
        Word().Matches(description).Select(w => w.Value.ToLowerInvariant())
            .Except(["a", "an", "the", "of", "its", "this", "that", "these", "is", "are", "as", "like", "only", "those"])
            .Except(NameWord().Matches(argument).Select(w => w.Value.ToLowerInvariant())).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^\S.*[.}]$")]
    private static partial Regex DescribedWell();

    [GeneratedRegex(@"(?<![\w./])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w]|\.[a-z])")]
    public static partial Regex Tool();

    [GeneratedRegex(@"[\p{L}\p{N}*/$:\[\]-]+")]
    private static partial Regex Word();

    [GeneratedRegex("[A-Z]?[a-z0-9]+|[A-Z]+")]
    private static partial Regex NameWord();
}
