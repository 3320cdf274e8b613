#!/usr/bin/env bash
# AWSSDK.SQS 4.1.0 (NuGet), default settings.
# Expected: after a 503 with `Retry-After: 5` the client waits five seconds, or at least backs off by seconds, before it asks again.
# Seen: three attempts are over in less than a second; the header is not read.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
cat > probe.cs <<'CS'
#:package AWSSDK.SQS@4.1.0
#:property PublishAot=false
using System.Diagnostics;
using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

using var sqs = new AmazonSQSClient(new BasicAWSCredentials("id", "key"), new AmazonSQSConfig { ServiceURL = "http://localhost", HttpClientFactory = new Busy() });
try
{
    await sqs.ListQueuesAsync(new ListQueuesRequest());
}
catch (AmazonSQSException e)
{
    Console.WriteLine($"{e.StatusCode} after {Busy.Times.Count} attempts; the last came {(Busy.Times[^1] - Busy.Times[0] < TimeSpan.FromSeconds(5) ? "before" : "after")} Retry-After was over");
}

sealed class Busy : HttpClientFactory
{
    public static readonly List<TimeSpan> Times = [];
    private static readonly Stopwatch Clock = Stopwatch.StartNew();

    public override HttpClient CreateHttpClient(IClientConfig config) => new(new Handler());

    private sealed class Handler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
        {
            Times.Add(Clock.Elapsed);
            var answer = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
            {
                Content = new StringContent("""{"__type":"com.amazonaws.sqs#ServiceUnavailable"}""", Encoding.UTF8, "application/x-amz-json-1.0"),
            };
            answer.Headers.Add("Retry-After", "5");
            return Task.FromResult(answer);
        }
    }
}
CS
dotnet run probe.cs | tee seen
diff seen - <<'SEEN'
ServiceUnavailable after 3 attempts; the last came before Retry-After was over
SEEN
