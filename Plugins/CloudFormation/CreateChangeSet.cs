using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_create_change_set (CreateChangeSet), for a stack that exists or for a new one.</summary>
public static class CreateChangeSet
{
    public static readonly CfnTool Tool = CfnTool.Write<Input, Result>(
        "create_change_set", "Works out what a template or parameters would change in a stack, new or existing. Then cfn_get_change_set, cfn_execute_change_set.", PlanAsync, RunAsync,
        iam:
        [
            "cloudformation:DescribeStacks", "cloudformation:GetTemplateSummary", "cloudformation:CreateChangeSet",
            "cloudformation:DescribeChangeSet", "cloudformation:TagResource", "iam:PassRole>cloudformation.amazonaws.com",
        ],
        examples: ["What would this new template change in the stack web?"]);

    public sealed record Input : StackInput
    {
        [Description("Change set name.")]
        public required string ChangeSet { get; init; }

        [Description("Description.")]
        public string? Description { get; init; }

        [Description("Until done, max 5 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Id, string StackId, string Status, string? Reason, IReadOnlyList<ChangeRow>? Changes);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var stack = await ExistingAsync(cfn, input, ct);
        if (stack is null) Templates.CheckOne(input);
        return new($"Create the change set {input.ChangeSet} for the {(stack is null ? "new" : "existing")} stack {input.Stack}.",
        [
            stack is null ? "An empty stack in REVIEW_IN_PROGRESS is made to hold it." : "The stack itself stays as it is until cfn_execute_change_set.",
            .. await StackUpdates.ParameterLinesAsync(cfn, input, stack, ct),
        ])
        {
            Resources = stack is null ? [] : [Stacks.ToResource(stack)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var stack = await ExistingAsync(cfn, input, ct);
        var created = await cfn.CreateChangeSetAsync(new()
        {
            StackName = input.Stack,
            ChangeSetName = input.ChangeSet,
            ChangeSetType = stack is null ? ChangeSetType.CREATE : ChangeSetType.UPDATE,
            Description = input.Description,
            TemplateBody = input.TemplateBody,
            TemplateURL = input.TemplateUrl,
            UsePreviousTemplate = StackUpdates.HasTemplate(input) ? null : true,
            Parameters = await StackUpdates.ParametersAsync(cfn, input, stack, ct),
            Capabilities = [.. input.Capabilities],
            RoleARN = input.RoleArn,
            Tags = StackUpdates.Tags(input, stack),
            ClientToken = Guid.NewGuid().ToString(),
        }, ct);
        if (!input.Wait) return new(created.Id, created.StackId, ChangeSetStatus.CREATE_IN_PROGRESS, null, null);
        var (set, changes) = await Waiting.UntilAsync(
            t => ChangeSets.FindAsync(cfn, created.StackId, created.Id, t),
            f => f.Set.Status != ChangeSetStatus.CREATE_PENDING && f.Set.Status != ChangeSetStatus.CREATE_IN_PROGRESS,
            f => f.Set.Status, context, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(2), ct);
        return new(created.Id, created.StackId, set.Status, set.StatusReason, changes);
    }

    // A stack that only holds change sets is still a new one.
    private static async Task<Stack?> ExistingAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct) =>
        await Stacks.TryFindAsync(cfn, input.Stack, ct) is { } stack && stack.StackStatus != StackStatus.REVIEW_IN_PROGRESS ? stack : null;
}
