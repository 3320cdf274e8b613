using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_create_stack (CreateStack).</summary>
public static class CreateStack
{
    public static readonly CfnTool Tool = CfnTool.Write<Input, StackState>(
        "create_stack",
        "Creates a stack from a template. To see the changes first, use cfn_create_change_set; without wait, then cfn_get_stack.",
        PlanAsync, RunAsync,
        iam:
        [
            "cloudformation:GetTemplateSummary", "cloudformation:ListChangeSets", "cloudformation:CreateStack",
                "cloudformation:TagResource",
            "iam:PassRole>cloudformation.amazonaws.com", .. Templates.UrlActions, .. Stacks.WaitActions,
        ],
        examples: ["Deploy this template as the stack web and tell me when it is done."]).With(deadline: Stacks.Deadline);

    public sealed record Input : StackInput
    {
        [Description("What becomes of resources when the creation fails."), AllowedValues("ROLLBACK", "DELETE", "DO_NOTHING")]
        public string OnFailure { get; init; } = "ROLLBACK";

        [Description("Termination protection.")]
        public bool TerminationProtection { get; init; }

        [Description("Minutes after which the creation fails."), Range(1, 1440)]
        public int? TimeoutMinutes { get; init; }

        [Description("Wait until created, at most 30 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        Templates.CheckOne(input);
        var unknowns = new Unknowns(context.Target);
        var parameters = await StackUpdates.ReadAsync(cfn, input, null, context, unknowns, ct);
        var plan = new PlanBuilder($"Create the stack {input.StackName}.").Create($"stack {input.StackName}");
        if (await Stacks.TryFindAsync(cfn, input.StackName, ct) is { } there) plan.Obstacle(await WhyNotAsync(cfn, there, unknowns, ct));
        if (input.TemplateBody is { } text)
        {
            if (Templates.Resources(text) is { } resources) foreach (var (id, r) in resources) plan.Create($"{id} ({r.Type})");
            else plan.Unknown("The resources: not known, as the template could not be read here.");
        }
        else
        {
            plan.Unknown($"The resources: not known, as the template is at {input.TemplateUrl}.");
        }

        plan.Add(StackUpdates.Changes(parameters, input, null)).Add(StackUpdates.TagChanges(input, null));
        foreach (var capability in input.Capabilities.Order(StringComparer.Ordinal)) plan.Warn($"The call acknowledges {capability}.");
        plan.Create("permissions", "CloudFormation acts as", input.RoleArn ?? "the caller");
        plan.Unknown(unknowns.Notes);
        if (!input.TerminationProtection) return plan.Undo("cfn_delete_stack", new { stackName = input.StackName }).Build();
        return plan.Create($"stack {input.StackName}", "termination protection", true)
            .NoUndo("Termination protection is on from the start; cfn_set_termination_protection turns it off.").Build();
    }

    public static async Task<StackState> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        await StackUpdates.ReadAsync(cfn, input, null, context, new(context.Target), ct);
        var created = await cfn.CreateStackAsync(new()
        {
            StackName = input.StackName,
            TemplateBody = input.TemplateBody,
            TemplateURL = input.TemplateUrl,
            Parameters = [.. input.Parameters.Select(p => new Parameter { ParameterKey = p.Key, ParameterValue = p.Value })],
            Capabilities = [.. input.Capabilities],
            RoleARN = input.RoleArn,
            Tags = StackUpdates.TagsToSend(input, null),
            OnFailure = input.OnFailure,
            EnableTerminationProtection = input.TerminationProtection,
            TimeoutInMinutes = input.TimeoutMinutes,
            ClientRequestToken = Guid.NewGuid().ToString(),
        }, ct);
        context.Done($"began to create the stack {input.StackName}", created: created.StackId);
        return await Stacks.WaitAsync(cfn, created.StackId, input.Wait, s => s == StackStatus.CREATE_COMPLETE, context, ct);
    }

    private static async Task<string> WhyNotAsync(IAmazonCloudFormation cfn, Stack there, Unknowns unknowns, CancellationToken ct)
    {
        var exists = $"The stack {there.StackName} exists already ({there.StackStatus}).";
        if (there.StackStatus == StackStatus.REVIEW_IN_PROGRESS)
        {
            var sets = await unknowns.TryAsync("The change sets", () => Stacks.ChangeSetsAsync(cfn, there.StackId, ct));
            return $"{exists} It only holds change sets{(sets is { Count: > 0 } ? $" ({string.Join(", ", sets)})" : "")}: "
                + "run one with cfn_execute_change_set, or delete the empty stack with cfn_delete_stack.";
        }

        return there.StackStatus == StackStatus.ROLLBACK_COMPLETE || there.StackStatus == StackStatus.ROLLBACK_FAILED
            || there.StackStatus == StackStatus.CREATE_FAILED
            ? $"{exists} Its creation failed; delete it with cfn_delete_stack first."
            : $"{exists} cfn_update_stack changes it.";
    }
}
