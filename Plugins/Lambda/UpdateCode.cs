using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_update_code (UpdateFunctionCode).</summary>
public static class UpdateCode
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, FunctionResult>(
        "update_code", "Replaces the code of a Lambda function; published versions stay. For settings, use lambda_update_config.", PlanAsync, RunAsync,
        iam:
        [
            "lambda:GetFunction", "lambda:ListTags", "lambda:ListAliases", "lambda:UpdateFunctionCode", "lambda:PublishVersion",
            "s3:GetObject", "s3:GetObjectVersion", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer",
        ],
        examples: ["Deploy /builds/orders.zip to the function orders."],
        idempotent: true);

    public sealed record Input : CodeInput;

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var (finding, listing) = (Functions.FindAsync(lambda, input.FunctionName, ct), Functions.AliasesAsync(lambda, input.FunctionName, ct));
        await Task.WhenAll(finding, listing);
        var (found, f) = (await finding, (await finding).Configuration);
        var code = CodePackage.Of(input, f.Runtime?.Value, f.Handler);
        var follow = (await listing).Where(a => a.FunctionVersion == "$LATEST").Select(a => a.Name).ToList();
        return new($"Replace the code of {Functions.Describe(f)}.",
        [
            code.Sha256 == f.CodeSha256 ? "The code is the same as now." : $"{found.Code?.ImageUri ?? $"{f.CodeSize} bytes, SHA-256 {f.CodeSha256}"} -> {code.What}",
            .. input.Architecture is { } architecture && !(f.Architectures ?? []).Contains(architecture) ? [$"architecture: {string.Join(", ", f.Architectures ?? [])} -> {architecture}"] : Array.Empty<string>(),
            follow.Count > 0 ? $"Callers of $LATEST and of {string.Join(", ", follow)} get it at once." : "Callers of $LATEST get it at once; those of versions do not.",
            input.Publish ? "A version of it is published." : "The code that is there now is lost unless a version of it is published.",
        ])
        {
            Resources = [Functions.ToResource(found)],
        };
    }

    public static async Task<FunctionResult> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var now = (await Functions.FindAsync(lambda, input.FunctionName, ct)).Configuration;
        var code = CodePackage.Of(input, now.Runtime?.Value, now.Handler);
        using var zip = code.Zip is null ? null : new MemoryStream(code.Zip, writable: false);
        var f = await lambda.UpdateFunctionCodeAsync(new UpdateFunctionCodeRequest
        {
            FunctionName = input.FunctionName,
            ZipFile = zip,
            S3Bucket = input.S3Bucket,
            S3Key = input.S3Key,
            S3ObjectVersion = input.S3Version,
            ImageUri = input.ImageUri,
            Architectures = input.Architecture is null ? null : [input.Architecture],
            Publish = input.Publish,
        }, ct);
        return await Functions.ResultAsync(
            lambda, FunctionResult.Of(f.FunctionName, f.FunctionArn, f.Version, f.State, f.StateReason, f.LastUpdateStatus, f.LastUpdateStatusReason, f.CodeSha256), input.Wait, context, ct);
    }
}
