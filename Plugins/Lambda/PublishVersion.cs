using System.ComponentModel;
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
        [Description("Description.")]
        public string? Description { get; init; }

        [Description("Only if the code still has this hash.")]
        public string? CodeSha256 { get; init; }
    }

    public sealed record Result(string Version, string Arn, string? CodeSha256);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var found = await Functions.FindAsync(lambda, input.FunctionName, ct);
        return new($"Publish a version of {Functions.Describe(found.Configuration)}.",
            [$"It holds the code {found.Configuration.CodeSha256}. If nothing changed since the last version, AWS gives that one."])
        {
            Resources = [Functions.ToResource(found)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var answer = await lambda.PublishVersionAsync(new PublishVersionRequest { FunctionName = input.FunctionName, Description = input.Description, CodeSha256 = input.CodeSha256 }, ct);
        return new(answer.Version, answer.FunctionArn, answer.CodeSha256);
    }
}
