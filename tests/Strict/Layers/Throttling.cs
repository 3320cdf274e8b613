using System.Collections.Concurrent;
using Infra.Strict.Protocol;

namespace Infra.Strict.Layers;

/// <summary>Refuses more requests of an operation than AWS takes: a bucket of tokens for each operation and region.</summary>
public sealed class Throttling(TimeProvider time)
{
    // Requests a second. Sources: "CloudWatch service quotas", "CloudWatch Logs quotas", "Lambda quotas", "AWS Systems Manager endpoints
    // and
    // quotas", "Amazon Route 53 quotas", "CloudTrail quotas", "Resource Groups Tagging quotas".
    private static readonly Dictionary<string, double> Rates = new()
    {
        ["cloudwatch.DescribeAlarms"] = 9,
        ["cloudwatch.DescribeAlarmsForMetric"] = 9,
        ["cloudwatch.DescribeAlarmHistory"] = 20,
        ["cloudwatch.DeleteAlarms"] = 3,
        ["cloudwatch.DisableAlarmActions"] = 3,
        ["cloudwatch.EnableAlarmActions"] = 3,
        ["cloudwatch.PutMetricAlarm"] = 3,
        ["cloudwatch.PutCompositeAlarm"] = 3,
        ["cloudwatch.SetAlarmState"] = 3,
        ["cloudwatch.GetDashboard"] = 10,
        ["cloudwatch.ListDashboards"] = 10,
        ["cloudwatch.PutDashboard"] = 10,
        ["cloudwatch.DeleteDashboards"] = 10,
        ["cloudwatch.ListMetrics"] = 25,
        ["cloudwatch.GetMetricData"] = 50,
        ["cloudwatch.PutMetricData"] = 500,
        // No figure is published for it; ten a second are assumed.
        ["cloudwatch.ListTagsForResource"] = 10,
        ["logs.FilterLogEvents"] = 5,
        ["logs.DescribeLogGroups"] = 10,
        ["logs.DescribeLogStreams"] = 25,
        ["logs.GetLogEvents"] = 25,
        ["lambda.GetFunction"] = 100,
        ["lambda.GetPolicy"] = 15,
        ["lambda.Invoke"] = 1000,
        ["ssm.GetParameter"] = 40,
        ["ssm.GetParameters"] = 40,
        ["ssm.PutParameter"] = 3,
        ["cloudtrail.LookupEvents"] = 2,
        ["resourcegroupstaggingapi.GetResources"] = 15,
        ["resourcegroupstaggingapi.TagResources"] = 5,
        ["resourcegroupstaggingapi.UntagResources"] = 5,
    };

    private readonly ConcurrentDictionary<string, (double Tokens, long Since)> buckets = new();

    public Refusal? Take(Call call)
    {
        var (burst, rate) = Bucket(call);
        var refused = false;
        buckets.AddOrUpdate($"{call.Region} {call.Service.Name}.{(call.Service.Name == "route53" ? "*" : call.Name)}",
            _ => (burst - 1, time.GetTimestamp()), (_, bucket) =>
        {
            var now = time.GetTimestamp();
            var tokens = Math.Min(burst, bucket.Tokens + time.GetElapsedTime(bucket.Since, now).TotalSeconds * rate);
            refused = tokens < 1;
            return (refused ? tokens : tokens - 1, now);
        });
        return refused ? Code(call) : null;
    }

    public void Forget() => buckets.Clear();

    /// <summary>The size of the bucket and what flows back in a second.</summary>
    public static (double Burst, double Rate) Bucket(Call call)
    {
        if (Rates.TryGetValue($"{call.Service.Name}.{call.Name}", out var rate)) return (rate, rate);
        return call.Service.Name switch
        {
            // "Request throttling for the Amazon EC2 API": non-mutating 100 and 20, without filter or page 50 and 10, mutating 50 and 5.
            "ec2" when call.Name.StartsWith("Describe", StringComparison.Ordinal) ||
                call.Name.StartsWith("Get", StringComparison.Ordinal) => call.Has("Filters") ||
                call.Has("MaxResults") ? (100, 20) : (50, 10),
            "ec2" => (50, 5),
            // Five a second for the whole account.
            "route53" => (10, 5),
            // The management requests of Lambda share 15 a second.
            "lambda" => (15, 15),
            // 3,500 writes a second for a prefix; settings of buckets have fewer.
            "s3" => call.Operation.PathParts.Count > 1 ? (3500, 3500) : (200, 100),
            // No figure is published: a bucket of 40 and 10 a second were seen to be borne (EC2-M4b).
            _ => (40, 10),
        };
    }

    private static Refusal Code(Call call) => call.Service.Name switch
    {
        "ec2" => new("RequestLimitExceeded", "Request limit exceeded.", 503),
        "s3" => new("SlowDown", "Please reduce your request rate.", 503),
        "lambda" => new("TooManyRequestsException", "Rate Exceeded.", 429),
        "ssm" or "logs" or "secretsmanager" or "cloudtrail" => new("ThrottlingException", "Rate exceeded"),
        "resourcegroupstaggingapi" => new("ThrottledException", "Rate exceeded"),
        _ => new("Throttling", "Rate exceeded"),
    };
}
