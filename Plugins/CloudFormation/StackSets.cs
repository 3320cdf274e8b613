using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>What an operation on a stack set was begun as; cfn_get_stack_set tells how it goes.</summary>
public sealed record StackSetOperationResult(string StackSetName, string OperationId);

/// <summary>Stack sets and their instances: one template in many accounts and regions.</summary>
internal static class StackSets
{
    /// <exception cref="StackSetNotFoundException">There is none.</exception>
    public static async Task<StackSet> FindAsync(IAmazonCloudFormation cfn, string name, CancellationToken ct) =>
        (await cfn.DescribeStackSetAsync(new() { StackSetName = name }, ct)).StackSet;

    /// <summary>Where it is, all of it.</summary>
    public static Task<List<StackInstanceSummary>> InstancesAsync(IAmazonCloudFormation cfn, string name, CancellationToken ct) =>
        Paging.AllAsync<StackInstanceSummary>(async token =>
        {
            var a = await cfn.ListStackInstancesAsync(new() { StackSetName = name, MaxResults = 100, NextToken = token }, ct);
            return (a.Summaries, a.NextToken);
        });

    /// <summary>What a plan needs to know of a set, asked for at once.</summary>
    /// <exception cref="StackSetNotFoundException">There is none.</exception>
    public static async Task<(StackSet Set, List<StackInstanceSummary> Instances, string? Busy)> ReadAsync(IAmazonCloudFormation cfn,
        string name, CancellationToken ct)
    {
        var (set, instances, busy) = (FindAsync(cfn, name, ct), InstancesAsync(cfn, name, ct), BusyAsync(cfn, name, ct));
        await Task.WhenAll(set, instances, busy);
        return (await set, await instances, await busy);
    }

    /// <summary>The set in a plan.</summary>
    public static PlannedResource ToResource(StackSet s) =>
        new(s.StackSetARN ?? s.StackSetName, $"{s.Status}, {s.PermissionModel ?? PermissionModels.SELF_MANAGED}")
        {
            Name = s.StackSetName,
            Tags = s.Tags.ToMap()
        };

    /// <summary>The operations of a set that AWS remembers, the newest first.</summary>
    public static async Task<IReadOnlyList<StackSetOperationSummary>> OperationsAsync(
        IAmazonCloudFormation cfn, string name, CancellationToken ct) =>
        [
            .. (await Paging.AllAsync<StackSetOperationSummary>(async token =>
            {
                var a = await cfn.ListStackSetOperationsAsync(new() { StackSetName = name, MaxResults = 100, NextToken = token }, ct);
                return (a.Summaries, a.NextToken);
            })).OrderByDescending(o => o.CreationTimestamp).ThenBy(o => o.OperationId, StringComparer.Ordinal),
        ];

    /// <summary>Why targets of this kind do not fit the set; null when they do.</summary>
    public static string? Unfit(StackSet set, StackSetTargets targets) =>
        set.PermissionModel == PermissionModels.SERVICE_MANAGED && targets.Accounts.Count > 0
            ? "It is service-managed, and goes to organizational units: pass organizationalUnits."
        : set.PermissionModel != PermissionModels.SERVICE_MANAGED && targets.OrganizationalUnits.Count > 0
            ? "It is self-managed, and goes to accounts: pass accounts." : null;

    /// <summary>An operation in progress, which AWS lets no other begin beside; null when there is none.</summary>
    public static async Task<string?> BusyAsync(IAmazonCloudFormation cfn, string name, CancellationToken ct) =>
        (await OperationsAsync(cfn, name, ct)).FirstOrDefault(o => o.Status?.Value is "RUNNING" or "QUEUED" or "STOPPING") is { } busy
            ? $"The operation {busy.OperationId} ({busy.Action}) is {busy.Status}; wait until it is over." : null;

    /// <summary>A few at a time, and none after the first failure, unless the caller wants otherwise.</summary>
    public static StackSetOperationPreferences Careful(int? atOnce, int? failures) => new()
    {
        MaxConcurrentCount = atOnce ?? 1,
        FailureToleranceCount = failures ?? 0,
        // By default no more run at once than may fail, and one.
        ConcurrencyMode = atOnce > (failures ?? 0) + 1 ? ConcurrencyMode.SOFT_FAILURE_TOLERANCE : null,
    };
}
