using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>
/// cfn_update_stack (UpdateStack). It never deletes or replaces a resource: a temporary stack policy makes CloudFormation itself
/// refuse that, so that the tool is no way around the confirmation of cfn_execute_change_set.
/// </summary>
public static class UpdateStack
{
    public static readonly CfnTool Tool = CfnTool.Write<Input, StackState>(
        "update_stack", "Updates a stack without deleting or replacing resources; for that, and to see changes first, use cfn_create_change_set.", PlanAsync, RunAsync,
        iam:
        [
            "cloudformation:GetTemplate", "cloudformation:GetTemplateSummary", "cloudformation:GetStackPolicy",
            "cloudformation:UpdateStack", "cloudformation:SetStackPolicy", "cloudformation:TagResource",
            "iam:PassRole>cloudformation.amazonaws.com", .. Stacks.WaitActions,
        ],
        examples: ["Set the parameter Size of the stack web to t3.small."]);

    public sealed record Input : StackInput
    {
        [Description("Keep what worked.")]
        public bool DisableRollback { get; init; }

        [Description("Until done, max 30 min.")]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var stack = await Stacks.FindAsync(cfn, input.Stack, ct);
        if (!StackUpdates.HasTemplate(input) && input.Parameters.Count == 0 && input.Tags.Count == 0)
            throw new ToolException(ToolErrorCode.InvalidInput, "There is nothing to change.", "Pass a template, parameters or tags; what is not named stays as it is.");
        List<string> effects = [];
        if (input.TemplateBody is not null)
        {
            var (before, after) = (Templates.Resources(await Templates.OfAsync(cfn, input.Stack, ct)), Templates.Resources(input.TemplateBody));
            if (before.Keys.Except(after.Keys).ToList() is { Count: > 0 } gone && after.Count > 0)
                throw new ToolException(ToolErrorCode.Conflict, $"The template no longer has {string.Join(", ", gone.Select(g => $"{g} ({before[g].Type})"))}, and this tool deletes nothing.",
                    "Use cfn_create_change_set and cfn_execute_change_set, which show what is lost.");
            effects.AddRange(after.Where(r => !before.ContainsKey(r.Key)).Select(r => $"Adds {r.Key} ({r.Value.Type})"));
            effects.AddRange(after.Where(r => before.TryGetValue(r.Key, out var old) && old.Text != r.Value.Text).Select(r => $"Changes {r.Key} ({r.Value.Type})"));
            if (effects.Count == 0) effects.Add("The template declares the same resources as now.");
        }
        else
        {
            effects.Add(input.TemplateUrl is null ? "The template stays." : $"The template becomes the one at {input.TemplateUrl}.");
        }

        effects.AddRange(await StackUpdates.ParameterLinesAsync(cfn, input, stack, ct));
        effects.Add("This is known from template and parameters alone. An update that would replace or delete a resource, or change a nested stack, is refused by CloudFormation; cfn_create_change_set tells exactly.");
        return new($"Update the stack {stack.StackName} ({stack.StackStatus}).", effects) { Resources = [Stacks.ToResource(stack)] };
    }

    public static async Task<StackState> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var stack = await Stacks.FindAsync(cfn, input.Stack, ct);
        try
        {
            await cfn.UpdateStackAsync(new()
            {
                StackName = input.Stack,
                TemplateBody = input.TemplateBody,
                TemplateURL = input.TemplateUrl,
                UsePreviousTemplate = StackUpdates.HasTemplate(input) ? null : true,
                Parameters = await StackUpdates.ParametersAsync(cfn, input, stack, ct),
                Capabilities = [.. input.Capabilities],
                RoleARN = input.RoleArn,
                Tags = StackUpdates.Tags(input, stack),
                DisableRollback = input.DisableRollback,
                StackPolicyDuringUpdateBody = Harmless((await cfn.GetStackPolicyAsync(new() { StackName = input.Stack }, ct)).StackPolicyBody),
                ClientRequestToken = Guid.NewGuid().ToString(),
            }, ct);
        }
        catch (AmazonCloudFormationException e) when (e.Message.Contains("No updates are to be performed", StringComparison.Ordinal))
        {
            return new(stack.StackId, stack.StackName, stack.StackStatus, "Nothing to update: the stack is like this already.");
        }

        return await Stacks.WaitAsync(cfn, stack.StackId, input.Wait, context, ct);
    }

    // The stack's own policy, or permission to update all, less replacement and deletion. A denial is stronger than any permission.
    // A stack policy does not reach into nested stacks, so that these are not updated at all.
    private static string Harmless(string? policy)
    {
        var statements = string.IsNullOrWhiteSpace(policy) ? null : JsonNode.Parse(policy)?["Statement"]?.DeepClone();
        JsonArray all = statements switch
        {
            JsonArray list => list,
            JsonObject one => [one],
            _ => [new JsonObject { ["Effect"] = "Allow", ["Action"] = "Update:*", ["Principal"] = "*", ["Resource"] = "*" }],
        };
        all.Add(Deny(new JsonArray("Update:Replace", "Update:Delete")));
        var nested = Deny("Update:*");
        nested["Condition"] = new JsonObject { ["StringEquals"] = new JsonObject { ["ResourceType"] = new JsonArray("AWS::CloudFormation::Stack") } };
        all.Add(nested);
        return new JsonObject { ["Statement"] = all }.ToJsonString();

        static JsonObject Deny(JsonNode actions) => new() { ["Effect"] = "Deny", ["Action"] = actions, ["Principal"] = "*", ["Resource"] = "*" };
    }
}
