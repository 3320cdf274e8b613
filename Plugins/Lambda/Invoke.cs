using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
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
        examples: ["Call the function orders with {\"id\": 7}.", "May I invoke orders?"])
        // A function may run for 15 minutes.
        .With(deadline: TimeSpan.FromMinutes(16));

    public sealed record Input : FunctionInput
    {
        [Description("Version or alias.")]
        public string? Qualifier { get; init; }

        [Description("Event, JSON.")]
        public JsonElement? Payload { get; init; }

        [Description("Event: no answer; DryRun: permission only."),
            AllowedValues("RequestResponse", "Event", "DryRun")]
        public string Type { get; init; } = "RequestResponse";

        [Description("Tenant, for functions with tenant isolation."), RegularExpression(@"[A-Za-z0-9._:/=+@ -]{1,256}")]
        public string? TenantId { get; init; }
    }

    public sealed record Result(int Status, string? Version, string? FunctionError, JsonElement? Payload, string? Text, string? Truncated,
        string? Log);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var (name, qualifier) = Functions.Split(input.FunctionName, input.Qualifier);
        var found = await Functions.FindAsync(lambda, name, ct, qualifier);
        var f = found.Configuration;
        var plan = new PlanBuilder($"Invoke {Functions.Describe(f)} as {input.Type}.").Touch(Functions.ToResource(found));
        if (input.Type == "DryRun") return plan.Keep(f.FunctionName, "its code is not run; AWS only checks that it could be").Build();
        var what = $"invocation of {f.FunctionName}";
        plan.Create(what, $"its code runs with the rights of {f.Role}, for at most {PlanBuilder.Text(f.Timeout)} s")
            .Create(what, "event", $"{PlanBuilder.Text(Body(input)?.Length ?? 0)} characters");
        if (input.TenantId is { } tenant) plan.Create(what, "tenant", tenant);
        else if (f.TenancyConfig?.TenantIsolationMode is not null) plan.Warn("The function isolates tenants and expects tenantId.");
        return plan.NoUndo("Only the function's code knows what it does.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, qualifier) = Functions.Split(input.FunctionName, input.Qualifier);
        var answer = await lambda.InvokeAsync(new InvokeRequest
        {
            FunctionName = name,
            Qualifier = qualifier,
            InvocationType = input.Type,
            // Only an invocation that is waited for has a log to give.
            LogType = input.Type == "RequestResponse" ? LogType.Tail : null,
            Payload = Body(input),
            TenantId = input.TenantId,
        }, ct);
        if (input.Type != "DryRun") context.Done($"invoked {input.FunctionName}");
        var text = answer.Payload is null ? "" : Encoding.UTF8.GetString(answer.Payload.ToArray());
        var fits = text.Length <= MostCharacters;
        var json = fits && text.Length > 0 ? Parse(text, strict: true) : null;
        return new(
            answer.StatusCode ?? 0, answer.ExecutedVersion, answer.FunctionError is { Length: > 0 } error ? error : null,
            json, json is not null || text.Length == 0 ? null : fits ? text : Start(text),
            fits ? null : FormattableString.Invariant($"text: the first {MostCharacters} of {text.Length} characters"),
            answer.LogResult is { Length: > 0 } log ? Encoding.UTF8.GetString(Convert.FromBase64String(log)) : null);
    }

    /// <summary>The text as JSON; null when it is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="strict">Whether an object with the same key twice counts as none: it cannot be passed on as a structure, only as
    /// text.</param>
    internal static JsonElement? Parse(string text, bool strict = false)
    {
        try
        {
            return JsonElement.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = !strict });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A text that holds JSON is that JSON; any other text is a JSON string.
    private static string? Body(Input input) => input.Payload is not { ValueKind: not JsonValueKind.Undefined } payload ? null
        : payload.ValueKind is JsonValueKind.String && payload.GetString() is { } text && Parse(text) is not null ? text
        : payload.GetRawText();

    // Never between the two halves of a character.
    private static string Start(
        string text) => text[..(char.IsHighSurrogate(text[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters)];
}
