using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_publish_version (PublishVersion).</summary>
public static class PublishVersion
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, Result>(
        "publish_version", "Freezes the code and settings of $LATEST as a numbered version.", PlanAsync, RunAsync,
        iam: ["lambda:GetFunction", "lambda:ListTags", "lambda:PublishVersion"],
        examples: ["Publish a version of orders."],
        idempotent: true);

    public sealed record Input : FunctionInput
    {
        [Description("Description."), MaxLength(256)]
        public string? Description { get; init; }

        [Description("Publish only if the code still has this SHA-256.")]
        public string? CodeSha256 { get; init; }
    }

    public sealed record Result(string Version, string Arn, string? CodeSha256);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var found = await Functions.FindAsync(lambda, Functions.Unqualified(input.FunctionName), ct);
        var f = found.Configuration;
        return new PlanBuilder($"Publish a version of {Functions.Describe(f)}.").Touch(Functions.ToResource(found))
            .Create($"version of {f.FunctionName} with the code {f.CodeSha256}",
                "if nothing changed since the last version, AWS gives that one")
            .Obstacle(input.CodeSha256 is null || input.CodeSha256 == f.CodeSha256 ? null
                : $"The code has the SHA-256 {f.CodeSha256} now, not {input.CodeSha256}.")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await lambda.PublishVersionAsync(new PublishVersionRequest
        {
            FunctionName = Functions.Unqualified(input.FunctionName),
            Description = input.Description,
            CodeSha256 = input.CodeSha256,
        }, ct);
        context.Done($"published {answer.FunctionArn}", created: answer.FunctionArn);
        return new(answer.Version, answer.FunctionArn, answer.CodeSha256);
    }
}
