#!/usr/bin/env bash
# AWSSDK.S3 4.1.0 (NuGet), Amazon.S3.Util.AmazonS3Uri.
# Expected: the region of the bucket, as for the ordinary form of the address; or none where the address has none.
# Seen: the label after "s3" is taken for the region, so dual-stack, accelerate and access point addresses give regions that do not exist.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
cat > probe.cs <<'CS'
#:package AWSSDK.S3@4.1.0
#:property PublishAot=false
using Amazon.S3.Util;

foreach (var address in new[]
{
    "https://example-bucket.s3.eu-west-1.amazonaws.com/k",
    "https://example-bucket.s3.dualstack.eu-west-1.amazonaws.com/k",
    "https://example-bucket.s3-accelerate.amazonaws.com/k",
    "https://point-123456789012.s3-accesspoint.eu-west-1.amazonaws.com/k",
})
    Console.WriteLine($"{new Uri(address).Host} => {(AmazonS3Uri.TryParseAmazonS3Uri(address, out var uri) ? $"{uri.Bucket} in {uri.Region?.SystemName ?? "?"}" : "no")}");
CS
dotnet run probe.cs | tee seen
diff seen - <<'SEEN'
example-bucket.s3.eu-west-1.amazonaws.com => example-bucket in eu-west-1
example-bucket.s3.dualstack.eu-west-1.amazonaws.com => example-bucket in dualstack
example-bucket.s3-accelerate.amazonaws.com => example-bucket in accelerate
point-123456789012.s3-accesspoint.eu-west-1.amazonaws.com => point-123456789012 in accesspoint
SEEN
