using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_put_url (CreateFunctionUrlConfig, UpdateFunctionUrlConfig).</summary>
public static class PutUrl
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, Result>(
        "put_url", "Gives a function an HTTPS address of its own, or replaces its settings. For other callers, use lambda_add_permission.",
            PlanAsync, RunAsync,
        iam: ["lambda:GetFunction", "lambda:ListTags", "lambda:GetFunctionUrlConfig", "lambda:GetPolicy", "lambda:CreateFunctionUrlConfig",
            "lambda:UpdateFunctionUrlConfig"],
        examples: ["Give the function webhook a URL."],
        idempotent: true);

    public sealed record Input : FunctionInput
    {
        [Description("Alias; without it $LATEST.")]
        public string? Qualifier { get; init; }

        [Description("NONE: no sign-in."), AllowedValues("AWS_IAM", "NONE")]
        public string AuthType { get; init; } = "AWS_IAM";

        [Description("CORS."), MaxLength(100)]
        public IReadOnlyList<string> AllowOrigins { get; init; } = [];

        [Description("CORS."), MaxLength(6)]
        public IReadOnlyList<string> AllowMethods { get; init; } = [];

        [Description("CORS."), MaxLength(100)]
        public IReadOnlyList<string> AllowHeaders { get; init; } = [];

        [Description("Send the answer while it is made.")]
        public bool Stream { get; init; }
    }

    public sealed record Result(string Url, string AuthType, string? Next);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var (name, qualifier) = Functions.Split(input.FunctionName, input.Qualifier);
        var finding = Functions.FindAsync(lambda, name, ct, qualifier);
        var present = NowAsync(lambda, name, qualifier, ct);
        var policy = unknowns.TryAsync("Who may invoke it", async () => await Policies.FindAsync(lambda, name, qualifier, ct) ?? []);
        await Task.WhenAll(finding, present, policy);
        var (found, now) = (await finding, await present);
        var what = $"URL of {Functions.Describe(found.Configuration)}{(qualifier is null ? "" : $", {qualifier}")}";
        var plan = new PlanBuilder($"{(now is null ? "Make" : "Change")} the {what}.").Touch(Functions.ToResource(found))
            .Unknown(unknowns.Notes);
        if (now is null) plan.Create(what, "sign-in", input.AuthType);
        else plan.Change(what, "sign-in", now.AuthType?.Value, input.AuthType);
        if (now is null) plan.Create(what, "web origins", input.AllowOrigins);
        else plan.Change(what, "web origins", now.Cors?.AllowOrigins, input.AllowOrigins);
        foreach (var (property, before, after) in new[]
        {
            ("methods", now?.Cors?.AllowMethods, input.AllowMethods), ("headers", now?.Cors?.AllowHeaders, input.AllowHeaders),
        })
        {
            if (now is not null) plan.Change(what, property, before, after);
            else if (after.Count > 0) plan.Create(what, property, after);
        }

        if (now is not null) plan.Change(what, "streams its answer", now.InvokeMode == InvokeMode.RESPONSE_STREAM, input.Stream);
        var open = (await policy ?? []).Any(s => s is { Public: true, Effect: "Allow" });
        plan.Warn(input.AuthType is not "NONE" ? null : open ? "Its policy lets everyone in: anyone in the world can call it."
            : "Its policy lets nobody in yet: without a sign-in, it needs two statements for everyone; see the result.");
        plan.Warn(input.AllowOrigins.Contains("*") ? "Any web site may call it from its visitors' browsers." : null);
        if (now is null) return plan.Undo("lambda_delete_url", new { functionName = name, qualifier }).Build();
        if (input.AllowOrigins.Count == 0 && Unnamed(now.Cors).ToList() is { Count: > 0 } lost)
        {
            return plan.Lose($"the other CORS settings of the {what}", string.Join(", ", lost))
                .NoUndo("The present CORS settings include some that no tool sets.").Build();
        }

        return plan.Undo("lambda_put_url", new
        {
            functionName = name,
            qualifier,
            authType = now.AuthType?.Value,
            allowOrigins = now.Cors?.AllowOrigins ?? [],
            allowMethods = now.Cors?.AllowMethods ?? [],
            allowHeaders = now.Cors?.AllowHeaders ?? [],
            stream = now.InvokeMode == InvokeMode.RESPONSE_STREAM,
        }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, qualifier) = Functions.Split(input.FunctionName, input.Qualifier);
        var mode = input.Stream ? InvokeMode.RESPONSE_STREAM : InvokeMode.BUFFERED;
        string url;
        if (await NowAsync(lambda, name, qualifier, ct) is { } now)
        {
            url = now.FunctionUrl;
            await lambda.UpdateFunctionUrlConfigAsync(
                new UpdateFunctionUrlConfigRequest
                {
                    FunctionName = name,
                    Qualifier = qualifier,
                    AuthType = input.AuthType,
                    Cors = ToCors(input, now.Cors),
                    InvokeMode = mode
                }, ct);
            context.Done($"changed {url}");
        }
        else
        {
            url = (await lambda.CreateFunctionUrlConfigAsync(
                new CreateFunctionUrlConfigRequest
                {
                    FunctionName = name,
                    Qualifier = qualifier,
                    AuthType = input.AuthType,
                    Cors = ToCors(input, null),
                    InvokeMode = mode
                }, ct)).FunctionUrl;
            context.Done($"created {url}", created: url);
        }

        return new(url, input.AuthType, input.AuthType is not "NONE" ? null
            : "If everyone may call it: lambda_add_permission with principal * and action lambda:InvokeFunctionUrl, and again with "
                + "lambda:InvokeFunction.");
    }

    private static IEnumerable<string> Unnamed(Cors? cors)
    {
        if (cors?.ExposeHeaders is { Count: > 0 } exposed) yield return $"exposed headers {PlanBuilder.Text(exposed)}";
        if (cors?.MaxAge is > 0 and var age) yield return $"kept for {age} s";
        if (cors?.AllowCredentials is true) yield return "credentials are allowed";
    }

    // Lambda replaces all of it, so that what no argument names is sent again; without any origin nothing of it is left.
    private static Cors ToCors(Input input, Cors? now)
    {
        var cors = new Cors
        {
            AllowOrigins = [.. input.AllowOrigins],
            AllowMethods = [.. input.AllowMethods],
            AllowHeaders = [.. input.AllowHeaders],
        };
        if (input.AllowOrigins.Count > 0 && now is not null)
            (cors.ExposeHeaders, cors.MaxAge, cors.AllowCredentials) = (now.ExposeHeaders, now.MaxAge, now.AllowCredentials);
        return cors;
    }

    internal static Task<GetFunctionUrlConfigResponse?> NowAsync(IAmazonLambda lambda, string name, string? qualifier,
        CancellationToken ct) =>
        Functions.OrNullAsync(lambda.GetFunctionUrlConfigAsync(
            new GetFunctionUrlConfigRequest { FunctionName = name, Qualifier = qualifier }, ct));
}
