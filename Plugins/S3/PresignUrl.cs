using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>s3_presign_url: a link that lets its holder read or write one object. Made here, with the caller's credentials; AWS is not asked.</summary>
public static class PresignUrl
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "presign_url", "Makes a link with which anyone can download or upload one object. It ends early when the credentials behind it do.", PlanAsync, RunAsync,
        iam:
        [
            "s3:ListBucket", "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "kms:Decrypt>s3.amazonaws.com",
            "kms:GenerateDataKey>s3.amazonaws.com",
        ],
        examples: ["Give me a download link for report.pdf that works until tomorrow.", "How can my colleague upload video.mp4 to the bucket?"],
        secret: true);

    public sealed record Input : BucketInput
    {
        [Description("Key."), MinLength(1)]
        public required string Key { get; init; }

        [Description("put uploads."), AllowedValues("get", "put")]
        public string Method { get; init; } = "get";

        [Description("Minutes to live."), Range(1, 10080)]
        public int Minutes { get; init; } = 60;

        [Description("Version.")]
        public string? VersionId { get; init; }
    }

    public sealed record Result(string Url, string Method, DateTime ExpiresAt);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var (uri, head) = (S3Objects.Uri(input.Bucket, input.Key), await S3Objects.HeadAsync(s3, input.Bucket, input.Key, input.VersionId, ct));
        if (IsPut(input))
        {
            return new($"Make a link with which anyone can write {uri} for {input.Minutes} minutes.",
                [head is null ? "There is no such object now." : $"An upload replaces {S3Objects.Describe(input.Bucket, input.Key, head)}."]);
        }

        if (head is null) throw S3Objects.Missing(input.Bucket, input.Key, input.VersionId);
        return new($"Make a link with which anyone can read {uri} for {input.Minutes} minutes.", [$"Shows {S3Objects.Describe(input.Bucket, input.Key, head)} to whoever has the link."]);
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        if (IsPut(input) && input.VersionId is not null) throw new ToolException(ToolErrorCode.InvalidInput, "An upload has no version yet.", "Leave versionId out.");
        var ends = DateTime.UtcNow.AddMinutes(input.Minutes);
        var request = new GetPreSignedUrlRequest
        {
            BucketName = input.Bucket,
            Key = input.Key,
            VersionId = input.VersionId,
            Verb = IsPut(input) ? HttpVerb.PUT : HttpVerb.GET,
            Expires = ends,
            // The SDK writes https:// whatever the endpoint says.
            Protocol = s3.Config.ServiceURL?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true ? Protocol.HTTP : Protocol.HTTPS,
        };
        return new(await s3.GetPreSignedURLAsync(request), input.Method, ends);
    }

    private static bool IsPut(Input input) => input.Method == "put";
}
