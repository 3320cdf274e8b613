using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatchLogs;

namespace Infra.Plugins.Logs;

/// <summary>logs_create_group (CreateLogGroup, PutRetentionPolicy).</summary>
public static class CreateGroup
{
    public static readonly LogsTool Tool = LogsTool.Write<Input, Result>(
        "create_group", "Creates a log group.", PlanAsync, RunAsync,
        iam: ["logs:DescribeLogGroups", "logs:CreateLogGroup", "logs:PutRetentionPolicy", "logs:TagResource"],
        examples: ["Make a log group /ecs/web that keeps events for 30 days."]);

    public sealed record Input
    {
        [Description("Name, for example /ecs/web."), RegularExpression(LogGroups.Name), MaxLength(512)]
        public required string Name { get; init; }

        [Description("Days to keep events; for ever if left out."), Range(1, 3653)]
        public int? RetentionDays { get; init; }

        [Description("INFREQUENT_ACCESS costs half, has no filters, and only Logs Insights reads it. It never changes."),
            AllowedValues("STANDARD", "INFREQUENT_ACCESS", "DELIVERY")]
        public string LogGroupClass { get; init; } = "STANDARD";

        [Description("KMS key ARN; AWS's own key when left out."), MaxLength(256)]
        public string? KmsKeyArn { get; init; }

        [Description("Refuse its deletion.")]
        public bool DeletionProtection { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Name, string LogGroupClass, int? RetentionDays);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatchLogs logs, Input input, CancellationToken ct)
    {
        Check(input);
        var plan = new PlanBuilder($"Create the log group {input.Name}.")
            .Create(input.Name, "events kept", LogGroups.Kept(input.RetentionDays))
            .Create(input.Name, "class", input.LogGroupClass)
            .Create(input.Name, "KMS key", LogGroups.Key(input.KmsKeyArn))
            .Create(input.Name, "deletion protection", input.DeletionProtection)
            .Obstacle(await LogGroups.TryFindAsync(logs, input.Name, ct) is null ? null : $"{input.Name} exists.");
        return (input.DeletionProtection
            ? plan.NoUndo("Deletion protection is on from the start; logs_set_deletion_protection turns it off.")
            : plan.Undo("logs_delete_group", new { group = input.Name })).Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        await logs.CreateLogGroupAsync(new()
        {
            LogGroupName = input.Name,
            LogGroupClass = input.LogGroupClass,
            KmsKeyId = input.KmsKeyArn,
            DeletionProtectionEnabled = input.DeletionProtection ? true : null,
            Tags = input.Tags.Count == 0 ? null : new(input.Tags),
        }, ct);
        context.Done($"created the log group {input.Name}", created: input.Name);
        if (input.RetentionDays is { } days)
        {
            await Waiting.AfterCreationAsync(
                t => logs.PutRetentionPolicyAsync(new() { LogGroupName = input.Name, RetentionInDays = days }, t), context, ct);
            context.Done($"set the retention of {input.Name}");
        }

        return new(input.Name, input.LogGroupClass, input.RetentionDays);
    }

    private static void Check(Input input)
    {
        if (input.Name.StartsWith("aws/", StringComparison.OrdinalIgnoreCase))
            throw ToolException.InvalidInput("Names that begin with aws/ are AWS's own.", "Begin with a slash: /aws/lambda/NAME.");
        if (input is { LogGroupClass: "DELIVERY", RetentionDays: not null })
            throw ToolException.InvalidInput("A group of class DELIVERY keeps events for one day; leave retentionDays out.");
        LogGroups.CheckRetention(input.RetentionDays);
    }
}
