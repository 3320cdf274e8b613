using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_update_code (UpdateFunctionCode).</summary>
public static class UpdateCode
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, FunctionResult>(
        "update_code", "Replaces the code of a Lambda function; published versions stay. For settings, use lambda_update_config.",
        PlanAsync, RunAsync,
        iam:
        [
            "lambda:GetFunction", "lambda:ListTags", "lambda:ListAliases", "lambda:UpdateFunctionCode", "lambda:PublishVersion",
            "s3:GetObject", "s3:GetObjectVersion", "kms:Decrypt>s3.amazonaws.com", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer",
        ],
        examples: ["Deploy /builds/orders.zip to the function orders."],
        idempotent: true)
        .With(deadline: Functions.Deadline);

    public sealed record Input : CodeInput
    {
        [Description("Name or ARN."), RegularExpression(FunctionInput.Pattern)]
        public required string FunctionName { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var name = Functions.Unqualified(input.FunctionName);
        var unknowns = new Unknowns(context.Target);
        var finding = Functions.FindAsync(lambda, name, ct);
        var listing = unknowns.TryAsync("Aliases of $LATEST", () => Functions.AliasesAsync(lambda, name, ct));
        await Task.WhenAll(finding, listing);
        var (found, f) = (await finding, (await finding).Configuration);
        var code = CodePackage.Of(input, f.Runtime?.Value, f.Handler);
        var follow = (await listing ?? []).Where(a => a.FunctionVersion == "$LATEST").Select(a => a.Name).Prepend("$LATEST");
        var now = found.Code?.ImageUri ?? $"{PlanBuilder.Text(f.CodeSize)} bytes, SHA-256 {f.CodeSha256}";
        var plan = new PlanBuilder($"Replace the code of {Functions.Describe(f)}.").Touch(Functions.ToResource(found))
            .Change(f.FunctionName, "code", now, code.Sha256 == f.CodeSha256 ? now : code.What,
                $"for callers of {PlanBuilder.Text(follow)} at once; those of versions keep theirs");
        // Lambda's default, and that of functions from before there was a choice.
        if (input.Architecture is { } architecture)
            plan.Change(f.FunctionName, "architecture", f.Architectures is { Count: > 0 } present ? present : ["x86_64"], architecture);
        if (input.Publish) plan.Create($"version of {f.FunctionName}");
        else if (code.Sha256 != f.CodeSha256) plan.Warn("The code that is there now is lost unless a version of it is published.");
        return plan.Unknown(unknowns.Notes).Build();
    }

    public static async Task<FunctionResult> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var name = Functions.Unqualified(input.FunctionName);
        var now = (await Functions.FindAsync(lambda, name, ct)).Configuration;
        var code = CodePackage.Of(input, now.Runtime?.Value, now.Handler);
        using var zip = code.Zip is null ? null : new MemoryStream(code.Zip, writable: false);
        var f = await lambda.UpdateFunctionCodeAsync(new UpdateFunctionCodeRequest
        {
            FunctionName = name,
            ZipFile = zip,
            S3Bucket = input.S3Bucket,
            S3Key = input.S3Key,
            S3ObjectVersion = input.S3Version,
            ImageUri = input.ImageUri,
            // The documentation calls x86_64 the default here; sent again, the present one stays in any case.
            Architectures = input.Architecture is { } architecture ? [architecture] : now.Architectures,
            Publish = input.Publish,
        }, ct);
        context.Done($"replaced the code of {f.FunctionArn}{(input.Publish ? $" and published version {f.Version}" : "")}",
            created: input.Publish ? f.FunctionArn : null);
        return await Functions.ResultAsync(
            lambda, FunctionResult.Of(f.FunctionName, f.FunctionArn, f.Version, f.State, f.StateReason, f.LastUpdateStatus,
                f.LastUpdateStatusReason, f.CodeSha256),
            input.Wait, context, ct);
    }
}
