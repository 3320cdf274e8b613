using System.ComponentModel;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_list_change_sets (ListChangeSets).</summary>
public static class ListChangeSets
{
    public static readonly CfnTool Tool = CfnTool.Read<Input, Page<Row>>(
        "list_change_sets", "Lists the change sets of a stack. For the changes of one, use cfn_get_change_set.", RunAsync,
        iam: ["cloudformation:ListChangeSets"],
        examples: ["Is any change of this stack waiting?"]);

    public sealed record Input : PageInput
    {
        [Description("Stack name or ARN.")]
        public required string StackName { get; init; }
    }

    public sealed record Row(string Name, string Status, string? ExecutionStatus, string? Reason, string? Description, DateTime? CreatedAt);

    public static async Task<Page<Row>> RunAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var answer = await Stacks.FoundAsync(cfn.ListChangeSetsAsync(new() { StackName = input.StackName, NextToken = input.Cursor }, ct));
        return new([.. (answer.Summaries ?? []).Select(ToRow)], answer.NextToken);
    }

    private static Row ToRow(ChangeSetSummary s) =>
        new(s.ChangeSetName, s.Status, s.ExecutionStatus, s.StatusReason, s.Description, s.CreationTime);
}
