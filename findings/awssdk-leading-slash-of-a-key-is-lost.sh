#!/usr/bin/env bash
# AWSSDK.S3 4.1.0 (NuGet), path style, as emulators and many S3-compatible stores need it.
# Expected: the key "/a" is the same object in every request.
# Seen: GetObject, PutObject and the target of CopyObject lose the slash and address "a"; the source of CopyObject keeps it, as all do with the bucket in
# the host name. So a copy of "/a" to "/b" reads another object than GetObject reads, and writes "b".
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

foreach (var path in new[] { true, false })
{
    using var s3 = new AmazonS3Client(new BasicAWSCredentials("id", "key"), path
        ? new AmazonS3Config { ServiceURL = "http://localhost", ForcePathStyle = true, HttpClientFactory = new Echo() }
        : new AmazonS3Config { RegionEndpoint = Amazon.RegionEndpoint.EUCentral1, HttpClientFactory = new Echo() });
    await s3.GetObjectAsync("bucket", "/a");
    await s3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = "/a", ContentBody = "x" });
    await s3.CopyObjectAsync("bucket", "/a", "bucket", "/b");
}

sealed class Echo : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig config) => new(new Handler());

    private sealed class Handler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
        {
            var source = request.Headers.TryGetValues("x-amz-copy-source", out var values) ? $" from {values.First()}" : "";
            Console.WriteLine($"{request.Method} {request.RequestUri!.Host}{request.RequestUri.AbsolutePath}{source}");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<CopyObjectResult/>", Encoding.UTF8, "application/xml") });
        }
    }
}
CS
dotnet run probe.cs | tee seen
diff seen - <<'SEEN'
GET localhost/bucket/a
PUT localhost/bucket/a
PUT localhost/bucket/b from bucket%2F%2Fa
GET bucket.s3.eu-central-1.amazonaws.com//a
PUT bucket.s3.eu-central-1.amazonaws.com//a
PUT bucket.s3.eu-central-1.amazonaws.com//b from bucket%2F%2Fa
SEEN
