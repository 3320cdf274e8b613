using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_invoke (Invoke).</summary>
public static class Invoke
{
    // A function may answer with 6 MB; nobody wants to read that here.
    private const int MostCharacters = 16_000;

    public static readonly LambdaTool Tool = LambdaTool.Write<Input, Result>(
        "invoke", "Invokes a Lambda function and tells its answer and the end of its log.", PlanAsync, RunAsync,
        iam: ["lambda:GetFunction", "lambda:ListTags", "lambda:InvokeFunction"],
        examples: ["Call the function orders with {\"id\": 7}.", "May I invoke orders?"]);

    public sealed record Input : FunctionInput
    {
        [Description("Version or alias.")]
        public string? Qualifier { get; init; }

        [Description("Event: JSON, or text that holds it.")]
        public JsonElement? Payload { get; init; }

        [Description("Event does not wait; DryRun only checks permission."), AllowedValues("RequestResponse", "Event", "DryRun")]
        public string Type { get; init; } = "RequestResponse";
    }

    public sealed record Result(int Status, string? Version, string? FunctionError, JsonElement? Payload, string? Text, string? Truncated, string? Log);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var found = await Functions.FindAsync(lambda, input.FunctionName, ct, input.Qualifier);
        return new($"Invoke {Functions.Describe(found.Configuration)} as {input.Type}.",
        [
            input.Type == "DryRun" ? "Its code is not run; AWS only checks that it could be."
                : $"Its code runs with the rights of {found.Configuration.Role}, and does whatever it does, for at most {found.Configuration.Timeout} s.",
            $"Its event has {(Body(input)?.Length ?? 0).ToString(CultureInfo.InvariantCulture)} characters.",
        ])
        {
            Resources = [Functions.ToResource(found)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var answer = await lambda.InvokeAsync(new InvokeRequest
        {
            FunctionName = input.FunctionName,
            Qualifier = input.Qualifier,
            InvocationType = input.Type,
            // Only an invocation that is waited for has a log to give.
            LogType = input.Type == "RequestResponse" ? LogType.Tail : null,
            Payload = Body(input),
        }, ct);
        var text = answer.Payload is null ? "" : Encoding.UTF8.GetString(answer.Payload.ToArray());
        var fits = text.Length <= MostCharacters;
        var json = fits && text.Length > 0 ? Parse(text) : null;
        return new(
            answer.StatusCode ?? 0, answer.ExecutedVersion, answer.FunctionError is { Length: > 0 } error ? error : null,
            json, json is not null || text.Length == 0 ? null : fits ? text : text[..MostCharacters],
            fits ? null : string.Create(CultureInfo.InvariantCulture, $"text: the first {MostCharacters} of {text.Length} characters"),
            answer.LogResult is { Length: > 0 } log ? Encoding.UTF8.GetString(Convert.FromBase64String(log)) : null);
    }

    // A text that holds JSON is that JSON; any other text is a JSON string.
    private static string? Body(Input input) => input.Payload is not { ValueKind: not JsonValueKind.Undefined } payload ? null
        : payload.ValueKind is JsonValueKind.String && payload.GetString() is { } text && Parse(text) is not null ? text
        : payload.GetRawText();

    private static JsonElement? Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
