using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>A step that failed, and why.</summary>
public sealed record Failure(DateTime? At, string Resource, string? Type, string Status, string? Reason);

/// <summary>How a stack stands after a tool began to change it.</summary>
public sealed record StackState(string Id, string Name, string Status, string? Reason, IReadOnlyDictionary<string, string>? Outputs = null, IReadOnlyList<Failure>? Failures = null);

/// <summary>Finding stacks, and waiting for them.</summary>
internal static class Stacks
{
    /// <summary>The actions of <see cref="WaitAsync"/>.</summary>
    public static readonly string[] WaitActions = ["cloudformation:DescribeStacks", "cloudformation:ListStackResources", "cloudformation:DescribeStackEvents"];

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(30);

    /// <summary>The stack of this name or id.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public static async Task<Stack> FindAsync(IAmazonCloudFormation cfn, string stack, CancellationToken ct) =>
        (await FoundAsync(cfn.DescribeStacksAsync(new() { StackName = stack }, ct))).Stacks?.FirstOrDefault()
        ?? throw new ToolException(ToolErrorCode.NotFound, $"There is no stack '{stack}'.", "cfn_list_stacks shows the stacks of this region.");

    /// <summary>The stack, or null when there is none yet.</summary>
    public static async Task<Stack?> TryFindAsync(IAmazonCloudFormation cfn, string stack, CancellationToken ct)
    {
        try
        {
            return await FindAsync(cfn, stack, ct);
        }
        catch (ToolException e) when (e.Code is ToolErrorCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>The answer; CloudFormation calls a stack that does not exist a validation error.</summary>
    /// <exception cref="ToolException">There is no such stack.</exception>
    public static async Task<T> FoundAsync<T>(Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (AmazonCloudFormationException e) when (e.ErrorCode == "ValidationError" && e.Message.Contains("does not exist", StringComparison.Ordinal))
        {
            throw new ToolException(ToolErrorCode.NotFound, e.Message, "cfn_list_stacks shows the stacks of this region.", e) { AwsErrorCode = e.ErrorCode, RequestId = e.RequestId };
        }
    }

    /// <summary>All resources of a stack; there are at most 500.</summary>
    public static Task<List<StackResourceSummary>> ResourcesAsync(IAmazonCloudFormation cfn, string stack, CancellationToken ct) => AllAsync(async token =>
    {
        var a = await FoundAsync(cfn.ListStackResourcesAsync(new() { StackName = stack, NextToken = token }, ct));
        return (a.StackResourceSummaries, a.NextToken);
    });

    /// <summary>All items of an operation that pages.</summary>
    public static async Task<List<T>> AllAsync<T>(Func<string?, Task<(List<T>? Items, string? Next)>> page)
    {
        var (all, next) = (new List<T>(), (string?)null);
        do
        {
            (var items, next) = await page(next);
            all.AddRange(items ?? []);
        }
        while (!string.IsNullOrEmpty(next));
        return all;
    }

    /// <summary>A page of what CloudFormation cannot filter itself; with a filter it reads on, at most ten of CloudFormation's pages.</summary>
    public static async Task<(List<TRow> Rows, string? Next)> FilterAsync<T, TRow>(
        int limit, string? cursor, Func<string?, Task<(List<T>? Items, string? Next)>> page, Func<T, bool>? keep, Func<T, TRow> row)
    {
        var (rows, next) = (new List<TRow>(), cursor);
        for (var n = 0; n < (keep is null ? 1 : 10) && (n == 0 || !string.IsNullOrEmpty(next) && rows.Count < limit); n++)
        {
            (var items, next) = await page(next);
            rows.AddRange((items ?? []).Where(keep ?? (_ => true)).Select(row));
        }

        return (rows, next);
    }

    /// <summary>The latest steps that failed of themselves, newest first.</summary>
    public static async Task<IReadOnlyList<Failure>> FailuresAsync(IAmazonCloudFormation cfn, string stack, CancellationToken ct) =>
        [.. ((await FoundAsync(cfn.DescribeStackEventsAsync(new() { StackName = stack }, ct))).StackEvents ?? []).Where(IsFailure).Take(5).Select(e => new Failure(e.Timestamp, e.LogicalResourceId, e.ResourceType, e.ResourceStatus, e.ResourceStatusReason))];

    /// <summary>Whether the step failed, and not only because another did.</summary>
    public static bool IsFailure(StackEvent e) =>
        e.ResourceStatus?.Value.EndsWith("_FAILED", StringComparison.Ordinal) is true && e.ResourceStatusReason?.Contains("cancelled", StringComparison.OrdinalIgnoreCase) is not true;

    /// <summary>Whether the last operation on the stack did not do what was wanted.</summary>
    public static bool HasFailed(StackStatus status) => status.Value.Contains("FAILED", StringComparison.Ordinal) || status.Value.Contains("ROLLBACK", StringComparison.Ordinal);

    /// <summary>How the stack stands, on request after its operation has ended.</summary>
    public static async Task<StackState> WaitAsync(IAmazonCloudFormation cfn, string id, bool wait, ToolContext context, CancellationToken ct)
    {
        var stack = await FindAsync(cfn, id, ct);
        if (wait)
        {
            var resources = new List<StackResourceSummary>();
            stack = await Waiting.UntilAsync(
                async t =>
                {
                    var seen = await FindAsync(cfn, id, t);
                    if (InProgress(seen.StackStatus)) resources = await ResourcesAsync(cfn, id, t);
                    return seen;
                },
                s => !InProgress(s.StackStatus),
                s => $"{s.StackStatus}, {resources.Count(r => !r.ResourceStatus.Value.EndsWith("_IN_PROGRESS", StringComparison.Ordinal))} of {resources.Count} resources at rest",
                context, LongestWait, cancellation: ct);
        }

        return new(stack.StackId, stack.StackName, stack.StackStatus, stack.StackStatusReason,
            InProgress(stack.StackStatus) ? null : (stack.Outputs ?? []).ToDictionary(o => o.OutputKey, o => o.OutputValue),
            HasFailed(stack.StackStatus) ? await FailuresAsync(cfn, id, ct) : null);
    }

    /// <summary>For a plan.</summary>
    public static PlannedResource ToResource(Stack stack, string? more = null) => new(
        stack.StackId, $"{stack.StackStatus}; parameters {string.Join(", ", (stack.Parameters ?? []).Select(p => $"{p.ParameterKey}={p.ParameterValue}"))}{(more is null ? "" : $"; {more}")}")
    {
        Tags = stack.Tags.ToMap(),
    };

    /// <summary>For a result or a plan.</summary>
    public static IReadOnlyDictionary<string, string> ToMap(this IEnumerable<Tag>? tags) =>
        (tags ?? []).OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value);

    /// <summary>For a request; null when there are none.</summary>
    public static List<Tag>? ToTags(this IReadOnlyDictionary<string, string> tags) => tags.Count == 0 ? null : [.. tags.Select(t => new Tag { Key = t.Key, Value = t.Value })];

    private static bool InProgress(StackStatus status) => status.Value.EndsWith("_IN_PROGRESS", StringComparison.Ordinal) && status != StackStatus.REVIEW_IN_PROGRESS;
}
