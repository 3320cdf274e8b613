using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_set_notifications (GetBucketNotificationConfiguration, PutBucketNotificationConfiguration).</summary>
public static class SetNotifications
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "set_notifications",
        "Adds, replaces and removes event notifications of a bucket; others stay. A function first needs lambda_add_permission.",
        PlanAsync, RunAsync,
        iam: ["s3:GetBucketNotification", "s3:GetBucketTagging", "s3:GetBucketLocation", "s3:PutBucketNotification"],
        examples: ["Run function thumbs for each new .jpg in bucket photos.", "Send events of this bucket to EventBridge."],
        idempotent: true);

    public sealed record Notification
    {
        [Description("Id; replaces the notification that has it."), MinLength(1), MaxLength(255)]
        public required string Id { get; init; }

        [Description("ARN of a function, queue or topic."), RegularExpression("arn:[a-z-]+:(lambda|sqs|sns):.+")]
        public required string TargetArn { get; init; }

        [Description("Like s3:ObjectCreated:* or s3:ObjectRemoved:*."), MinLength(1)]
        public required IReadOnlyList<string> Events { get; init; }

        [Description("Start of the keys; all keys when left out.")]
        public string? Prefix { get; init; }

        [Description("End of the keys, like .jpg.")]
        public string? Suffix { get; init; }
    }

    public sealed record Input : BucketInput
    {
        [Description("Notifications to add or replace.")]
        public IReadOnlyList<Notification> Notifications { get; init; } = [];

        [Description("Ids of notifications to remove.")]
        public IReadOnlyList<string> RemoveIds { get; init; } = [];

        [Description("Send all events to EventBridge; stays when left out.")]
        public bool? EventBridge { get; init; }
    }

    public sealed record Result(string Bucket, IReadOnlyList<string> Notifications, bool EventBridge);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, unknown) = (input.Bucket, new Unknowns(context.Target));
        var resource = BucketParts.ResourceAsync(s3, name, "notifications", unknown, ct);
        var here = unknown.TryAsync("The region of the bucket", () => BucketParts.RegionAsync(s3, name, ct));
        var found = await Notifications.ReadAsync(s3, name, ct);
        var (now, next) = (Notifications.Of(found), Merge(Notifications.Of(found), input));
        var plan = new PlanBuilder($"Change notifications of {name}: {input.Notifications.Count} set, {input.RemoveIds.Count} removed.")
            .Touch(await resource);
        Parts.Compare(plan, name, now, next);
        foreach (var arn in input.Notifications.Select(n => n.TargetArn).Distinct(StringComparer.Ordinal))
        {
            if (arn.EndsWith(".fifo", StringComparison.Ordinal))
                plan.Obstacle($"{arn} is a FIFO queue or topic, which S3 does not send to: use eventBridge and a rule that sends there.");
            if (await here is { } region && arn.Split(':')[3] is { Length: > 0 } there && there != region)
                plan.Obstacle($"{arn} is in {there} and {name} in {region}: S3 sends only within the region.");
        }

        foreach (var (one, other) in Overlaps(next))
            plan.Obstacle($"{one} and {other} overlap, and S3 sends an event to one target only: narrow prefix or suffix, or use a topic.");
        plan.Unknown(unknown.Notes);
        if (input.EventBridge is { } bridge) plan.Change(name, "events to EventBridge", found.EventBridgeConfiguration is not null, bridge);
        return plan.Warn("S3 tests each target now: it refuses all if one does not let it send.")
            .NoUndo("What was set before is told by this plan, and can be set again.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        // S3 only replaces all of them at once, so what stays is sent again.
        var found = await Notifications.ReadAsync(s3, input.Bucket, ct);
        var next = Merge(Notifications.Of(found), input);
        var bridge = input.EventBridge ?? found.EventBridgeConfiguration is not null;
        await s3.PutBucketNotificationAsync(new PutBucketNotificationRequest
        {
            BucketName = input.Bucket,
            LambdaFunctionConfigurations = [.. next.Select(n => n.Configuration).OfType<LambdaFunctionConfiguration>()],
            QueueConfigurations = [.. next.Select(n => n.Configuration).OfType<QueueConfiguration>()],
            TopicConfigurations = [.. next.Select(n => n.Configuration).OfType<TopicConfiguration>()],
            EventBridgeConfiguration = bridge ? new() : null,
        }, ct);
        context.Done($"set {next.Count} notification(s) of {input.Bucket}");
        return new(input.Bucket, [.. next.Select(n => n.ToString())], bridge);
    }

    private static readonly NamedParts<Notifications.Entry> Parts = new("notification", n => n.Id, n => n.ToString());

    private static List<Notifications.Entry> Merge(IReadOnlyList<Notifications.Entry> now, Input input)
    {
        if (input.Notifications.Count + input.RemoveIds.Count == 0 && input.EventBridge is null) throw ToolException.NothingToChange();
        return Parts.Merge(input.Bucket, now, [.. input.Notifications.Select(ToEntry)], input.RemoveIds);
    }

    // S3 wants every event of a key to belong to one of them.
    private static IEnumerable<(Notifications.Entry, Notifications.Entry)> Overlaps(IReadOnlyList<Notifications.Entry> all) =>
        all.SelectMany((one, i) => all.Skip(i + 1).Where(other => Notifications.Overlap(one, other)).Select(other => (one, other)));

    private static Notifications.Entry ToEntry(Notification wanted)
    {
        NotificationConfiguration configuration = wanted.TargetArn.Split(':')[2] switch
        {
            "lambda" => new LambdaFunctionConfiguration { Id = wanted.Id, FunctionArn = wanted.TargetArn },
            "sqs" => new QueueConfiguration { Id = wanted.Id, Queue = wanted.TargetArn },
            _ => new TopicConfiguration { Id = wanted.Id, Topic = wanted.TargetArn },
        };
        configuration.Events = [.. wanted.Events.Select(e => new EventType(e))];
        List<FilterRule> rules = [];
        if (wanted.Prefix is { Length: > 0 } prefix) rules.Add(new() { Name = "prefix", Value = prefix });
        if (wanted.Suffix is { Length: > 0 } suffix) rules.Add(new() { Name = "suffix", Value = suffix });
        if (rules.Count > 0) configuration.Filter = new() { S3KeyFilter = new() { FilterRules = rules } };
        return new(wanted.Id, wanted.TargetArn, configuration);
    }
}
