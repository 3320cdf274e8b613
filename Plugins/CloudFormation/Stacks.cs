using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>A step that failed, and why.</summary>
public sealed record Failure(DateTime? At, string Resource, string? Type, string Status, string? Reason);

/// <summary>How a stack stands after a tool began to change it.</summary>
public sealed record StackState(string Id, string Name, string Status, string? Reason, IReadOnlyDictionary<string, string>? Outputs = null);

/// <summary>Finding stacks, and waiting for them.</summary>
internal static class Stacks
{
    /// <summary>The actions of <see cref="WaitAsync"/>.</summary>
    public static readonly string[] WaitActions = ["cloudformation:DescribeStacks", "cloudformation:ListStackResources",
        "cloudformation:DescribeStackEvents"];

    /// <summary>The type of a resource that is a stack itself.</summary>
    public const string NestedType = "AWS::CloudFormation::Stack";

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(30);

    // How long the state from before an operation is not taken for its end.
    private static readonly TimeSpan Unseen = TimeSpan.FromSeconds(30);

    /// <summary>How long a call of a tool may take that waits for a stack.</summary>
    public static readonly TimeSpan Deadline = LongestWait + TimeSpan.FromMinutes(2);

    /// <summary>The stack of this name or id.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public static async Task<Stack> FindAsync(IAmazonCloudFormation cfn, string stack, CancellationToken ct) =>
        (await FoundAsync(cfn.DescribeStacksAsync(new() { StackName = stack }, ct))).Stacks?.FirstOrDefault()
        ?? throw ToolException.NotFound($"The stack {stack}", "cfn_list_stacks shows the stacks of this region.");

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
        catch (AmazonCloudFormationException e)
            when (e.ErrorCode == "ValidationError" && e.Message.Contains("does not exist", StringComparison.Ordinal))
        {
            throw new ToolException(ToolErrorCode.NotFound, e.Message, "cfn_list_stacks shows the stacks of this region.", e)
            {
                AwsErrorCode = e.ErrorCode,
                RequestId = e.RequestId,
            };
        }
    }

    /// <summary>All resources of a stack; there are at most 500.</summary>
    public static Task<List<StackResourceSummary>> ResourcesAsync(IAmazonCloudFormation cfn, string stack, CancellationToken ct) =>
        Paging.AllAsync<StackResourceSummary>(async token =>
        {
            var a = await FoundAsync(cfn.ListStackResourcesAsync(new() { StackName = stack, NextToken = token }, ct));
            return (a.StackResourceSummaries, a.NextToken);
        });

    /// <summary>The names of a stack's change sets.</summary>
    public static async Task<List<string>> ChangeSetsAsync(IAmazonCloudFormation cfn, string stack, CancellationToken ct) =>
    [
        .. (await Paging.AllAsync<ChangeSetSummary>(async token =>
        {
            var a = await FoundAsync(cfn.ListChangeSetsAsync(new() { StackName = stack, NextToken = token }, ct));
            return (a.Summaries, a.NextToken);
        })).Select(s => s.ChangeSetName).Order(StringComparer.Ordinal),
    ];

    /// <summary>The latest steps that failed of themselves, newest first.</summary>
    public static async Task<IReadOnlyList<Failure>> FailuresAsync(IAmazonCloudFormation cfn, string stack, CancellationToken ct) =>
        Failures(await EventsAsync(cfn, stack, ct));

    /// <summary>What the roll-back of the last operation did to each resource: what was deleted, what was set back, and what could not
    /// be.</summary>
    public static IReadOnlyList<string> RolledBack(Stack stack, IReadOnlyList<StackEvent> newestFirst)
    {
        // From the moment in which the stack itself began to roll back.
        var since = newestFirst.TakeWhile(e =>
            !IsOwn(e) || e.ResourceStatus?.Value is not ("CREATE_IN_PROGRESS" or "UPDATE_IN_PROGRESS" or "IMPORT_IN_PROGRESS"))
            .LastOrDefault(e => IsOwn(e) && e.ResourceStatus?.Value.Contains("ROLLBACK", StringComparison.Ordinal) is true);
        if (since is null) return [];
        return
        [
            .. newestFirst.TakeWhile(e => e.EventId != since.EventId).Where(e => !IsOwn(e)).DistinctBy(e => e.LogicalResourceId)
                .Select(e => e.ResourceStatus?.Value switch
                {
                    "DELETE_COMPLETE" => $"{e.LogicalResourceId} ({e.ResourceType}): deleted",
                    "DELETE_SKIPPED" => $"{e.LogicalResourceId} ({e.ResourceType}): kept, outside the stack",
                    "UPDATE_COMPLETE" => $"{e.LogicalResourceId} ({e.ResourceType}): set back",
                    "DELETE_FAILED" or "UPDATE_FAILED" =>
                        $"{e.LogicalResourceId} ({e.ResourceType}): NOT rolled back, {e.ResourceStatusReason}",
                    _ => null,
                }).OfType<string>().Order(StringComparer.Ordinal),
        ];

        bool IsOwn(StackEvent e) => e.PhysicalResourceId == stack.StackId;
    }

    /// <summary>
    /// The events of the last operation, newest first. It began where the stack itself began to be created, updated, deleted or imported
    /// into; what is older belongs to another operation, and a page may end anywhere.
    /// </summary>
    public static async Task<IReadOnlyList<StackEvent>> EventsAsync(IAmazonCloudFormation cfn, string stack, CancellationToken ct)
    {
        const int mostPages = 10;
        List<StackEvent> events = [];
        string? token = null;
        for (var page = 0; page < mostPages; page++)
        {
            var a = await FoundAsync(cfn.DescribeStackEventsAsync(new() { StackName = stack, NextToken = token }, ct));
            foreach (var e in a.StackEvents ?? [])
            {
                events.Add(e);
                if (e.PhysicalResourceId == e.StackId && IsBeginning(e.ResourceStatus?.Value)) return events;
            }

            token = a.NextToken;
            if (string.IsNullOrEmpty(token)) break;
        }

        return events;
    }

    private static bool IsBeginning(string? status) =>
        status is "CREATE_IN_PROGRESS" or "UPDATE_IN_PROGRESS" or "DELETE_IN_PROGRESS" or "IMPORT_IN_PROGRESS";

    /// <summary>Those of them that failed of themselves, newest first. The first failures of an operation are its causes.</summary>
    public static IReadOnlyList<Failure> Failures(IReadOnlyList<StackEvent> newestFirst) =>
        [.. newestFirst.Where(IsFailure).TakeLast(5)
            .Select(e => new Failure(e.Timestamp, e.LogicalResourceId, e.ResourceType, e.ResourceStatus, e.ResourceStatusReason))];

    /// <summary>Whether the step failed, and not only because another did.</summary>
    public static bool IsFailure(StackEvent e) =>
        e.ResourceStatus?.Value.EndsWith("_FAILED", StringComparison.Ordinal) is true
        && e.ResourceStatusReason?.Contains("cancelled", StringComparison.OrdinalIgnoreCase) is not true;

    /// <summary>Whether the last operation on the stack did not do what was wanted.</summary>
    public static bool HasFailed(StackStatus status) =>
        status.Value.Contains("FAILED", StringComparison.Ordinal) || status.Value.Contains("ROLLBACK", StringComparison.Ordinal);

    /// <summary>Whether CloudFormation works on the stack. One in REVIEW_IN_PROGRESS only holds change sets.</summary>
    public static bool IsBusy(StackStatus status) =>
        status.Value.EndsWith("_IN_PROGRESS", StringComparison.Ordinal) && status != StackStatus.REVIEW_IN_PROGRESS;

    /// <summary>How the stack stands; on request after its operation has ended.</summary>
    /// <param name="cfn">The client.</param>
    /// <param name="id">Its id: after a deletion the name finds nothing.</param>
    /// <param name="wait">Whether to wait.</param>
    /// <param name="isWanted">Whether a status at rest is the one that the operation is to lead to.</param>
    /// <param name="context">Progress and clock.</param>
    /// <param name="ct">Ends the call.</param>
    /// <param name="before">The stack before the operation, which may be seen for a while yet; null when the operation makes it.</param>
    /// <exception cref="ToolException">The operation failed; with the reasons of the resources that did.</exception>
    public static async Task<StackState> WaitAsync(
        IAmazonCloudFormation cfn, string id, bool wait, Predicate<StackStatus> isWanted, ToolContext context, CancellationToken ct,
        Stack? before = null)
    {
        var started = context.Time.GetTimestamp();
        // A stack that was just made may not be found yet.
        if (!wait) return ToState(await Waiting.AfterCreationAsync(t => FindAsync(cfn, id, t), context, ct));
        var (stack, _) = await Waiting.UntilAsync(
            async t =>
            {
                var seen = await FindAsync(cfn, id, t);
                return (seen,
                    IsMoving(seen.StackStatus) ? await DoneAsync(cfn, id, t) : HasNotBegun(seen) ? "not begun"
                    : isWanted(seen.StackStatus) ? "" : await ReasonAsync(cfn, seen, t));
            },
            s => IsMoving(s.seen.StackStatus) || HasNotBegun(s.seen) ? Wait.NotYet($"{s.seen.StackStatus}, {s.Item2}")
                : isWanted(s.seen.StackStatus) ? Wait.Done
                : Wait.Failed($"The stack {s.seen.StackName} is {s.seen.StackStatus}. {s.Item2}".TrimEnd()),
            context, LongestWait, cancellation: ct);
        return ToState(stack);

        // CloudFormation may show a stack as it was for some moments.
        bool HasNotBegun(Stack seen) => before is not null && seen.StackStatus == before.StackStatus
            && seen.LastUpdatedTime == before.LastUpdatedTime && context.Time.GetElapsedTime(started) < Unseen;

        // A new stack may be shown in review before its first operation begins.
        static bool IsMoving(StackStatus status) => IsBusy(status) || status == StackStatus.REVIEW_IN_PROGRESS;
    }

    /// <summary>For a plan. Values of parameters are told where they change, and NoEcho ones are asterisks here.</summary>
    public static PlannedResource ToResource(Stack stack, string? more = null) => new(
        stack.StackId,
        $"{stack.StackStatus}; parameters {PlanBuilder.Text((stack.Parameters ?? []).Select(p => $"{p.ParameterKey}={p.ParameterValue}"))}"
        + (more is null ? "" : $"; {more}"))
    {
        Name = stack.StackName,
        Tags = stack.Tags.ToMap(),
    };

    /// <summary>Whether what is nested below a path (<c>Data/Inner/</c>) is followed no further: no real tree is that deep.</summary>
    public static bool IsDeepest(string within) => within.Count(c => c == '/') >= 20;

    /// <summary>How to get at the rows that an answer leaves out; nothing when it has all.</summary>
    public static IEnumerable<string> More(string what, int offset, int shown, int all) => shown == all ? []
        : [$"{shown} of {all} {what} are shown{(offset + shown < all ? $"; pass offset {offset + shown} for more" : "")}."];

    /// <summary>For a result or a plan.</summary>
    public static IReadOnlyDictionary<string, string> ToMap(this IEnumerable<Tag>? tags) =>
        Infra.Aws.Tags.Map(tags, t => t.Key, t => t.Value);

    private static StackState ToState(Stack stack) => new(
        stack.StackId, stack.StackName, stack.StackStatus, stack.StackStatusReason,
        IsBusy(stack.StackStatus) ? null : (stack.Outputs ?? []).ToDictionary(o => o.OutputKey, o => o.OutputValue));

    private static async Task<string> DoneAsync(IAmazonCloudFormation cfn, string id, CancellationToken ct)
    {
        var resources = await ResourcesAsync(cfn, id, ct);
        var atRest = resources.Count(r => !r.ResourceStatus.Value.EndsWith("_IN_PROGRESS", StringComparison.Ordinal));
        return $"{atRest} of {resources.Count} resources at rest";
    }

    private static async Task<string> ReasonAsync(IAmazonCloudFormation cfn, Stack stack, CancellationToken ct) =>
        await FailuresAsync(cfn, stack.StackId, ct) is { Count: > 0 } failures
            ? string.Join(" ", failures.Select(f => $"{f.Resource} ({f.Type}): {f.Reason}"))
            : stack.StackStatusReason ?? "";
}
