global using S3Tool = Infra.Aws.AwsTool<Amazon.S3.IAmazonS3>;
using Amazon.S3;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>The module <c>s3</c>: buckets, their settings and their objects.</summary>
public sealed class S3Module() : AwsModule<IAmazonS3>("s3", "S3 buckets, their settings and their objects.")
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
        // Endpoints that are not AWS's own seldom have a host name for each bucket. Whether one is in force (target, AWS_ENDPOINT_URL,
        // AWS_ENDPOINT_URL_S3 or the profile) only ServiceURL tells, but reading it on a configuration without an explicit region makes
        // that configuration forget the region or the endpoint: so another one is asked.
        config.ForcePathStyle = target.Configure<AmazonS3Config>().ServiceURL is not null;
        // The region of an access point's ARN is held against the pins like any other.
        config.UseArnRegion = true;
        return config;
    }
}
