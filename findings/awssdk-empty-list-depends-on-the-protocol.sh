#!/usr/bin/env bash
# AWSSDK.SQS 4.1.0 (JSON) and AWSSDK.S3 4.1.0 (XML), both from NuGet.
# Expected: version 4 leaves lists null when the service has nothing to list, in every service.
# Seen: an empty JSON array arrives as an empty list, an empty XML element as null; so code that was tried on one service fails on the other.
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
using Amazon.SQS;
using Amazon.SQS.Model;

var keys = new BasicAWSCredentials("id", "key");
using var sqs = new AmazonSQSClient(keys, new AmazonSQSConfig { ServiceURL = "http://localhost", HttpClientFactory = new Canned("""{"QueueUrls":[]}""") });
using var s3 = new AmazonS3Client(keys, new AmazonS3Config { ServiceURL = "http://localhost", HttpClientFactory = new Canned("<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>") });
Console.WriteLine($"SQS, \"QueueUrls\":[] => {((await sqs.ListQueuesAsync(new ListQueuesRequest())).QueueUrls is null ? "null" : "empty")}");
Console.WriteLine($"S3, <Buckets></Buckets> => {((await s3.ListBucketsAsync()).Buckets is null ? "null" : "empty")}");

sealed class Canned(string body) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig config) => new(new Handler(body));

    private sealed class Handler(string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/xml") });
    }
}
CS
dotnet run probe.cs | tee seen
diff seen - <<'SEEN'
SQS, "QueueUrls":[] => empty
S3, <Buckets></Buckets> => null
SEEN
