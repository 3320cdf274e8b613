using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Catalog;

namespace Infra.Core.Offers;

/// <summary>
/// A tool's result as a resource. A <c>get</c> tool that asks AWS for what its arguments name is one by its name alone:
/// <c>ec2_get_instance</c> is <c>aws://{account}/{region}/ec2/instances/{instanceId}</c>. A tool with an address of its own has that one.
/// </summary>
/// <param name="Tool">The tool.</param>
/// <param name="Template">Its address.</param>
internal sealed record ToolResource(CatalogTool Tool, UriTemplate Template)
{
    public const string Scheme = "aws";
    public const string AccountVariable = "account";
    public const string RegionVariable = "region";

    /// <summary>In the place of an account or a region: the one that calls go to which name none.</summary>
    public const string Default = "default";

    private const string Global = "global";

    private static readonly JsonElement None = JsonElement.Parse("{}");

    /// <summary>Whether it is under <c>aws://</c>.</summary>
    public bool IsAws => Tool.Manifest.Resource is null;

    /// <summary>Whether it has no variables, and so is one resource.</summary>
    public bool IsOne => !Template.Variables.Any();

    /// <summary>What the resources of the tools are called that a caller may call, in their order.</summary>
    public static IReadOnlyList<ToolResource> Of(PluginCatalog catalog)
    {
        var phrases = Phrase.Of(catalog);
        return [.. phrases.Where(p => p.Tool.Refusal is null).Select(p => Of(p, phrases)).OfType<ToolResource>()];
    }

    /// <summary>The arguments of the call that reads it.</summary>
    /// <param name="values">Of the variables.</param>
    /// <exception cref="ToolException">A value is not of the argument's type.</exception>
    public JsonObject Arguments(IReadOnlyDictionary<string, string> values)
    {
        var arguments = new JsonObject();
        var properties = Properties(Tool);
        foreach (var (name, value) in values)
        {
            if (properties.TryGetProperty(name, out var schema)) arguments[name] = Value(name, value, schema);
        }

        return arguments;
    }

    private static ToolResource? Of(Phrase phrase, IReadOnlyList<Phrase> all)
    {
        var tool = phrase.Tool;
        if (tool.Manifest.Resource is { } own) return new(tool, new(own, Optional(tool)));
        if (phrase.Verb is not "get" || phrase.Noun.Length == 0 || tool is not { Kind: ToolKind.Read, CallsAws: true }
            || tool.Manifest is { Secret: true } or { Job: true } or { Person: true }) return null;
        var required = tool.Required;
        if (required.Count == 0 || required.Any(r => !IsText(Properties(tool).GetProperty(r)))) return null;
        // As the list of the same thing calls it.
        var noun = all.FirstOrDefault(p => p.Verb is "list" && p.Module == phrase.Module && p.Noun != phrase.Noun
            && Phrase.Same(p.Noun, phrase.Noun))?.Noun ?? phrase.Noun;
        var place = tool.IsRegional ? $"{{{RegionVariable}}}" : Global;
        return new(tool, new($"{Scheme}://{{{AccountVariable}}}/{place}/{tool.Module}/{noun}/"
            + string.Join('/', required.Select(r => $"{{{r}}}")), Optional(tool)));
    }

    // What can be written in a query: no objects, and no lists of them.
    private static List<string> Optional(CatalogTool tool)
    {
        var required = tool.Required;
        return [.. Properties(tool).EnumerateObject().Where(p => !required.Contains(p.Name) && !tool.LocalFiles.Contains(p.Name)
            && !tool.FromPerson.Contains(p.Name)
            && p.Value.TryGetProperty("type", out var type) && type.GetString() is "string" or "integer" or "number" or "boolean")
            .Select(p => p.Name)];
    }

    private static JsonElement Properties(CatalogTool tool) =>
        tool.Manifest.InputSchema.TryGetProperty("properties", out var properties) ? properties : None;

    private static bool IsText(JsonElement schema) => schema.TryGetProperty("type", out var type) && type.ValueEquals("string");

    private static JsonNode Value(string name, string value, JsonElement schema)
    {
        var type = schema.GetProperty("type").GetString();
        return type switch
        {
            "integer" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
                : throw Wrong(),
            "number" => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number) ? number : throw Wrong(),
            "boolean" => value switch { "true" => true, "false" => false, _ => throw Wrong() },
            _ => value,
        };

        ToolException Wrong() => ToolException.InvalidInput($"'{name}' in the URI must be of the type {type}.");
    }
}
