using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_get_change_set (DescribeChangeSet, also for nested stacks).</summary>
public static class GetChangeSet
{
    // A change with its details has about 60 tokens.
    private const int MostChanges = 60;

    public static readonly CfnTool Tool = CfnTool.Read<Input, Result>(
        "get_change_set",
        "Gets a change set: each resource change, and whether it replaces the resource. To apply it, use cfn_execute_change_set.",
        RunAsync,
        iam: ["cloudformation:DescribeChangeSet"],
        examples: ["What would this change set do?"]);

    public sealed record Input : ChangeSetInput
    {
        [Description("Offset."), Range(0, int.MaxValue)]
        public int Offset { get; init; }
    }

    public sealed record Result(
        string Id, string Name, string Stack, string Status, string? Reason, string? ExecutionStatus, string? Description,
        DateTime? CreatedAt,
        IReadOnlyDictionary<string, string> Parameters, int ChangeCount, IReadOnlyList<ChangeRow> Changes, string? Note);

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var (s, changes, unseen) = await ChangeSets.FindAsync(cfn, input.StackName, input.ChangeSetName, unknowns, ct);
        var shown = changes.Skip(input.Offset).Take(MostChanges).ToList();
        string[] notes =
        [
            .. unknowns.Notes,
            .. unseen.Count == 0 ? []
                : new[] { $"Changes inside the nested stacks {string.Join(", ", unseen)} are not part of this change set." },
            .. Stacks.More("changes", input.Offset, shown.Count, changes.Count),
        ];
        return new(
            s.ChangeSetId, s.ChangeSetName, s.StackName, s.Status, s.StatusReason, s.ExecutionStatus, s.Description, s.CreationTime,
            (s.Parameters ?? []).ToDictionary(p => p.ParameterKey, p => p.ParameterValue ?? "(as it is)"), changes.Count, shown,
            notes.Length == 0 ? null : string.Join(" ", notes));
    }
}
