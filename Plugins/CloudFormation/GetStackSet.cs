using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_get_stack_set (DescribeStackSet, ListStackInstances, ListStackSetOperations; ListStackSetOperationResults of the last
/// one).</summary>
public static class GetStackSet
{
    private const int MostInstances = 60;
    private const int MostOperations = 10;

    public static readonly CfnTool Tool = CfnTool.Read<Input, Result>(
        "get_stack_set", "Gets a stack set: parameters, where it is, its last operations and failures. For one of its stacks, use "
            + "cfn_get_stack.", RunAsync,
        iam:
        [
            "cloudformation:DescribeStackSet", "cloudformation:ListStackInstances", "cloudformation:ListStackSetOperations",
            "cloudformation:ListStackSetOperationResults",
        ],
        examples: ["In which accounts did the last change of the stack set baseline fail?"]);

    public sealed record Input
    {
        [Description("Stack set name.")]
        public required string StackSetName { get; init; }

        [Description("Offset."), Range(0, int.MaxValue)]
        public int Offset { get; init; }
    }

    public sealed record Instance(string Account, string Region, string Status, string? Detail, string? Reason, string? Drift);

    public sealed record Operation(string Id, string Action, string Status, DateTime? StartedAt, DateTime? EndedAt, string? Reason);

    public sealed record Result(
        string Name, string Arn, string Status, string? Description, string? Permissions, IReadOnlyDictionary<string, string> Parameters,
        IReadOnlyDictionary<string, string> Tags, int InstanceCount, IReadOnlyList<Instance> Instances, IReadOnlyList<Operation> Operations,
        IReadOnlyList<string>? Failures, string? Note);

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var finding = StackSets.FindAsync(cfn, input.StackSetName, ct);
        var placing = unknowns.TryAsync("Where it is", () => StackSets.InstancesAsync(cfn, input.StackSetName, ct));
        var operating = unknowns.TryAsync("The operations", () => StackSets.OperationsAsync(cfn, input.StackSetName, ct));
        await Task.WhenAll(finding, placing, operating);
        var (s, instances, operations) = (await finding, await placing ?? [], await operating ?? []);
        var last = operations is [var newest, ..] ? newest : null;
        var failures = last?.Status?.Value is "FAILED" or "STOPPED" or "RUNNING"
            ? await unknowns.TryAsync("The failures", () => FailuresAsync(cfn, input.StackSetName, last.OperationId, ct)) : null;
        // What is not as the set says comes first.
        var shown = instances.OrderBy(i => i.Status == StackInstanceStatus.CURRENT).ThenBy(i => i.Account, StringComparer.Ordinal)
            .ThenBy(i => i.Region, StringComparer.Ordinal)
            .Skip(input.Offset).Take(MostInstances).ToList();
        string[] notes = [.. unknowns.Notes, .. Stacks.More("instances", input.Offset, shown.Count, instances.Count)];
        return new(
            s.StackSetName, s.StackSetARN, s.Status, s.Description, s.PermissionModel?.Value,
            (s.Parameters ?? []).ToDictionary(p => p.ParameterKey, p => p.ParameterValue ?? ""), s.Tags.ToMap(), instances.Count,
            [.. shown.Select(i => new Instance(i.Account, i.Region, i.Status, i.StackInstanceStatus?.DetailedStatus?.Value, i.StatusReason,
                i.DriftStatus?.Value is { } drift && drift != "NOT_CHECKED" ? drift : null))],
            [.. operations.Take(MostOperations).Select(o => new Operation(
                o.OperationId, o.Action, o.Status, o.CreationTimestamp, o.EndTimestamp,
                o.StatusReason))],
            failures, notes.Length == 0 ? null : string.Join(" ", notes));
    }

    private static async Task<List<string>> FailuresAsync(IAmazonCloudFormation cfn, string name, string operation, CancellationToken ct) =>
        [.. PlanBuilder.Some([.. (await Paging.AllAsync<StackSetOperationResultSummary>(async token =>
        {
            var a = await cfn.ListStackSetOperationResultsAsync(
                new() { StackSetName = name, OperationId = operation, MaxResults = 100, NextToken = token }, ct);
            return (a.Summaries, a.NextToken);
        })).Where(r => r.Status?.Value is "FAILED").Select(r => $"{r.Account} {r.Region}: {r.StatusReason}").Order(StringComparer.Ordinal)],
            20, "failures")];
}
