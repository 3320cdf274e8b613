using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>Input of tools that take a template.</summary>
public abstract record TemplateInput
{
    [Description("JSON or YAML; or templateUrl."), MaxLength(51200)]
    public string? TemplateBody { get; init; }

    [Description("HTTPS URL in S3."), RegularExpression("https://.+")]
    public string? TemplateUrl { get; init; }
}

/// <summary>Input of tools that apply a template to a stack.</summary>
public abstract record StackInput : TemplateInput
{
    [Description("Stack name."), RegularExpression("[a-zA-Z][-a-zA-Z0-9]{0,127}|arn:.+")]
    public required string StackName { get; init; }

    [Description("Parameter names with values.")]
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    [Description("Allows IAM resources or macros."),
        AllowedValues("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")]
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    [Description("Role of CloudFormation."), RegularExpression("arn:.+:role/.+")]
    public string? RoleArn { get; init; }

    [Description("Tags.")]
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>A resource as a template declares it.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Body">All that the template says of it.</param>
internal sealed record TemplateResource(string Type, JsonNode? Body)
{
    /// <summary>What becomes of the resource when its stack is deleted, by CloudFormation's rules and defaults.</summary>
    public (DeletionFate Fate, string Why) OnDelete => (Body as JsonObject)?["DeletionPolicy"] switch
    {
        null when Body is not JsonObject => (DeletionFate.Unknown, "its declaration cannot be read"),
        // Their default; an instance of a cluster has no data of its own.
        null when Type is "AWS::RDS::DBCluster" || Type is "AWS::RDS::DBInstance" && !Has("DBClusterIdentifier") =>
            (DeletionFate.Snapshot, "by default"),
        null => (DeletionFate.Deleted, ""),
        JsonValue value => value.GetValue<string>() switch
        {
            "Delete" => (DeletionFate.Deleted, ""),
            "Snapshot" => (DeletionFate.Snapshot, "DeletionPolicy Snapshot"),
            "Retain" or "RetainExceptOnCreate" => (DeletionFate.Kept, $"DeletionPolicy {value.GetValue<string>()}"),
            var other => (DeletionFate.Unknown, $"its DeletionPolicy is {other}"),
        },
        _ => (DeletionFate.Unknown, "its DeletionPolicy is computed"),
    };

    /// <summary>Whether two declarations say the same, as far as GetTemplate can show it.</summary>
    public bool IsLike(TemplateResource other) => Templates.IsLike(Body, other.Body);

    private bool Has(string property) => ((Body as JsonObject)?["Properties"] as JsonObject)?.ContainsKey(property) is true;
}

/// <summary>What becomes of a resource when its stack is deleted.</summary>
internal enum DeletionFate
{
    Deleted,
    Snapshot,
    Kept,
    Unknown,
}

/// <summary>What can be told of a template without CloudFormation's doing anything.</summary>
internal static partial class Templates
{
    /// <summary>CloudFormation reads a template at a URL with the caller's permissions.</summary>
    public static readonly string[] UrlActions = ["s3:GetObject", "kms:Decrypt>s3.amazonaws.com"];

    /// <summary>Refuses both or neither of text and URL.</summary>
    public static void CheckOne(TemplateInput input)
    {
        if (input.TemplateBody is null == input.TemplateUrl is null)
            throw ToolException.InvalidInput("One template is needed.", "Pass either templateBody or templateUrl.");
    }

    /// <summary>The template's face; null, with a note, when CloudFormation does not tell it to this caller.</summary>
    public static Task<GetTemplateSummaryResponse?> SummaryAsync(IAmazonCloudFormation cfn, TemplateInput input, Unknowns unknowns,
        CancellationToken ct) =>
        unknowns.TryAsync("The template's parameters and capabilities",
            () => cfn.GetTemplateSummaryAsync(new() { TemplateBody = input.TemplateBody, TemplateURL = input.TemplateUrl }, ct));

