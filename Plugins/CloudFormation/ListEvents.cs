using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

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
        [Description("Name or id.")]
        public required string Stack { get; init; }

        [Description("Only failures, without what was cancelled because of them.")]
        public bool FailedOnly { get; init; }

        [Description("Only of this logical id.")]
        public string? Resource { get; init; }

        [Description("Only from then on.")]
        public DateTime? Since { get; init; }
    }

    public sealed record Row(DateTime? At, string Resource, string? Type, string Status, string? Reason, string? Id);

    public static async Task<Page<Row>> RunAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var (rows, next) = await Stacks.FilterAsync(input.Limit, input.Cursor, async token =>
        {
            var a = await Stacks.FoundAsync(cfn.DescribeStackEventsAsync(new() { StackName = input.Stack, NextToken = token }, ct));
            // The newest come first, so that what follows an older one is older still.
            return (a.StackEvents, a.StackEvents?.LastOrDefault() is { } last && IsOlder(last, input) ? null : a.NextToken);
        }, input is { FailedOnly: false, Resource: null, Since: null } ? null : e => !IsOlder(e, input) && (!input.FailedOnly || Stacks.IsFailure(e)) && (input.Resource is null || e.LogicalResourceId == input.Resource), ToRow);
        return new(rows, next);
    }

    private static bool IsOlder(StackEvent e, Input input) => input.Since is { } since && e.Timestamp?.ToUniversalTime() < since;

    private static Row ToRow(StackEvent e) => new(
        e.Timestamp, e.LogicalResourceId, e.ResourceType, e.ResourceStatus?.Value ?? e.HookStatus?.Value ?? "", e.ResourceStatusReason ?? e.HookStatusReason,
        e.PhysicalResourceId == e.StackId || string.IsNullOrEmpty(e.PhysicalResourceId) ? null : e.PhysicalResourceId);
}
