using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace Infra.Plugins.Logs;

/// <summary>logs_put_subscription (PutSubscriptionFilter).</summary>
public static class PutSubscription
{
    private const int Most = 2;

    public static readonly LogsTool Tool = LogsTool.Write<Input, Result>(
        "put_subscription", "Sends the events that match to a function, a stream or a destination, as they come.", PlanAsync, RunAsync,
        iam:
        [
            "logs:DescribeLogGroups", "logs:DescribeSubscriptionFilters", "logs:ListTagsForResource", "logs:PutSubscriptionFilter",
            "iam:PassRole>logs.amazonaws.com",
        ],
        examples: ["Send the errors of /ecs/web to the function alert."], idempotent: true);

    public sealed record Input
    {
        [Description("Log group name."), RegularExpression(LogGroups.Name), MaxLength(512)]
        public required string Group { get; init; }

        [Description("Filter name."), RegularExpression("[^:*]+"), MaxLength(512)]
        public required string Name { get; init; }

        [Description("As of list_events; empty for all."), MaxLength(1024)]
        public string Pattern { get; init; } = "";

        [Description("ARN of a function, stream or destination."), RegularExpression("arn:.+")]
        public required string DestinationArn { get; init; }

        [Description("Role that Logs assumes; not for a function."), RegularExpression("arn:.+")]
        public string? RoleArn { get; init; }
    }

    public sealed record Result(string Group, string Name, string DestinationArn);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var group = await LogGroups.FindAsync(logs, input.Group, ct);
        var all = await LogFilters.SubscriptionFiltersAsync(logs, input.Group, ct);
        var old = all.Find(f => f.FilterName == input.Name);
        var filter = $"subscription filter {input.Name}";
        var isFunction = input.DestinationArn.Contains(":lambda:", StringComparison.Ordinal);
        var plan = new PlanBuilder($"{(old is null ? "Make" : "Replace")} the {filter} of {input.Group}.")
            .Touch(await LogGroups.ToResourceAsync(logs, group, unknowns, ct))
            .Change(filter, "pattern", old is { FilterPattern: null or "" } ? "all events" : old?.FilterPattern,
                input.Pattern.Length == 0 ? "all events" : input.Pattern)
            .Change(filter, "destination", old?.DestinationArn, input.DestinationArn, "whoever reads that sees these events")
            .Obstacle(LogGroups.WithoutFilters(group))
            .Obstacle(old is null && all.Count >= Most
                ? $"A log group has at most {Most} subscription filters; logs_delete_filter deletes one." : null)
            .Obstacle(IsStream(input.DestinationArn) && Role(input, old) is null
                ? "Logs needs roleArn, a role that it assumes to write to the stream." : null)
            .Warn(isFunction
                ? "The function must permit logs.amazonaws.com to invoke it: lambda_add_permission. It may not write to this group." : null)
            .Unknown(unknowns.Notes);
        if (old is not null && old.RoleArn != Role(input, old)) plan.Change(filter, "role", old.RoleArn, Role(input, old));
        foreach (var (what, value) in old is null ? [] : Kept(old)) plan.Keep($"{filter}: {what} {value}");
        return (old is null ? plan.Undo("logs_delete_filter", new { group = input.Group, type = "subscription", name = input.Name })
            : plan.Undo("logs_put_subscription", Arguments(input.Group, old))).Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        // The request replaces the filter: what no argument sets must be sent as it is, or it is gone.
        var old = (await LogFilters.SubscriptionFiltersAsync(logs, input.Group, ct)).Find(f => f.FilterName == input.Name);
        await logs.PutSubscriptionFilterAsync(new()
        {
            LogGroupName = input.Group,
            FilterName = input.Name,
            FilterPattern = input.Pattern,
            DestinationArn = input.DestinationArn,
            RoleArn = Role(input, old),
            // Of Kinesis streams alone.
            Distribution = IsKinesis(input.DestinationArn) ? old?.Distribution : null,
            ApplyOnTransformedLogs = old?.ApplyOnTransformedLogs,
            FieldSelectionCriteria = old?.FieldSelectionCriteria,
            EmitSystemFields = old?.EmitSystemFields is { Count: > 0 } fields ? fields : null,
        }, ct);
        context.Done($"put the subscription filter {input.Name} of {input.Group}", created: input.Name);
        return new(input.Group, input.Name, input.DestinationArn);
    }

    /// <summary>The way back from the deletion of a filter, where this tool can make it again as it was.</summary>
    internal static PlanBuilder UndoDeletion(PlanBuilder plan, string group, SubscriptionFilter old) => Kept(old).Any()
        ? plan.NoUndo($"logs_put_subscription cannot set its {string.Join(", ", Kept(old).Select(k => k.What))}.")
        : plan.Undo("logs_put_subscription", Arguments(group, old));

    private static Dictionary<string, object> Arguments(string group, SubscriptionFilter old)
    {
        var arguments = new Dictionary<string, object>
        {
            ["group"] = group,
            ["name"] = old.FilterName,
            ["pattern"] = old.FilterPattern ?? "",
            ["destinationArn"] = old.DestinationArn ?? "",
        };
        if (!string.IsNullOrEmpty(old.RoleArn)) arguments["roleArn"] = old.RoleArn;
        return arguments;
    }

    /// <summary>What this tool cannot set.</summary>
    private static IEnumerable<(string What, string Value)> Kept(SubscriptionFilter old)
    {
        // By stream is AWS's own default.
        if (old.Distribution?.Value is { Length: > 0 } distribution and not "ByLogStream") yield return ("distribution", distribution);
        if (old.FieldSelectionCriteria is { Length: > 0 } criteria) yield return ("field selection", criteria);
        if (old.EmitSystemFields is { Count: > 0 } fields) yield return ("system fields", PlanBuilder.Text(fields));
        if (old.ApplyOnTransformedLogs is true) yield return ("transformed events", "on");
    }

    // To the same destination, the same role.
    private static string? Role(Input input, SubscriptionFilter? old) =>
        input.RoleArn ?? (old?.DestinationArn == input.DestinationArn && !string.IsNullOrEmpty(old.RoleArn) ? old.RoleArn : null);

    private static bool IsKinesis(string arn) => arn.Contains(":kinesis:", StringComparison.Ordinal);

    private static bool IsStream(string arn) => IsKinesis(arn) || arn.Contains(":firehose:", StringComparison.Ordinal);
}
