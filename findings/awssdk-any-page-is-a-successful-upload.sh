#!/usr/bin/env bash
# AWSSDK.S3 4.1.0 and AWSSDK.SQS 4.1.0 (NuGet).
# A captive portal or a proxy answers 200 with a page of its own.
# Expected: the upload fails, since the answer is not one of S3; and a message is sent once, since the request got an answer.
# Seen: PutObject is a success without an ETag, and SendMessage goes out three times before it fails.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
cat > probe.cs <<'CS'
#:package AWSSDK.S3@4.1.0
#:package AWSSDK.SQS@4.1.0
#:property PublishAot=false
using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;

var keys = new BasicAWSCredentials("id", "key");
using var s3 = new AmazonS3Client(keys, new AmazonS3Config { ServiceURL = "http://localhost", ForcePathStyle = true, HttpClientFactory = new Page() });
var put = await s3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = "k", ContentBody = "x" });
Console.WriteLine($"PutObject: {put.HttpStatusCode}, ETag {put.ETag ?? "null"}");

Page.Sent = 0;
using var sqs = new AmazonSQSClient(keys, new AmazonSQSConfig { ServiceURL = "http://localhost", HttpClientFactory = new Page() });
try
{
    await sqs.SendMessageAsync("http://localhost/123456789012/queue", "hello");
}
catch (AmazonUnmarshallingException e)
{
    Console.WriteLine($"SendMessage: {e.GetType().Name} after {Page.Sent} requests");
}

sealed class Page : HttpClientFactory
{
    public static int Sent;

    public override HttpClient CreateHttpClient(IClientConfig config) => new(new Handler());

    private sealed class Handler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
        {
            Sent++;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>Please sign in</html>", Encoding.UTF8, "text/html") });
        }
    }
}
CS
dotnet run probe.cs | tee seen
diff seen - <<'SEEN'
PutObject: OK, ETag null
SendMessage: AmazonUnmarshallingException after 3 requests
SEEN
