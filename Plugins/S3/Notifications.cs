using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>What S3 tells of a bucket to functions, queues and topics.</summary>
internal static class Notifications
{
    /// <summary>One of the three kinds, with where it goes.</summary>
    public sealed record Entry(string? Id, string Arn, NotificationConfiguration Configuration)
    {
        /// <summary><c>arn:… for s3:ObjectCreated:* under in/ ending in .jpg (thumbs)</c></summary>
        public override string ToString()
        {
            var rules = Configuration.Filter?.S3KeyFilter?.FilterRules ?? [];
            string? Rule(string name) => rules.FirstOrDefault(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase))?.Value;
            return $"{Arn} for {PlanBuilder.Text(Configuration.Events?.Select(e => e.Value))}"
                + (Rule("prefix") is { Length: > 0 } prefix ? $" under {prefix}" : "")
                + (Rule("suffix") is { Length: > 0 } suffix ? $" ending in {suffix}" : "")
                + (Id is { Length: > 0 } ? $" ({Id})" : "");
        }
    }

    public static Task<GetBucketNotificationResponse> ReadAsync(IAmazonS3 s3, string bucket, CancellationToken ct) =>
        s3.GetBucketNotificationAsync(new GetBucketNotificationRequest { BucketName = bucket }, ct);

    public static IReadOnlyList<Entry> Of(GetBucketNotificationResponse found) =>
    [
        .. (found.LambdaFunctionConfigurations ?? []).Select(c => new Entry(c.Id, c.FunctionArn, c)),
        .. (found.QueueConfigurations ?? []).Select(c => new Entry(c.Id, c.Queue, c)),
        .. (found.TopicConfigurations ?? []).Select(c => new Entry(c.Id, c.Topic, c)),
    ];
}
