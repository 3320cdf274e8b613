using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_list_stacks (ListStacks).</summary>
public static class ListStacks
{
    public static readonly CfnTool Tool = CfnTool.Read<Input, Page<Row>>(
        "list_stacks", "Lists CloudFormation stacks, also nested ones. For one with its resources, use cfn_get_stack.", RunAsync,
        iam: ["cloudformation:ListStacks"],
        examples: ["Which stacks are there?", "Which stacks have failed?"]);

    private static readonly string[] Statuses =
    [
        "CREATE_IN_PROGRESS", "CREATE_FAILED", "CREATE_COMPLETE", "ROLLBACK_IN_PROGRESS", "ROLLBACK_FAILED", "ROLLBACK_COMPLETE",
        "DELETE_IN_PROGRESS", "DELETE_FAILED", "DELETE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        "UPDATE_COMPLETE", "UPDATE_FAILED", "UPDATE_ROLLBACK_IN_PROGRESS",
        "UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS",
        "IMPORT_IN_PROGRESS",
        "IMPORT_COMPLETE", "IMPORT_ROLLBACK_IN_PROGRESS", "IMPORT_ROLLBACK_FAILED", "IMPORT_ROLLBACK_COMPLETE",
    ];

    public sealed record Input : PageInput
    {
        [Description("failed includes rolled back; existing is all but deleted."),
            AllowedValues("existing", "in-progress", "failed", "deleted")]
        public string Status { get; init; } = "existing";

        [Description("Name; * and ? are wildcards.")]
        public string? Name { get; init; }
    }

    public sealed record Row(string Name, string Status, string? Drift, DateTime? CreatedAt, DateTime? UpdatedAt, string? ParentId,
        string? Id);

    public static Task<Page<Row>> RunAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        List<string> statuses = [.. Statuses.Where(input.Status switch
        {
            "in-progress" => s => s.EndsWith("_IN_PROGRESS", StringComparison.Ordinal) && s != "REVIEW_IN_PROGRESS",
            "failed" => s => s.EndsWith("_FAILED", StringComparison.Ordinal) || s.EndsWith("ROLLBACK_COMPLETE", StringComparison.Ordinal),
            "deleted" => s => s == "DELETE_COMPLETE",
            _ => s => s != "DELETE_COMPLETE",
        })];
        return Paging.FindAsync<Row>(input, async token =>
        {
            var a = await cfn.ListStacksAsync(new() { StackStatusFilter = statuses, NextToken = token }, ct);
            return ([.. (a.StackSummaries ?? []).Where(s => NameFilter.Matches(s.StackName, input.Name)).Select(ToRow)], a.NextToken);
        }, mostPages: input.Name is null ? 1 : 10);
    }

    // The name is the key of a stack until it is deleted; from then on only the id finds it.
    private static Row ToRow(StackSummary s) => new(
        s.StackName, s.StackStatus, s.DriftInformation?.StackDriftStatus?.Value is { } drift && drift != "NOT_CHECKED" ? drift : null,
        s.CreationTime, s.LastUpdatedTime, s.ParentId, s.StackStatus == StackStatus.DELETE_COMPLETE ? s.StackId : null);
}
