#!/usr/bin/env bash
# AWSSDK.S3 4.1.0 (NuGet).
# Expected: every key that ListObjectsV2 gives can be put into DeleteObjects, or the answer names the one that cannot.
# Seen: a key with a control character (allowed in S3, and listed rightly) makes DeleteObjects throw ArgumentException for the whole batch; nothing is sent,
# and the message names neither the key nor the operation. DeleteObject takes the key.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
cat > probe.cs <<'CS'
#:package AWSSDK.S3@4.1.0
#:property PublishAot=false
using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

using var s3 = new AmazonS3Client(new BasicAWSCredentials("id", "key"),
    new AmazonS3Config { ServiceURL = "http://localhost", ForcePathStyle = true, HttpClientFactory = new Canned() });
var listed = (await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "bucket" })).S3Objects.Select(o => o.Key).ToList();
Console.WriteLine($"listed: {listed.Count}, the first with U+{(int)listed[0][1]:X4}");
try
{
    await s3.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = "bucket", Objects = [.. listed.Select(k => new KeyVersion { Key = k })] });
}
catch (ArgumentException e)
{
    Console.WriteLine($"batch: {e.GetType().Name}, requests sent: {Canned.Sent - 1}");
}

await s3.DeleteObjectAsync("bucket", listed[0]);
Console.WriteLine($"alone: requests sent: {Canned.Sent - 1}");

sealed class Canned : HttpClientFactory
{
    public static int Sent;

    public override HttpClient CreateHttpClient(IClientConfig config) => new(new Handler());

    private sealed class Handler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
        {
            Sent++;
            const string body = "<ListBucketResult><Contents><Key>a&#x1;b</Key></Contents><Contents><Key>plain</Key></Contents></ListBucketResult>";
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/xml") });
        }
    }
}
CS
dotnet run probe.cs | tee seen
diff seen - <<'SEEN'
listed: 2, the first with U+0001
batch: ArgumentException, requests sent: 0
alone: requests sent: 1
SEEN
