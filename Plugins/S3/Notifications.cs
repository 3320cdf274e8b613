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
        public override string ToString() =>
            $"{Arn} for {PlanBuilder.Text(Configuration.Events?.Select(e => e.Value))}"
            + (Rule("prefix") is { Length: > 0 } prefix ? $" under {prefix}" : "")
            + (Rule("suffix") is { Length: > 0 } suffix ? $" ending in {suffix}" : "")
            + (Id is { Length: > 0 } ? $" ({Id})" : "");

        /// <summary>The start or the end of the keys; empty for all keys.</summary>
        public string Rule(string name) => Configuration.Filter?.S3KeyFilter?.FilterRules?
            .FirstOrDefault(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase))?.Value ?? "";
    }

    /// <summary>Whether one event of one key could go to both, which S3 refuses.</summary>
    public static bool Overlap(Entry one, Entry other) =>
        Either(one.Rule("prefix"), other.Rule("prefix"), (longer, shorter) => longer.StartsWith(shorter, StringComparison.Ordinal))
        && Either(one.Rule("suffix"), other.Rule("suffix"), (longer, shorter) => longer.EndsWith(shorter, StringComparison.Ordinal))
        && (one.Configuration.Events ?? []).Any(a => (other.Configuration.Events ?? []).Any(b => Either(a.Value, b.Value, Covers)));

    private static bool Covers(string one, string all) =>
        one == all || all.EndsWith('*') && one.StartsWith(all[..^1], StringComparison.Ordinal);

    private static bool Either(string a, string b, Func<string, string, bool> test) => test(a, b) || test(b, a);

    public static Task<GetBucketNotificationResponse> ReadAsync(IAmazonS3 s3, string bucket, CancellationToken ct) =>
        s3.GetBucketNotificationAsync(new GetBucketNotificationRequest { BucketName = bucket }, ct);

    public static IReadOnlyList<Entry> Of(GetBucketNotificationResponse found) =>
    [
        .. (found.LambdaFunctionConfigurations ?? []).Select(c => new Entry(c.Id, c.FunctionArn, c)),
        .. (found.QueueConfigurations ?? []).Select(c => new Entry(c.Id, c.Queue, c)),
        .. (found.TopicConfigurations ?? []).Select(c => new Entry(c.Id, c.Topic, c)),
    ];
}
