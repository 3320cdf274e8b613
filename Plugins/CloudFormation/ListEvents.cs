using System.ComponentModel;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_list_events (DescribeStackEvents).</summary>
public static class ListEvents
{
    public static readonly CfnTool Tool = CfnTool.Read<Input, Page<Row>>(
        "list_events", "Lists what happened in a stack, newest first. For how it stands now, use cfn_get_stack.", RunAsync,
        iam: ["cloudformation:DescribeStackEvents"],
        examples: ["What changed in this stack?", "Why did the last deployment fail?"]);

    public sealed record Input : PageInput
    {
        [Description("Name; ARN of a deleted stack.")]
        public required string StackName { get; init; }

        [Description("Only causes of failure.")]
        public bool FailedOnly { get; init; }

        [Description("Logical id.")]
        public string? Resource { get; init; }

        [Description("Earliest time, ISO 8601.")]
        public DateTime? Since { get; init; }
    }

    public sealed record Row(DateTime? At, string Resource, string? Type, string Status, string? Reason, string? Id);

    public static Task<Page<Row>> RunAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct) =>
        // Without a filter each of CloudFormation's pages is a page.
        Paging.FindAsync<Row>(input, async token =>
        {
            var a = await Stacks.FoundAsync(cfn.DescribeStackEventsAsync(new() { StackName = input.StackName, NextToken = token }, ct));
            // The newest come first, so that what follows an older one is older still.
            var isEnd = a.StackEvents?.LastOrDefault() is { } last && IsOlder(last, input);
            return ([.. (a.StackEvents ?? []).Where(e => IsWanted(e, input)).Select(ToRow)], isEnd ? null : a.NextToken);
        }, mostPages: input is { FailedOnly: false, Resource: null } ? 1 : 10);

    private static bool IsWanted(StackEvent e, Input input) =>
        !IsOlder(e, input) && (!input.FailedOnly || Stacks.IsFailure(e))
            && (input.Resource is null || e.LogicalResourceId == input.Resource);

    private static bool IsOlder(StackEvent e, Input input) => input.Since is { } since && e.Timestamp?.ToUniversalTime() < since;

    private static Row ToRow(StackEvent e) => new(
        e.Timestamp, e.LogicalResourceId, e.ResourceType, e.ResourceStatus?.Value ?? e.HookStatus?.Value ?? "",
        e.ResourceStatusReason ?? e.HookStatusReason,
        e.PhysicalResourceId == e.StackId || string.IsNullOrEmpty(e.PhysicalResourceId) ? null : e.PhysicalResourceId);
}
