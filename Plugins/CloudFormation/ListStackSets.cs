using Amazon.CloudFormation;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_list_stack_sets (ListStackSets).</summary>
public static class ListStackSets
{
    public static readonly CfnTool Tool = CfnTool.Read<Input, Page<Row>>(
        "list_stack_sets", "Lists stack sets. For one in full, use cfn_get_stack_set.", RunAsync,
        iam: ["cloudformation:ListStackSets"],
        examples: ["Which stack sets do we have?"]);

    public sealed record Input : PageInput;

    public sealed record Row(string Name, string? Description, string? Permissions, string? Drift);

    public static async Task<Page<Row>> RunAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var a = await cfn.ListStackSetsAsync(
            new() { Status = StackSetStatus.ACTIVE, MaxResults = Math.Clamp(input.Limit, 1, 100), NextToken = input.Cursor }, ct);
        return new([.. (a.Summaries ?? [])
            .Select(s => new Row(s.StackSetName, s.Description, s.PermissionModel?.Value, s.DriftStatus?.Value))], a.NextToken);
    }
}
