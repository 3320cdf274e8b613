using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;

namespace Infra.Plugins.Secrets;

/// <summary>secrets_get_value (GetSecretValue): the only tool that tells a value.</summary>
public static class GetValue
{
    public static readonly SecretsTool Tool = SecretsTool.Read<Input, Result>(
        "get_value", "Reads the value of a secret. For all but the value, use secrets_get_secret.", RunAsync,
        iam: ["secretsmanager:GetSecretValue", "kms:Decrypt>secretsmanager.amazonaws.com"],
        examples: ["What is the password in shop/db?"],
        secret: true);

    public sealed record Input
    {
        [Description("Name or ARN."), RegularExpression(Secret.Id), MaxLength(2048)]
        public required string SecretId { get; init; }

        [Description("Only this field of a JSON value.")]
        public string? Field { get; init; }

        [Description("Version id or stage, for example AWSPREVIOUS; the current one when left out."), MaxLength(256)]
        public string? Version { get; init; }
    }

    /// <param name="Binary">In Base64, of a secret that is no text.</param>
    public sealed record Result(
        string Name, string Arn, string? Value, string? Binary, string VersionId, IReadOnlyList<string> Stages, DateTime? CreatedAt);

    public static async Task<Result> RunAsync(IAmazonSecretsManager secrets, Input input, CancellationToken ct)
    {
        // Ids of versions are those of requests: most are UUIDs, and no stage is.
        var isId = input.Version is { Length: >= 32 } id && !id.StartsWith("AWS", StringComparison.Ordinal);
        GetSecretValueResponse found;
        try
        {
            found = await secrets.GetSecretValueAsync(new()
            {
                SecretId = input.SecretId,
                VersionId = isId ? input.Version : null,
                VersionStage = isId ? null : input.Version ?? Secret.Current,
            }, ct);
        }
        catch (InvalidRequestException e) when (e.Message.Contains("delet", StringComparison.OrdinalIgnoreCase))
        {
            throw new ToolException(ToolErrorCode.Conflict, $"The secret {input.SecretId} is scheduled for deletion, and cannot be read.",
                "secrets_restore_secret brings it back.", e)
            {
                AwsErrorCode = e.ErrorCode,
                RequestId = e.RequestId,
            };
        }

        return new(found.Name, found.ARN, found.SecretString is { } text ? Pick(text, input.Field) : null,
            found.SecretBinary is { } bytes ? Convert.ToBase64String(bytes.ToArray()) : null, found.VersionId, found.VersionStages ?? [],
            found.CreatedDate);
    }

    private static string Pick(string text, string? field)
    {
        if (field is null) return text;
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind is JsonValueKind.Object)
            {
                if (json.RootElement.TryGetProperty(field, out var value)) return value.ToString();
                throw ToolException.NotFound($"The field {field} of the value",
                    $"It has: {string.Join(", ", json.RootElement.EnumerateObject().Select(p => p.Name))}.");
            }
        }
        catch (JsonException)
        {
            // The message would quote the value.
        }

        throw ToolException.InvalidInput("The value is no JSON object, and so has no fields.", "Leave field out.");
    }
}
