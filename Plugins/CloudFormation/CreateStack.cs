using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_create_stack (CreateStack).</summary>
public static class CreateStack
{
    public static readonly CfnTool Tool = CfnTool.Write<Input, StackState>(
        "create_stack", "Creates a stack from a template. To see the changes first, use cfn_create_change_set; without wait, then cfn_get_stack.", PlanAsync, RunAsync,
        iam:
        [
            "cloudformation:GetTemplateSummary", "cloudformation:CreateStack", "cloudformation:TagResource",
            "iam:PassRole>cloudformation.amazonaws.com", .. Stacks.WaitActions,
        ],
        examples: ["Deploy this template as the stack web and tell me when it is done."]);

    public sealed record Input : StackInput
    {
        [Description("On failure."), AllowedValues("ROLLBACK", "DELETE", "DO_NOTHING")]
        public string OnFailure { get; init; } = "ROLLBACK";

        [Description("Termination protection.")]
        public bool TerminationProtection { get; init; }

        [Description("Timeout."), Range(1, 1440)]
        public int? TimeoutMinutes { get; init; }

        [Description("Until done, max 30 min.")]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var parameters = await Templates.CheckAsync(cfn, input, [], ct);
        if (await Stacks.TryFindAsync(cfn, input.Stack, ct) is { } there)
            throw new ToolException(ToolErrorCode.Conflict, $"The stack {input.Stack} exists already ({there.StackStatus}).",
                there.StackStatus == StackStatus.ROLLBACK_COMPLETE || there.StackStatus == StackStatus.CREATE_FAILED ? "Its creation had failed; delete it with cfn_delete_stack first." : "Use cfn_update_stack.");
        var resources = Templates.Resources(input.TemplateBody ?? "");
        return new($"Create the stack {input.Stack}.",
        [
            .. resources.Count > 0 ? resources.Select(r => $"Creates {r.Key} ({r.Value.Type})") : ["Creates what the template says."],
            .. parameters.Select(p => $"Parameter {p.ParameterKey} = {(p.NoEcho is true ? "(hidden)" : input.Parameters.GetValueOrDefault(p.ParameterKey, p.DefaultValue))}"),
            .. input.Capabilities.Select(c => $"You acknowledge {c}."),
            input.RoleArn is null ? "CloudFormation acts with the caller's own permissions." : $"CloudFormation acts as {input.RoleArn}.",
        ]);
    }

    public static async Task<StackState> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var created = await cfn.CreateStackAsync(new()
        {
            StackName = input.Stack,
            TemplateBody = input.TemplateBody,
            TemplateURL = input.TemplateUrl,
            Parameters = [.. input.Parameters.Select(p => new Parameter { ParameterKey = p.Key, ParameterValue = p.Value })],
            Capabilities = [.. input.Capabilities],
            RoleARN = input.RoleArn,
            Tags = input.Tags.ToTags(),
            OnFailure = input.OnFailure,
            EnableTerminationProtection = input.TerminationProtection,
            TimeoutInMinutes = input.TimeoutMinutes,
            ClientRequestToken = Guid.NewGuid().ToString(),
        }, ct);
        var state = await Stacks.WaitAsync(cfn, created.StackId, input.Wait, context, ct);
        // OnFailure DELETE leaves nothing but the events.
        return state.Status.StartsWith("DELETE_", StringComparison.Ordinal) ? state with { Failures = await Stacks.FailuresAsync(cfn, created.StackId, ct) } : state;
    }
}
