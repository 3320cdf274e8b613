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
        "create_change_set",
        "Works out what a template or parameters would change in a new or existing stack. Then cfn_get_change_set shows it.",
        PlanAsync, RunAsync,
        iam:
        [
            "cloudformation:DescribeStacks", "cloudformation:GetTemplateSummary", "cloudformation:CreateChangeSet",
            "cloudformation:DescribeChangeSet", "cloudformation:TagResource", "iam:PassRole>cloudformation.amazonaws.com",
            .. Templates.UrlActions,
        ],
        examples: ["What would this new template change in the stack web?", "Take the existing bucket logs into the stack web."])
            .With(deadline: TimeSpan.FromMinutes(7));

    public sealed record Input : StackInput
    {
        [Description("Name for the new change set, unique in the stack."), MaxLength(128), RegularExpression("[a-zA-Z][-a-zA-Z0-9]*")]
        public required string ChangeSetName { get; init; }

        [Description("Description."), MaxLength(1024)]
        public string? Description { get; init; }

        [Description("Also show the changes inside nested stacks.")]
        public bool IncludeNestedStacks { get; init; } = true;

        [Description("Existing resources that the stack takes over."), MaxLength(200)]
        public IReadOnlyList<Import> Imports { get; init; } = [];

        [Description("Take over what has the names in the template already.")]
        public bool ImportExisting { get; init; }

        [Description("Wait for the changes, at most 5 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Import
    {
        [Description("Logical id.")]
        public required string LogicalId { get; init; }

        [Description("Type.")]
        public required string Type { get; init; }

        [Description("Like {\"BucketName\": \"logs\"}."), MinLength(1)]
        public required IReadOnlyDictionary<string, string> Identifier { get; init; }
    }

    public sealed record Result(string Id, string StackId, string Status, string? Reason, IReadOnlyList<ChangeRow>? Changes, string? Note);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        StackUpdates.MarkSecrets(input, context);
        var unknowns = new Unknowns(context.Target);
        var there = await Stacks.TryFindAsync(cfn, input.StackName, ct);
        var stack = Existing(there);
        if (input.Imports.Count > 0 && !StackUpdates.HasTemplate(input))
            throw ToolException.InvalidInput("An import needs a template that declares the resources.",
                "Pass templateBody or templateUrl.");
        var parameters = await ReadAsync(cfn, input, stack, context, unknowns, ct);
        var age = stack is null ? "new" : "existing";
        var plan = new PlanBuilder($"Create the change set {input.ChangeSetName} for the {age} stack {input.StackName}.")
            .Create($"change set {input.ChangeSetName} of {input.StackName}");
        foreach (var i in input.Imports)
            plan.Create($"{i.LogicalId} ({i.Type})", "takes over", string.Join(", ", i.Identifier.Select(p => $"{p.Key}={p.Value}")),
                "when the change set is executed; the resource itself stays as it is");
        if (there is null) plan.Create($"stack {input.StackName}", "empty, in REVIEW_IN_PROGRESS, to hold the change set");
        else plan.Touch(Stacks.ToResource(there)).Keep($"stack {there.StackName}", "until cfn_execute_change_set");
        plan.Add(StackUpdates.Changes(parameters, input, stack).Select(c => c with { Note = "when the change set is executed" }))
            .Unknown(unknowns.Notes);
        // Without its change set, the empty stack would stay.
        return (there is null ? plan.Undo("cfn_delete_stack", new { stackName = input.StackName })
            : plan.Undo("cfn_delete_change_set", new { stackName = input.StackName, changeSetName = input.ChangeSetName })).Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        StackUpdates.MarkSecrets(input, context);
        var unknowns = new Unknowns(context.Target);
        var stack = Existing(await Stacks.TryFindAsync(cfn, input.StackName, ct));
        var parameters = await ReadAsync(cfn, input, stack, context, new(context.Target), ct);
        var created = await cfn.CreateChangeSetAsync(new()
        {
            StackName = input.StackName,
            ChangeSetName = input.ChangeSetName,
            ChangeSetType = input.Imports.Count > 0 ? ChangeSetType.IMPORT : stack is null ? ChangeSetType.CREATE : ChangeSetType.UPDATE,
            Description = input.Description,
            TemplateBody = input.TemplateBody,
            TemplateURL = input.TemplateUrl,
            UsePreviousTemplate = StackUpdates.HasTemplate(input) ? null : true,
            Parameters = StackUpdates.ToSend(parameters, input, stack),
            Capabilities = [.. input.Capabilities],
            RoleARN = input.RoleArn,
            Tags = StackUpdates.TagsToSend(input, stack),
            // An import takes no nested stacks along, and is refused with them.
            IncludeNestedStacks = input.Imports.Count == 0 ? input.IncludeNestedStacks : null,
            ResourcesToImport = input.Imports.Count == 0 ? null
                : [.. input.Imports.Select(i =>
                    new ResourceToImport { LogicalResourceId = i.LogicalId, ResourceType = i.Type,
                        ResourceIdentifier = i.Identifier.ToDictionary() })],
            ImportExistingResources = input.ImportExisting ? true : null,
            ClientToken = Guid.NewGuid().ToString(),
        }, ct);
        context.Done($"created the change set {input.ChangeSetName} of {input.StackName}", created: created.Id);
        if (!input.Wait) return new(created.Id, created.StackId, ChangeSetStatus.CREATE_IN_PROGRESS, null, null, null);
        var set = await Waiting.UntilAsync(
            t => cfn.DescribeChangeSetAsync(new() { StackName = created.StackId, ChangeSetName = created.Id }, t),
            // A set without changes ends as FAILED, which is an answer and no failure: its reason says so.
            s => s.Status == ChangeSetStatus.CREATE_PENDING || s.Status == ChangeSetStatus.CREATE_IN_PROGRESS ? Wait.NotYet(s.Status)
                : Wait.Done,
            context, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(2), ct);
        var whole = await ChangeSets.FindAsync(cfn, created.StackId, created.Id, unknowns, ct);
        return new(created.Id, created.StackId, set.Status, set.StatusReason, whole.Changes, unknowns.Note);
    }

    private static Task<StackUpdates.Parameters> ReadAsync(
        IAmazonCloudFormation cfn, Input input, Stack? stack, ToolContext context, Unknowns unknowns, CancellationToken ct)
    {
        if (stack is null || StackUpdates.HasTemplate(input)) Templates.CheckOne(input);
        return StackUpdates.ReadAsync(cfn, input, stack, context, unknowns, ct);
    }

    // A stack that only holds change sets is still a new one.
    private static Stack? Existing(Stack? there) => there?.StackStatus == StackStatus.REVIEW_IN_PROGRESS ? null : there;
}
