using System.Text.Json;
using System.Text.RegularExpressions;

namespace Infra.Plugins.Trail;

/// <summary>
/// The record of an event, a JSON text in the answer of LookupEvents. What it lacks is null: services leave out what they like.
/// </summary>
/// <param name="Json">The record.</param>
internal sealed partial record EventRecord(JsonElement Json)
{
    /// <summary>The record; an empty one where AWS gives none, or none that can be read.</summary>
    public static EventRecord Parse(string? text)
    {
        try
        {
            return new(string.IsNullOrEmpty(text) ? default : JsonElement.Parse(text));
        }
        catch (JsonException)
        {
            return new(default(JsonElement));
        }
    }

    public string? Error => Text(Json, "errorCode");

    public string? ErrorMessage => Text(Json, "errorMessage");

    public string? SourceIp => Text(Json, "sourceIPAddress");

    public JsonElement? Request => Object(Json, "requestParameters");

    public JsonElement? Response => Object(Json, "responseElements");

    /// <summary>The id in the journal of the call of infra that sent the request; null when another program did.</summary>
    public string? Call =>
        Text(Json, "userAgent") is { } agent && Mark().Match(agent) is { Success: true } mark ? mark.Groups[1].Value : null;

    /// <summary>The service that asked for the caller, as CloudFormation does; or the console.</summary>
    public string? Via => Text(Identity, "invokedBy") is { } service ? service
        : Text(Json, "sessionCredentialFromConsole") is "true" ? "console" : null;

    /// <summary>Whether AWS did it by itself, in the course of what it was set up for: nobody asked for this very request.</summary>
    public bool IsOfAws => Text(Identity, "type") is "AWSService" || Text(Json, "eventType") is "AwsServiceEvent"
        || Text(Identity, "arn") is { } arn && arn.Contains("/AWSServiceRoleFor", StringComparison.Ordinal);

    /// <summary>
    /// Who: <c>user/alice</c>, <c>assumed-role/Admin/alice</c>, <c>root</c>, a service; with the account where it is another.
    /// </summary>
    public string? By
    {
        get
        {
            if (Text(Identity, "type") is "AWSService") return Text(Identity, "invokedBy");
            var account = Text(Identity, "accountId");
            var name = Text(Identity, "arn") is { } arn && arn.Split(':', 6) is [.., var last] ? last
                : Text(Identity, "userName") ?? Text(Identity, "principalId") ?? Text(Identity, "type");
            return account is null || account == Text(Json, "recipientAccountId") ? name : $"{name} of account {account}";
        }
    }

    private JsonElement Identity => Object(Json, "userIdentity") ?? default;

    private static JsonElement? Object(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Object
            ? value : null;

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            && value.GetString() is { Length: > 0 } text ? text : null;

    // What the host puts into the user agent of its requests.
    [GeneratedRegex(@"(?:^|[\s\[])infra/([0-9a-f]{12})(?:$|[\s\]])", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();
}
