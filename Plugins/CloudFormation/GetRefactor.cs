using System.ComponentModel;
using Amazon.CloudFormation;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_get_refactor (DescribeStackRefactor, ListStackRefactorActions).</summary>
public static class GetRefactor
{
    public static readonly CfnTool Tool = CfnTool.Read<Input, Result>(
        "get_refactor", "Gets a stack refactoring: its status and what it moves. For changes of one stack, use cfn_get_change_set.",
            RunAsync,
        iam: ["cloudformation:DescribeStackRefactor", "cloudformation:ListStackRefactorActions"],
        examples: ["What would this refactoring move, and is it ready?"]);

    public sealed record Input
    {
        [Description("Refactor id.")]
        public required string RefactorId { get; init; }
    }

    public sealed record Result(
        string Id, string? Status, string? Reason, string? Execution, string? ExecutionReason, IReadOnlyList<string> Stacks,
        IReadOnlyList<string> Actions, string? Note);

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var finding = StackRefactors.FindAsync(cfn, input.RefactorId, ct);
        var listing = unknowns.TryAsync("What it moves", () => StackRefactors.ActionsAsync(cfn, input.RefactorId, ct));
        await Task.WhenAll(finding, listing);
        var r = await finding;
        return new(
            r.StackRefactorId, r.Status?.Value, r.StatusReason, r.ExecutionStatus?.Value, r.ExecutionStatusReason, r.StackIds ?? [],
            [.. PlanBuilder.Some([.. (await listing ?? []).Select(StackRefactors.Describe)], 100, "actions")], unknowns.Note);
    }
}
