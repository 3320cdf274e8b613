using System.ComponentModel;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_delete_url (DeleteFunctionUrlConfig).</summary>
public static class DeleteUrl
{
    public static readonly LambdaTool Tool = LambdaTool.Destructive<Input, Result>(
        "delete_url", "Deletes the HTTPS address of a function; the function stays.", PlanAsync, RunAsync,
        iam: ["lambda:GetFunction", "lambda:ListTags", "lambda:GetFunctionUrlConfig", "lambda:DeleteFunctionUrlConfig"],
        examples: ["Take the URL from the function webhook."]);

    public sealed record Input : FunctionInput
    {
        [Description("Alias; without it $LATEST.")]
        public string? Qualifier { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var (name, qualifier) = Functions.Split(input.FunctionName, input.Qualifier);
        var (finding, present) = (Functions.FindAsync(lambda, name, ct, qualifier), PutUrl.NowAsync(lambda, name, qualifier, ct));
        await Task.WhenAll(finding, present);
        var (found, now) = (await finding, await present);
        return new PlanBuilder($"Delete the URL of {Functions.Describe(found.Configuration)}.")
            .Touch(Functions.ToResource(found))
            .Lose($"the address {now?.FunctionUrl ?? "of it"}", "whoever calls it gets an error")
            .Obstacle(now is null ? "It has no URL." : null)
            .NoUndo("lambda_put_url makes one with another address.")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, qualifier) = Functions.Split(input.FunctionName, input.Qualifier);
        var url = (await PutUrl.NowAsync(lambda, name, qualifier, ct))?.FunctionUrl;
        await lambda.DeleteFunctionUrlConfigAsync(new DeleteFunctionUrlConfigRequest { FunctionName = name, Qualifier = qualifier }, ct);
        context.Done($"deleted {url ?? $"the URL of {name}"}");
        return new(url ?? name);
    }
}
