using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.SecretsManager;

namespace Infra.Plugins.Secrets;

/// <summary>
/// A new value of a secret: given by a person at a terminal, or else made by AWS (GetRandomPassword). Neither is in a result, a plan, the
/// journal or a log.
/// </summary>
public abstract record ValueInput
{
    [Description("Value."), FromPerson, MaxLength(65_536)]
    public string? Value { get; init; }

    [Description("JSON field for the value, for example password; the whole value when left out."), MaxLength(256)]
    public string? Field { get; init; }

    [Description("Other JSON fields, none of them secret."), MaxLength(50)]
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    [Description("Characters of a generated value."), Range(8, 4096)]
    public int Length { get; init; } = 32;

    [Description("Not in a generated value; RDS refuses /@\" and spaces."), MaxLength(4096)]
    public string? ExcludeCharacters { get; init; }

    /// <summary>What a plan says of it.</summary>
    /// <exception cref="ToolException">The arguments contradict each other.</exception>
    internal string Describe()
    {
        if (Fields.Count > 0 && Field is null)
            throw ToolException.InvalidInput("fields are those of a JSON value, and field names the one that is secret.", "Pass field.");
        if (Field is { } own && Fields.ContainsKey(own))
            throw ToolException.InvalidInput($"fields has '{own}', which is to hold the secret itself.", "Leave it out of fields.");
        var origin = Value is not null ? "what a person gave" : $"{Length} characters that AWS makes; nobody is shown them";
        return Field is null ? origin : $"JSON; {Field}: {origin}{string.Concat(Fields.Select(f => $"; {f.Key}: {f.Value}"))}";
    }

    /// <summary>The value to store.</summary>
    internal async Task<string> MakeAsync(IAmazonSecretsManager secrets, ToolContext context, CancellationToken ct)
    {
        _ = Describe();
        var value = Value ?? (await secrets.GetRandomPasswordAsync(new()
        {
            PasswordLength = Length,
            ExcludeCharacters = ExcludeCharacters,
            RequireEachIncludedType = true,
        }, ct)).RandomPassword;
        context.Secret(value);
        if (Field is null) return value;
        var json = new JsonObject(Fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value))) { [Field] = value };
        var text = json.ToJsonString(Plain);
        context.Secret(text);
        return text;
    }

    // What reads it is a program, not a web page.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
