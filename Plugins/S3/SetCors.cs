using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_set_cors (GetBucketCors, PutBucketCors; DeleteBucketCors when no rule is left).</summary>
public static class SetCors
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "set_cors", "Replaces the CORS rules of a bucket, which let web pages of other origins use it; none removes them.",
        PlanAsync, RunAsync,
        iam: ["s3:GetBucketCORS", "s3:GetBucketTagging", "s3:PutBucketCORS"],
        examples: ["Let https://app.example.com upload to bucket photos from the browser."],
        idempotent: true);

    public sealed record Rule
    {
        [Description("Like https://app.example.com; * for all."), MinLength(1), MaxLength(100)]
        public required IReadOnlyList<string> Origins { get; init; }

        [Description("Methods."), MinLength(1), AllowedValues("GET", "PUT", "POST", "DELETE", "HEAD")]
        public required IReadOnlyList<string> Methods { get; init; }

        [Description("Request headers that are allowed; * for all.")]
        public IReadOnlyList<string> Headers { get; init; } = [];

        [Description("Answer headers that scripts may read, for example ETag.")]
        public IReadOnlyList<string> ExposeHeaders { get; init; } = [];

        [Description("For how long browsers remember the answer."), Range(0, int.MaxValue)]
        public int? MaxAgeSeconds { get; init; }
    }

    public sealed record Input : BucketInput
    {
        [Description("All rules; the first that fits decides."), MaxLength(100)]
        public required IReadOnlyList<Rule> Rules { get; init; }
    }

    public sealed record Result(string Bucket, IReadOnlyList<string> Rules);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, unknown) = (input.Bucket, new Unknowns(context.Target));
        var resource = BucketParts.ResourceAsync(s3, name, "CORS", unknown, ct);
        var now = await BucketParts.CorsAsync(s3, name, ct);
        var plan = new PlanBuilder(input.Rules.Count == 0 ? $"Remove the CORS rules of {name}."
            : $"Set {input.Rules.Count} CORS rule(s) of {name}.")
            // The order of the rules matters.
            .Touch(await resource)
            .Change(name, "CORS rules", InOrder(now), InOrder([.. input.Rules.Select(ToRule)]))
            .Unknown(unknown.Notes);
        if (input.Rules.Any(r => r.Origins.Contains("*") && r.Methods.Any(m => m is "PUT" or "POST" or "DELETE")))
            plan.Warn("Pages of every origin may send writes; what they may do, their credentials or signed links decide.");
        return plan.Undo("s3_set_cors", new
        {
            bucket = name,
            rules = now.Select(r => new
            {
                origins = r.AllowedOrigins ?? [],
                methods = r.AllowedMethods ?? [],
                headers = r.AllowedHeaders ?? [],
                exposeHeaders = r.ExposeHeaders ?? [],
                maxAgeSeconds = r.MaxAgeSeconds,
            }).ToArray(),
        }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        List<CORSRule> rules = [.. input.Rules.Select(ToRule)];
        if (rules.Count == 0) await s3.DeleteCORSConfigurationAsync(new DeleteCORSConfigurationRequest { BucketName = input.Bucket }, ct);
        else await s3.PutCORSConfigurationAsync(new PutCORSConfigurationRequest
        {
            BucketName = input.Bucket,
            Configuration = new() { Rules = rules }
        }, ct);
        context.Done($"set {rules.Count} CORS rule(s) of {input.Bucket}");
        return new(input.Bucket, [.. rules.Select(Describe)]);
    }

    /// <summary><c>GET, PUT from https://app.example.com, headers *, exposes ETag, for 3000 s</c></summary>
    internal static string Describe(CORSRule rule) =>
        $"{PlanBuilder.Text(rule.AllowedMethods)} from {PlanBuilder.Text(rule.AllowedOrigins)}"
        + (rule.AllowedHeaders is { Count: > 0 } headers ? $", headers {PlanBuilder.Text(headers)}" : "")
        + (rule.ExposeHeaders is { Count: > 0 } exposed ? $", exposes {PlanBuilder.Text(exposed)}" : "")
        + (rule.MaxAgeSeconds is { } age ? $", for {PlanBuilder.Text(age)} s" : "");

    private static string InOrder(IReadOnlyList<CORSRule> rules) => string.Join("; ", rules.Select(Describe));

    private static CORSRule ToRule(Rule rule) => new()
    {
        AllowedOrigins = [.. rule.Origins],
        AllowedMethods = [.. rule.Methods],
        AllowedHeaders = rule.Headers.Count == 0 ? null : [.. rule.Headers],
        ExposeHeaders = rule.ExposeHeaders.Count == 0 ? null : [.. rule.ExposeHeaders],
        MaxAgeSeconds = rule.MaxAgeSeconds,
    };
}
