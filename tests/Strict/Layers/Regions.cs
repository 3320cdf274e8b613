using System.Collections.Concurrent;
using Infra.Strict.Protocol;

namespace Infra.Strict.Layers;

/// <summary>Knows what is where: the region of each bucket, features that a region lacks, and services that are in one region
/// only.</summary>
public sealed class Regions
{
    // "Creating and managing Lambda function URLs", the regions without them.
    private static readonly HashSet<string> NoFunctionUrls =
        ["ap-south-2", "ap-southeast-4", "ap-southeast-5", "ap-southeast-7", "ca-west-1", "eu-central-2", "eu-south-2", "il-central-1",
            "me-central-1", "mx-central-1", "cn-north-1", "cn-northwest-1"];

    private readonly ConcurrentDictionary<string, string> buckets = new();

    /// <summary>The region that a bucket was made in, by the requests that this double saw.</summary>
    public string? Of(string bucket) => buckets.GetValueOrDefault(bucket);

    /// <summary>The answer of a region that has not what is asked for; null where it has.</summary>
    public Answer? Check(Call call)
    {
        switch (call.Service.Name)
        {
            case "lambda" when call.Name.Contains("FunctionUrlConfig", StringComparison.Ordinal) && NoFunctionUrls.Contains(call.Region):
                // zappa/Zappa#1425
                return new Refusal("AccessDeniedException", "Unable to determine service/operation name to be authorized", 403)
                    .AnswerTo(call);
            case "iam" or "route53" when Partition(call.Region) is var home && call.Region != home:
                return new Refusal("SignatureDoesNotMatch", $"Credential should be scoped to a valid region, not '{call.Region}'.", 403)
                    .AnswerTo(call);
            case "s3" when call.Name != "CreateBucket" && call.Text("Bucket") is { } bucket && Of(bucket) is { } region &&
                region != call.Region && call.Name != "GetBucketLocation":
                return Elsewhere(call, bucket, region);
            default:
                return null;
        }
    }

    /// <summary>Learns where a bucket is.</summary>
    public void Learn(Call call, Answer answer)
    {
        if (call.Service.Name != "s3" || !answer.Ok) return;
        var bucket = call.Text("Bucket") ?? "";
        // The region of the constraint; without one, that of the endpoint.
        if (call.Name == "CreateBucket")
            buckets.TryAdd(bucket, call.Input["CreateBucketConfiguration"]?["LocationConstraint"]?.ToString() switch
            {
                null or "" =>
                call.Region,
                "EU" => "eu-west-1",
                var location => location
            });
        if (call.Name == "DeleteBucket") buckets.TryRemove(bucket, out _);
    }

    public void Forget() => buckets.Clear();

    // "PermanentRedirect: the bucket that you are attempting to access must be addressed using the specified endpoint"; of HEAD only the
    // header is there.
    private static Answer Elsewhere(Call call, string bucket, string region)
    {
        var answer = new Answer(301) { Rule = "A bucket is in its own region" };
        if (call.Http.Method == "HEAD")
        {
            answer.SetBody([], "application/xml");
        }
        else
        {
            answer.SetXml(new("Error", new System.Xml.Linq.XElement("Code", "PermanentRedirect"),
                new System.Xml.Linq.XElement("Message",
                    "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future " +
                    "requests to this endpoint."),
                new System.Xml.Linq.XElement("Endpoint", $"{bucket}.s3.{region}.amazonaws.com"),
                    new System.Xml.Linq.XElement("Bucket", bucket),
                new System.Xml.Linq.XElement("RequestId", Answer.RequestId), new System.Xml.Linq.XElement("HostId", "strict")));
        }

        answer.Headers["x-amz-bucket-region"] = region;
        return answer;
    }

    // Where the global services of a partition are.
    private static string Partition(string region) => region.Split('-')[0] switch
    {
        "cn" => "cn-north-1",
        "us" when region.StartsWith("us-gov", StringComparison.Ordinal) => "us-gov-west-1",
        _ => "us-east-1",
    };
}
