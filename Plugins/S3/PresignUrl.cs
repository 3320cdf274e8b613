using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_presign_url: a link that lets its holder read or write one object. Made here, with the caller's credentials.</summary>
public static class PresignUrl
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "presign_url", "Makes a link with which anyone can download or upload one object. It ends early when the credentials behind it do.",
        PlanAsync, RunAsync,
        iam:
        [
            "s3:ListBucket", "s3:GetObject", "s3:GetObjectVersion", "s3:GetBucketVersioning", "s3:GetBucketTagging", "s3:PutObject",
            "kms:Decrypt>s3.amazonaws.com", "kms:GenerateDataKey>s3.amazonaws.com",
        ],
        examples: ["Give me a download link for report.pdf that works until tomorrow.",
            "How can my colleague upload video.mp4 to the bucket?"],
        secret: true);

    public sealed record Input : ObjectInput
    {
        [Description("Key."), MinLength(1)]
        public required string Key { get; init; }

        [Description("get downloads, put uploads."), AllowedValues("get", "put")]
        public string Method { get; init; } = "get";

        [Description("Minutes until the link ends; at most a week."), Range(1, 10080)]
        public int Minutes { get; init; } = 60;

        [Description("Version to download; the latest when left out.")]
        public string? VersionId { get; init; }
    }

    public sealed record Result(string Url, string Method, DateTime ExpiresAt);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var (uri, unknown) = (S3Objects.Uri(input.Bucket, input.Key), new Unknowns(context.Target));
        var facts = await BucketFacts.ReadAsync(s3, input.Bucket, unknown, ct);
        var head = await S3Objects.HeadAsync(s3, input.Bucket, input.Key, input.VersionId, input.RequesterPays, ct);
        var plan = new PlanBuilder(
            $"Make a link with which anyone can {(IsPut(input) ? "write" : "read")} {uri} for {input.Minutes} minutes.")
            .Touch(facts.ToResource(input.Bucket))
            .Create("link", "access", $"{(IsPut(input) ? "write" : "read")} {uri} for {input.Minutes} minutes", "for whoever has the link")
            .Unknown(unknown.Notes)
            .NoUndo("A link works until it ends, or until the credentials that signed it do.");
        if (!IsPut(input))
        {
            if (head is null) throw S3Objects.Missing(input.Bucket, input.Key, input.VersionId);
            plan.Touch(S3Objects.ToResource(input.Bucket, input.Key, head, facts.Tags));
        }
        else if (head is not null)
        {
            plan.Touch(S3Objects.ToResource(input.Bucket, input.Key, head, facts.Tags));
            plan.Warn($"An upload replaces {S3Objects.Describe(input.Bucket, input.Key, head)}"
                + (facts.Versioning is "Enabled" ? ", which stays as an older version." : ", whose content is lost then."));
        }

        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        // No request is sent for a link, so the region of the bucket must be known before it is signed.
        if (await S3Objects.HeadAsync(s3, input.Bucket, input.Key, input.VersionId, input.RequesterPays, ct) is null && !IsPut(input))
            throw S3Objects.Missing(input.Bucket, input.Key, input.VersionId);
        var ends = context.Time.GetUtcNow().UtcDateTime.AddMinutes(input.Minutes);
        var request = new GetPreSignedUrlRequest
        {
            BucketName = input.Bucket,
            Key = input.Key,
            VersionId = input.VersionId,
            Verb = IsPut(input) ? HttpVerb.PUT : HttpVerb.GET,
            Expires = ends,
            RequestPayer = S3Objects.Payer(input.RequesterPays),
            // The SDK writes https:// whatever the endpoint says.
            Protocol = s3.Config.ServiceURL?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true ? Protocol.HTTP
                : Protocol.HTTPS,
        };
        return new(await s3.GetPreSignedURLAsync(request), input.Method, ends);
    }

    private static void Check(Input input)
    {
        if (IsPut(input) && input.VersionId is not null) throw ToolException.InvalidInput("An upload has no version yet.",
            "Leave versionId out.");
    }

    private static bool IsPut(Input input) => input.Method == "put";
}