    /// <summary>Checks what the caller must acknowledge and give.</summary>
    /// <param name="summary">The template's face.</param>
    /// <param name="input">The call.</param>
    /// <param name="known">Parameters that have a value already.</param>
    /// <exception cref="ToolException">Something is missing or too much.</exception>
    public static void Check(GetTemplateSummaryResponse summary, StackInput input, IEnumerable<string> known)
    {
        // A named role is more than a role: the stronger word covers the weaker.
        var missing = (summary.Capabilities ?? []).Select(c => c.ToString())
            .Where(c => !input.Capabilities.Contains(c) && !(c == "CAPABILITY_IAM" && input.Capabilities.Contains("CAPABILITY_NAMED_IAM")))
                .ToList();
        if (missing.Count > 0)
        {
            throw ToolException.InvalidInput($"The template needs {string.Join(" and ", missing)}: {summary.CapabilitiesReason}",
                $"If that is wanted, pass capabilities: {JsonSerializer.Serialize(missing)}.");
        }

        var parameters = summary.Parameters ?? [];
        var names = parameters.Select(p => p.ParameterKey).ToList();
        if (input.Parameters.Keys.Except(names).ToList() is { Count: > 0 } unknown)
            throw ToolException.InvalidInput($"The template has no parameter {string.Join(", ", unknown)}.",
                $"It has {string.Join(", ", names)}.");
        if (parameters.Where(p => p.DefaultValue is null).Select(p => p.ParameterKey).Except(input.Parameters.Keys).Except(known)
            .ToList() is { Count: > 0 } needed)
            throw ToolException.InvalidInput($"The template needs values for {string.Join(", ", needed)}.", "Pass them in parameters.");
    }

    /// <summary>The text of a stack's template.</summary>
    public static async Task<string> OfAsync(IAmazonCloudFormation cfn, string stack, TemplateStage stage, CancellationToken ct) =>
        (await Stacks.FoundAsync(cfn.GetTemplateAsync(new() { StackName = stack, TemplateStage = stage }, ct))).TemplateBody ?? "";

    /// <summary>
    /// The resources that a template declares, by logical id; null when it cannot be read. What <c>Fn::ForEach</c> makes is one entry
    /// under its key: only CloudFormation's processed text has the single resources.
    /// </summary>
    public static IReadOnlyDictionary<string, TemplateResource>? Resources(string template) =>
        TemplateText.Parse(template)?["Resources"] switch
        {
            JsonObject resources => resources.ToDictionary(r => r.Key, r => new TemplateResource(TypeOf(r.Key, r.Value), r.Value)),
            _ => null,
        };

    /// <summary>The parameters that a template declares; null when it declares none or cannot be read.</summary>
    public static JsonObject? Declared(string template) => TemplateText.Parse(template)?["Parameters"] as JsonObject;

    /// <summary>The parameters that a template hides (NoEcho), with their defaults.</summary>
    public static IReadOnlyDictionary<string, string?> Hidden(string template) =>
        Declared(template) is { } parameters
        ? parameters.Where(p => Scalar(p.Value, "NoEcho")?.Equals("true", StringComparison.OrdinalIgnoreCase) is true)
            .ToDictionary(p => p.Key, p => Scalar(p.Value, "Default"))
        : new Dictionary<string, string?>();

    /// <summary>Whether two parts of templates say the same. GetTemplate shows each character beyond ASCII as a question mark.</summary>
    public static bool IsLike(JsonNode? one, JsonNode? other) => JsonNode.DeepEquals(Ascii(one), Ascii(other));

    /// <summary>A note when a text of GetTemplate may have lost characters; null otherwise.</summary>
    public static string? Damage(string text) => text.Contains('?', StringComparison.Ordinal)
        ? "CloudFormation returns every character outside ASCII as '?': put such characters back before you pass this text on."
        : null;

    private static JsonNode? Ascii(JsonNode? node) => node switch
    {
        JsonObject map =>
            new JsonObject(map.Select(e => KeyValuePair.Create(BeyondAscii().Replace(e.Key, "?"), Ascii(e.Value))).DistinctBy(e => e.Key)),
        JsonArray list => new JsonArray([.. list.Select(Ascii)]),
        JsonValue value => JsonValue.Create(BeyondAscii().Replace(value.GetValue<string>(), "?")),
        _ => null,
    };

    private static string TypeOf(string key, JsonNode? body) =>
        key.StartsWith("Fn::", StringComparison.Ordinal) ? "resources that it makes"
        : Scalar(body, "Type") ?? "unknown type";

    private static string? Scalar(JsonNode? node, string key) => (node as JsonObject)?[key] is JsonValue value
        ? value.GetValue<string>() : null;

    [GeneratedRegex("[^\u0000-\u003E@-\u007F]+", RegexOptions.CultureInvariant)]
    private static partial Regex BeyondAscii();
}
