namespace Infra.Plugins;

/// <summary>The IAM action of a client's method.</summary>
internal static class AwsNames
{
    public static string ActionFor(Type service, string operation) =>
        service.Name == "IAmazonS3" ? $"s3:{S3Action(operation)}" : $"{Prefix(service)}:{operation}";

    private static string S3Action(string method) => method switch
    {
        "ListBuckets" => "ListAllMyBuckets",
        "ListObjectsV2" => "ListBucket",
        "ListVersions" => "ListBucketVersions",
        "GetObjectMetadata" or "GetPreSignedURL" => "GetObject",
        "GetBucketEncryption" => "GetEncryptionConfiguration",
        "PutBucketEncryption" => "PutEncryptionConfiguration",
        "GetPublicAccessBlock" => "GetBucketPublicAccessBlock",
        "PutPublicAccessBlock" => "PutBucketPublicAccessBlock",
        "GetObjectLockConfiguration" => "GetBucketObjectLockConfiguration",
        "GetBucketReplication" => "GetReplicationConfiguration",
        "DeleteLifecycleConfiguration" => "PutLifecycleConfiguration",
        "DeleteBucketTagging" => "PutBucketTagging",
        "PutBucket" => "CreateBucket",
        "CopyObject" => "PutObject",
        "DeleteObjects" => "DeleteObject",
        _ => method,
    };

    private static string Prefix(Type service) => service.Name switch
    {
        "IAmazonEC2" => "ec2",
        "IAmazonSecurityTokenService" => "sts",
        "IAmazonSimpleSystemsManagement" => "ssm",
        "IAmazonIdentityManagementService" => "iam",
        _ => throw new InvalidOperationException($"Which IAM prefix has {service}?"),
    };
}
