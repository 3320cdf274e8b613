#!/usr/bin/env bash
# AWSSDK.S3 4.1.0 (NuGet).
# Expected: a presigned URL is signed with Signature Version 4 in every region, and an expiry beyond its limit of seven days is refused.
# Seen: in regions that once took Signature Version 2 (us-east-1, eu-west-1), an expiry of more than seven days gives a URL of Version 2, without a word;
# elsewhere (eu-central-1) it is refused. Version 2 cannot reach objects under a customer's KMS key, nor pass policies that ask for Version 4.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
cat > probe.cs <<'CS'
#:package AWSSDK.S3@4.1.0
#:property PublishAot=false
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

foreach (var region in new[] { RegionEndpoint.USEast1, RegionEndpoint.EUWest1, RegionEndpoint.EUCentral1 })
foreach (var days in new[] { 7, 8 })
{
    using var s3 = new AmazonS3Client(new BasicAWSCredentials("id", "key"), region);
    try
    {
        var url = s3.GetPreSignedURL(new GetPreSignedUrlRequest { BucketName = "example-bucket", Key = "k", Expires = DateTime.UtcNow.AddDays(days) });
        Console.WriteLine($"{region.SystemName}, {days} days: {(url.Contains("X-Amz-Algorithm=AWS4-HMAC-SHA256") ? "version 4" : url.Contains("AWSAccessKeyId=") ? "version 2" : "?")}");
    }
    catch (ArgumentException)
    {
        Console.WriteLine($"{region.SystemName}, {days} days: refused");
    }
}
CS
dotnet run probe.cs | tee seen
diff seen - <<'SEEN'
us-east-1, 7 days: version 4
us-east-1, 8 days: version 2
eu-west-1, 7 days: version 4
eu-west-1, 8 days: version 2
eu-central-1, 7 days: version 4
eu-central-1, 8 days: refused
SEEN
