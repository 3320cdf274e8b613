global using S3Tool = Infra.Aws.AwsTool<Amazon.S3.IAmazonS3>;
using Amazon.S3;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>The module <c>s3</c>: buckets, their settings and their objects.</summary>
public sealed class S3Module() : AwsModule<IAmazonS3>("s3", "S3 buckets, their settings and their objects.", noun: "bucket")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<S3Tool> Tools =>
    [
        ListBuckets.Tool,
        GetBucket.Tool,
        ListObjects.Tool,
        GetObject.Tool,
        ListObjectVersions.Tool,
        CreateBucket.Tool,
        SetVersioning.Tool,
        SetEncryption.Tool,
        BlockPublicAccess.Tool,
        SetLifecycle.Tool,
        SetBucketPolicy.Tool,
        TagBucket.Tool,
        PutObject.Tool,
        CopyObject.Tool,
        PresignUrl.Tool,
        DeleteObjects.Tool,
        DeleteBucket.Tool,
        DeleteBucketPolicy.Tool,
    ];

    /// <inheritdoc/>
    protected override IAmazonS3 CreateClient(AwsTarget target) => BucketClients.Create(
        new AmazonS3Client(Configure(target)), region => new AmazonS3Client(Configure(target with { Region = region })));

    internal static AmazonS3Config Configure(AwsTarget target)
    {
        var config = target.Configure<AmazonS3Config>();
        config.UseAccelerateEndpoint = IsTrue(target.Setting(null, "s3.use_accelerate_endpoint"));
        // As with the AWS CLI, an access point is asked in the region of its ARN, which is held against the pins like any other.
        config.UseArnRegion = (target.Setting("AWS_S3_USE_ARN_REGION", "s3_use_arn_region") ?? target.Setting(null, "s3.use_arn_region"))
            is not { } setting || IsTrue(setting);
        config.DisableMultiregionAccessPoints = IsTrue(
            target.Setting("AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS", "s3_disable_multiregion_access_points"));
        config.DisableS3ExpressSessionAuth = IsTrue(
            target.Setting("AWS_S3_DISABLE_EXPRESS_SESSION_AUTH", "s3_disable_express_session_auth"));
        // Endpoints that are not AWS's own seldom have a host name for each bucket.
        config.ForcePathStyle = target.Setting(null, "s3.addressing_style") is { } style and not "auto"
            ? style == "path"
            : config.ServiceURL is not null;
        return config;
    }

    private static bool IsTrue(string? text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);
}
