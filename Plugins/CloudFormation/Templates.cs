using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>Input of tools that take a template.</summary>
public abstract record TemplateInput
{
    [Description("JSON or YAML."), MaxLength(51200)]
    public string? TemplateBody { get; init; }

    [Description("Or S3 URL."), RegularExpression("https://.+")]
    public string? TemplateUrl { get; init; }
}

/// <summary>Input of tools that apply a template to a stack.</summary>
public abstract record StackInput : TemplateInput
{
    [Description("Stack name.")]
    public required string Stack { get; init; }

    [Description("Parameters.")]
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    [Description("Acknowledged."), AllowedValues("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")]
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    [Description("Role for CloudFormation."), RegularExpression("arn:.+:role/.+")]
    public string? RoleArn { get; init; }

    [Description("Tags.")]
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>A resource as a template declares it.</summary>
internal sealed record TemplateResource(string Type, string? DeletionPolicy, string Text);

/// <summary>What can be told of a template without CloudFormation's doing anything.</summary>
internal static partial class Templates
{
    /// <summary>Refuses both or neither of text and URL.</summary>
    public static void CheckOne(TemplateInput input)
    {
        if (input.TemplateBody is null == input.TemplateUrl is null)
            throw new ToolException(ToolErrorCode.InvalidInput, "One template is needed.", "Pass either templateBody or templateUrl.");
    }

    /// <summary>The template's face, after checking what the caller must acknowledge and give.</summary>
    /// <param name="cfn">The client.</param>
    /// <param name="input">With a template.</param>
    /// <param name="known">Parameters that have a value already.</param>
    /// <param name="ct">Ends the call.</param>
    /// <exception cref="ToolException">Something is missing or too much.</exception>
    public static async Task<List<ParameterDeclaration>> CheckAsync(IAmazonCloudFormation cfn, StackInput input, IEnumerable<string> known, CancellationToken ct)
    {
        CheckOne(input);
        var seen = await cfn.GetTemplateSummaryAsync(new() { TemplateBody = input.TemplateBody, TemplateURL = input.TemplateUrl }, ct);
        // A named role is more than a role: the stronger word covers the weaker.
        if (seen.Capabilities?.Select(c => c.ToString()).Where(c => !input.Capabilities.Contains(c) && !(c == "CAPABILITY_IAM" && input.Capabilities.Contains("CAPABILITY_NAMED_IAM"))).ToList() is { Count: > 0 } missing)
            throw new ToolException(ToolErrorCode.InvalidInput, $"The template needs {string.Join(" and ", missing)}: {seen.CapabilitiesReason}", $"If that is wanted, pass capabilities: {JsonSerializer.Serialize(missing)}.");
        var parameters = seen.Parameters ?? [];
        if (input.Parameters.Keys.Except(parameters.Select(p => p.ParameterKey)).ToList() is { Count: > 0 } unknown)
            throw new ToolException(ToolErrorCode.InvalidInput, $"The template has no parameter {string.Join(", ", unknown)}.", $"It has {string.Join(", ", parameters.Select(p => p.ParameterKey))}.");
        if (parameters.Where(p => p.DefaultValue is null).Select(p => p.ParameterKey).Except(input.Parameters.Keys).Except(known).ToList() is { Count: > 0 } needed)
            throw new ToolException(ToolErrorCode.InvalidInput, $"The template needs values for {string.Join(", ", needed)}.", "Pass them in parameters.");
        return parameters;
    }

    /// <summary>The text of a stack's template as it was given.</summary>
    public static async Task<string> OfAsync(IAmazonCloudFormation cfn, string stack, CancellationToken ct) =>
        (await Stacks.FoundAsync(cfn.GetTemplateAsync(new() { StackName = stack, TemplateStage = TemplateStage.Original }, ct))).TemplateBody ?? "";

    /// <summary>The resources that a template declares; empty when it cannot be read. YAML is read by its indentation alone.</summary>
    public static IReadOnlyDictionary<string, TemplateResource> Resources(string template)
    {
        if (!template.TrimStart().StartsWith('{')) return FromYaml(template);
        try
        {
            return JsonElement.Parse(template).TryGetProperty("Resources", out var resources) && resources.ValueKind is JsonValueKind.Object
                ? resources.EnumerateObject().ToDictionary(r => r.Name, r => new TemplateResource(Text(r.Value, "Type") ?? "unknown type", Text(r.Value, "DeletionPolicy"), JsonSerializer.Serialize(r.Value)))
                : new Dictionary<string, TemplateResource>();
        }
        catch (JsonException)
        {
            return new Dictionary<string, TemplateResource>();
        }
    }

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind is JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;

    private static Dictionary<string, TemplateResource> FromYaml(string template)
    {
        var blocks = new Dictionary<string, StringBuilder>();
        var (inside, indent, current) = (false, 0, (StringBuilder?)null);
        foreach (var line in template.ReplaceLineEndings("\n").Split('\n').Where(l => l.Trim().Length > 0 && !l.TrimStart().StartsWith('#')))
        {
            var depth = line.Length - line.TrimStart().Length;
            if (depth == 0) (inside, indent, current) = (TopLevelResources().IsMatch(line), 0, null);
            else if (inside && (indent == 0 || depth == indent) && YamlKey().Match(line) is { Success: true } key)
            {
                indent = depth;
                blocks[key.Groups["name"].Value] = current = new();
            }
            else current?.Append(line.TrimEnd()).Append('\n');
        }

        return blocks.ToDictionary(b => b.Key, b =>
        {
            var text = b.Value.ToString();
            return new TemplateResource(YamlType().Match(text) is { Success: true } t ? t.Groups["value"].Value : "unknown type", YamlDeletion().Match(text) is { Success: true } d ? d.Groups["value"].Value : null, text);
        });
    }

    [GeneratedRegex("""^["']?Resources["']?\s*:""", RegexOptions.CultureInvariant)]
    private static partial Regex TopLevelResources();

    [GeneratedRegex("""^\s+["']?(?<name>[A-Za-z0-9]+)["']?\s*:\s*$""", RegexOptions.CultureInvariant)]
    private static partial Regex YamlKey();

    [GeneratedRegex("""(?m)^\s+["']?Type["']?\s*:\s*["']?(?<value>[\w:]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex YamlType();

    [GeneratedRegex("""(?m)^\s+["']?DeletionPolicy["']?\s*:\s*["']?(?<value>\w+)""", RegexOptions.CultureInvariant)]
    private static partial Regex YamlDeletion();
}
