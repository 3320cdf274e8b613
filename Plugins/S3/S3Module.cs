global using S3Tool = Infra.Aws.AwsTool<Amazon.S3.IAmazonS3>;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3Control;
using Amazon.SecurityToken;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>The module <c>s3</c>: buckets, their settings and their objects.</summary>
public sealed class S3Module() : AwsModule<S3Clients>("s3", "S3 buckets, their settings and their objects.", noun: "bucket")
{
    // The runtime writes the class of the client method by method: begun here, it is there when the client is made.
    static S3Module() => _ = Task.Run(BucketClients.Prepare);

    /// <inheritdoc/>
    protected override IReadOnlyList<AwsTool<S3Clients>> Tools =>
    [
        .. S3(
            ListBuckets.Tool,
            GetBucket.Tool,
            ListObjects.Tool,
            GetStorage.Tool,
            GetObject.Tool,
            ListObjectVersions.Tool),
        ListAccessPoints.Tool,
        GetAccountAccess.Tool,
        .. S3(
            CreateBucket.Tool,
            SetVersioning.Tool,
            SetEncryption.Tool,
            BlockPublicAccess.Tool),
        BlockAccountAccess.Tool,
        .. S3(
            SetBucketPolicy.Tool,
            SetCors.Tool,
            SetWebsite.Tool,
            SetLogging.Tool,
            SetNotifications.Tool,
            SetReplication.Tool,
            TagBucket.Tool,
            PutObject.Tool,
            UploadFile.Tool,
            DownloadFile.Tool,
            CopyObject.Tool,
            RestoreObjects.Tool,
            TagObject.Tool,
            PresignUrl.Tool,
            SetLifecycle.Tool,
            SetRetention.Tool,
            DeleteObjects.Tool),
        DeleteBucket.Tool,
        .. S3(DeleteBucketPolicy.Tool),
    ];

    /// <inheritdoc/>
    protected override S3Clients CreateClient(AwsTarget target) => new(
        BucketClients.Create(
            new AmazonS3Client(Configure(target)), region => new AmazonS3Client(Configure(target with { Region = region }))),
        // A failure (no region, say) must not be remembered.
        new(() => new AmazonS3ControlClient(ConfigureControl(target)), LazyThreadSafetyMode.PublicationOnly),
        new(() => new AmazonSecurityTokenServiceClient(target.Configure<AmazonSecurityTokenServiceConfig>()),
            LazyThreadSafetyMode.PublicationOnly))
    {
        ControlIn = region => new AmazonS3ControlClient(ConfigureControl(target with { Region = region })),
    };

    private static IEnumerable<AwsTool<S3Clients>> S3(params IEnumerable<S3Tool> tools) => tools.Select(t => t.On<S3Clients>(c => c.S3));

    // The account's id is a part of AWS's host name, and of no other endpoint's.
    private static AmazonS3ControlConfig ConfigureControl(AwsTarget target)
    {
        var config = target.Configure<AmazonS3ControlConfig>();
        config.DisableHostPrefixInjection = config.ServiceURL is not null;
        return config;
    }

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
        config.USEast1RegionalEndpointValue = (target.Setting("AWS_S3_US_EAST_1_REGIONAL_ENDPOINT", "s3.us_east_1_regional_endpoint")
            ?? target.Setting(null, "s3_us_east_1_regional_endpoint")) is "legacy"
            ? S3UsEast1RegionalEndpointValue.Legacy : S3UsEast1RegionalEndpointValue.Regional;
        // Endpoints that are not AWS's own seldom have a host name for each bucket.
        config.ForcePathStyle = target.Setting(null, "s3.addressing_style") is { } style and not "auto"
            ? style == "path"
            : config.ServiceURL is not null;
        return config;
    }

    private static bool IsTrue(string? text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);
}
