#!/usr/bin/env bash
# AWSSDK.S3 4.1.0 (NuGet, with AWSSDK.Core 4.1.0).
# An AWS configuration file has a comment behind the head of a section: "[default] # work". The AWS CLI and boto3 read it.
# Expected: a client that is given keys, region and endpoint in code works; it needs nothing of the file.
# Seen: every request of every client fails in the type initializer of an internal class, since the SDK's own reader refuses the line.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
cat > probe.cs <<'CS'
#:package AWSSDK.S3@4.1.0
#:property PublishAot=false
using System.Net;
using Amazon.Runtime;
using Amazon.S3;

using var s3 = new AmazonS3Client(new BasicAWSCredentials("id", "key"), new AmazonS3Config
{
    ServiceURL = "http://localhost", AuthenticationRegion = "eu-west-1", ForcePathStyle = true, HttpClientFactory = new Buckets(),
});
try
{
    Console.WriteLine($"ListBuckets: {(await s3.ListBucketsAsync()).HttpStatusCode}");
}
catch (Exception e)
{
    for (var cause = e; cause is not null; cause = cause.InnerException) Console.WriteLine(cause.GetType().Name);
}

sealed class Buckets : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig config) => new(new Handler());

    private sealed class Handler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<ListAllMyBucketsResult/>") });
    }
}
CS
export AWS_CONFIG_FILE="$dir/config" AWS_SHARED_CREDENTIALS_FILE="$dir/none"
{
  printf '[default]\nregion = eu-west-1\n' > config
  dotnet run probe.cs
  printf '[default] # work\nregion = eu-west-1\n' > config
  dotnet run probe.cs
} | tee seen
diff seen - <<'SEEN'
ListBuckets: OK
TypeInitializationException
InvalidDataException
SEEN
