using System.Text.Json;
using System.Text.RegularExpressions;

namespace Infra.Manifest;

/// <summary>What every plugin must keep to, first party or not: clients and the guard depend on it.</summary>
public static partial class PluginRules
{
    // Clients send at most 64 to their model, with 'mcp__infra__' before it. The rules of the kit want 32, for longer prefixes.
    private const int LongestName = 52;

    /// <summary>The JSON Schema keywords that a host checks; a schema with another one would promise more than is checked.</summary>
    public static IReadOnlyCollection<string> Keywords { get; } = new HashSet<string>
    {
        "type", "properties", "required", "items", "additionalProperties", "enum", "pattern", "format", "default", "description", "title",
        "examples", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
        "x-outside-plan", "x-local-file", "x-from-person", "contentMediaType",
    };

    /// <summary>The arguments that the host adds to tools, so that no tool can have its own.</summary>
    public static IReadOnlyList<string> HostArguments { get; } = ["region", "profile", "confirm", "dryRun"];

    /// <exception cref="PluginException">The first rule that is broken, in one sentence.</exception>
    public static void Check(string assembly, IReadOnlyList<(IToolModule Module, IReadOnlyList<Tool> Tools)> modules)
    {
        foreach (var (module, tools) in modules)
        {
            if (!Name().IsMatch(module.Name)) throw Broken($"module '{module.Name}': a name is lower case letters and digits");
            if (tools.Count == 0) throw Broken($"module '{module.Name}' has no tools");
            if (tools.GroupBy(t => t.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw Broken($"module '{module.Name}' has two tools '{twice.Key}'");
            if ((module as IHasMainNoun)?.MainNoun is { } noun && !Noun().IsMatch(noun))
                throw Broken($"module '{module.Name}': its main noun '{noun}' is not lower snake case");
            foreach (var tool in tools) Check(module, tool);
            foreach (var prompt in (module as IHasPrompts)?.Prompts ?? []) CheckPrompt(module, prompt);
        }

        PluginException Broken(string what) => new($"{assembly}: {what}.");

        void CheckPrompt(IToolModule module, Prompt prompt)
        {
            var name = $"{module.Name}_{prompt.Name}";
            if (!ToolName().IsMatch(name)) throw Broken($"prompt '{name}': a name is lower snake case");
            if (string.IsNullOrWhiteSpace(prompt.Description)) throw Broken($"prompt '{name}' has no description");
            if (prompt.Content.FirstOrDefault(c => c is not (TextContent or ImageContent or ResourceContent)) is { } other)
                throw Broken($"prompt '{name}': it cannot hold {other.GetType().Name}");
            foreach (var text in prompt.Content.OfType<TextContent>())
                if (Variable().Matches(text.Text).FirstOrDefault(m => prompt.Arguments.All(a => a.Name != m.Groups[1].Value))
                    is { } unknown)
                    throw Broken($"prompt '{name}': its text names the argument {unknown.Value}, which it does not take");
        }

        void Check(IToolModule module, Tool tool)
        {
            var name = $"{module.Name}_{tool.Name}";
            if (!ToolName().IsMatch(name) || name.Length > LongestName)
                throw Broken($"tool '{name}': a name is lower snake case and at most {LongestName} characters long, with the module's");
            if (string.IsNullOrWhiteSpace(tool.Description)) throw Broken($"tool '{name}' has no description");
            if (tool.Kind is ToolKind.Destructive && !tool.HasPlan) throw Broken($"tool '{name}' is destructive and has no plan");
            if (tool.IamActions.FirstOrDefault(a => !Action().IsMatch(a)) is { } action)
                throw Broken($"tool '{name}': '{action}' is not an IAM action");
            foreach (var (schema, which) in new[] { (tool.InputSchema, "input"), (tool.OutputSchema, "output") })
            {
                if (schema.ValueKind is not JsonValueKind.Object || !schema.TryGetProperty("type", out var type)
                    || type.ValueKind is not JsonValueKind.String || !type.ValueEquals("object"))
                    throw Broken($"tool '{name}': the {which} schema must have \"type\": \"object\"");
                if (Unknown(schema) is { } keyword)
                    throw Broken($"tool '{name}': the {which} schema uses '{keyword}', which hosts do not check");
            }

            if (tool.Resource is { } resource && ResourceFault(tool, resource) is { } fault)
                throw Broken($"tool '{name}': its resource '{resource}' {fault}");

            if (tool.InputSchema.TryGetProperty("properties", out var properties)
                && HostArguments.FirstOrDefault(a => properties.TryGetProperty(a, out _)) is { } taken)
                throw Broken($"tool '{name}': the argument '{taken}' belongs to the host");
        }
    }

    private static string? ResourceFault(Tool tool, string resource)
    {
        var variables = Variable().Matches(resource).Select(m => m.Groups[1].Value).ToList();
        List<string> required = tool.InputSchema.TryGetProperty("required", out var must)
            ? [.. must.EnumerateArray().Select(r => r.GetString()!)] : [];
        return !Template().IsMatch(resource) ? "is no URI with variables such as acme://notes/{noteId}"
            : resource.StartsWith("aws:", StringComparison.Ordinal) || resource.StartsWith("infra:", StringComparison.Ordinal)
                ? "has a scheme of the host's"
            : tool.Kind is not ToolKind.Read || tool.Secret ? "belongs to a tool that does not only read, or returns a secret"
            : !required.Order(StringComparer.Ordinal).SequenceEqual(variables.Order(StringComparer.Ordinal))
                ? "does not have a variable for each argument that must be given, and for these alone"
            : null;
    }

    private static string? Unknown(JsonElement schema)
    {
        if (schema.ValueKind is not JsonValueKind.Object) return null;
        foreach (var keyword in schema.EnumerateObject())
        {
            if (!Keywords.Contains(keyword.Name)) return keyword.Name;
            var inner = keyword.Name switch
            {
                "properties" => keyword.Value.EnumerateObject().Select(p => Unknown(p.Value)).FirstOrDefault(u => u is not null),
                "items" or "additionalProperties" => Unknown(keyword.Value),
                "type" when keyword.Value.ValueKind is not JsonValueKind.String => "type: [...]",
                _ => null,
            };
            if (inner is not null) return inner;
        }

        return null;
    }

    [GeneratedRegex("^[a-z][a-z0-9]{0,15}$")]
    private static partial Regex Name();

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)+$")]
    private static partial Regex ToolName();

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex Noun();

    [GeneratedRegex("^(?:[a-z0-9-]+:[A-Za-z0-9]+|(?:iam:(?:PassRole|CreateServiceLinkedRole)|kms:[A-Za-z0-9]+)>[a-z0-9.-]+[.]amazonaws[.]com)$")]
    private static partial Regex Action();

    [GeneratedRegex("\\{([A-Za-z][A-Za-z0-9]*)\\}")]
    private static partial Regex Variable();

    [GeneratedRegex("^[a-z][a-z0-9+.-]*://(?:[A-Za-z0-9._~/-]|\\{[A-Za-z][A-Za-z0-9]*\\})+$")]
    private static partial Regex Template();
}
