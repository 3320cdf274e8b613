using System.ComponentModel;
using System.Text.Json.Nodes;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>
/// cfn_update_stack (UpdateStack). It never deletes or replaces a resource: a temporary stack policy makes CloudFormation itself
/// refuse that, so that the tool is no way around the confirmation of cfn_execute_change_set.
/// </summary>
public static class UpdateStack
{
    public static readonly CfnTool Tool = CfnTool.Write<Input, StackState>(
        "update_stack",
        "Updates a stack without deleting or replacing resources; for that, and to see changes first, use cfn_create_change_set.",
        PlanAsync, RunAsync,
        iam:
        [
            "cloudformation:GetTemplate", "cloudformation:GetTemplateSummary", "cloudformation:GetStackPolicy",
            "cloudformation:UpdateStack", "cloudformation:SetStackPolicy", "cloudformation:TagResource",
            "iam:PassRole>cloudformation.amazonaws.com", .. Templates.UrlActions, .. Stacks.WaitActions,
        ],
        examples: ["Set the parameter Size of the stack web to t3.small."]).With(deadline: Stacks.Deadline);

    public sealed record Input : StackInput
    {
        [Description("On failure keep what was updated.")]
        public bool DisableRollback { get; init; }

        [Description("Wait until updated, at most 30 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        StackUpdates.MarkSecrets(input, context);
        var stack = await Stacks.FindAsync(cfn, input.StackName, ct);
        var unknowns = new Unknowns(context.Target);
        var parameters = await ReadAsync(cfn, input, stack, context, unknowns, ct);
        var plan = new PlanBuilder($"Update the stack {stack.StackName} ({stack.StackStatus}).").Touch(Stacks.ToResource(stack))
            .Obstacle(WhyNot(stack));
        if (input.TemplateBody is not null) await CompareAsync(cfn, input, plan, unknowns, ct);
        else if (input.TemplateUrl is not null) plan.Change(stack.StackName, "template", "as now", input.TemplateUrl);
        plan.Add(StackUpdates.Changes(parameters, input, stack)).Add(StackUpdates.TagChanges(input, stack));
        return plan.Unknown(unknowns.Notes)
            .Unknown("What CloudFormation makes of it, which cfn_create_change_set tells. "
                + "It refuses here what would replace or delete a resource, or change a nested stack.")
            .Build();
    }

    public static async Task<StackState> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        StackUpdates.MarkSecrets(input, context);
        var stack = await Stacks.FindAsync(cfn, input.StackName, ct);
        var parameters = await ReadAsync(cfn, input, stack, context, new(context.Target), ct);
        try
        {
            await cfn.UpdateStackAsync(new()
            {
                StackName = input.StackName,
                TemplateBody = input.TemplateBody,
                TemplateURL = input.TemplateUrl,
                UsePreviousTemplate = StackUpdates.HasTemplate(input) ? null : true,
                Parameters = StackUpdates.ToSend(parameters, input, stack),
                Capabilities = [.. input.Capabilities],
                RoleARN = input.RoleArn,
                Tags = StackUpdates.TagsToSend(input, stack),
                DisableRollback = input.DisableRollback,
                StackPolicyDuringUpdateBody = Harmless((await cfn.GetStackPolicyAsync(new() { StackName = input.StackName }, ct))
                    .StackPolicyBody),
                ClientRequestToken = Guid.NewGuid().ToString(),
            }, ct);
        }
        catch (AmazonCloudFormationException e) when (e.Message.Contains("No updates are to be performed", StringComparison.Ordinal))
        {
            return new(stack.StackId, stack.StackName, stack.StackStatus, "Nothing to update: the stack is like this already.");
        }

        context.Done($"began to update the stack {stack.StackName}");
        return await Stacks.WaitAsync(cfn, stack.StackId, input.Wait, s => s == StackStatus.UPDATE_COMPLETE, context, ct, stack);
    }

    private static Task<StackUpdates.Parameters> ReadAsync(
        IAmazonCloudFormation cfn, Input input, Stack stack, ToolContext context, Unknowns unknowns, CancellationToken ct) =>
        !StackUpdates.HasTemplate(input) && input.Parameters.Count == 0 && input.Tags.Count == 0 ? throw ToolException.NothingToChange()
        : input is { TemplateBody: not null, TemplateUrl: not null }
            ? throw ToolException.InvalidInput("Two templates are given.", "Pass either templateBody or templateUrl.")
        : StackUpdates.ReadAsync(cfn, input, stack, context, unknowns, ct);

    // The stack's template is compared as it was written: what a transform makes of it is the same for equal texts.
    private static async Task CompareAsync(IAmazonCloudFormation cfn, Input input, PlanBuilder plan, Unknowns unknowns,
        CancellationToken ct)
    {
        var text = await unknowns.TryAsync("The stack's present template", () =>
            Templates.OfAsync(cfn, input.StackName, TemplateStage.Original, ct));
        var (before, after) = (text is null ? null : Templates.Resources(text), Templates.Resources(input.TemplateBody!));
        if (before is null || after is null)
        {
            plan.Unknown($"Which resources change: {(after is null ? "the new" : "the present")} template could not be read here.");
            return;
        }

        foreach (var (id, resource) in after)
        {
            if (!before.TryGetValue(id, out var old)) plan.Create($"{id} ({resource.Type})");
            else if (!old.IsLike(resource)) plan.Change($"{id} ({resource.Type})", "declaration", "as now", "changed");
        }

        if (before.Keys.Except(after.Keys).ToList() is { Count: > 0 } gone)
        {
            var names = string.Join(", ", gone.Select(g => $"{g} ({before[g].Type})"));
            plan.Obstacle($"The template no longer has {names}, and this tool deletes nothing: "
                + "cfn_create_change_set and cfn_execute_change_set show what is lost, and do it.");
        }

        if (Templates.Damage(text!) is not null && Templates.Damage(input.TemplateBody!) is not null)
        {
            plan.Warn("Both templates have question marks. CloudFormation returns every character outside ASCII as one: "
                + "if this template was made from cfn_get_template, put those characters back first.");
        }
    }

    private static string? WhyNot(Stack stack) => stack.StackStatus.Value switch
    {
        "REVIEW_IN_PROGRESS" => $"The stack {stack.StackName} only holds change sets: run one with cfn_execute_change_set.",
        "ROLLBACK_COMPLETE" or "ROLLBACK_FAILED" =>
            $"The creation of the stack {stack.StackName} failed ({stack.StackStatus}): delete it with cfn_delete_stack.",
        _ when Stacks.IsBusy(stack.StackStatus) => $"The stack {stack.StackName} is {stack.StackStatus}: wait until that has ended.",
        _ => null,
    };

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
        nested["Condition"] = new JsonObject { ["StringEquals"] = new JsonObject { ["ResourceType"] = new JsonArray(Stacks.NestedType) } };
        all.Add(nested);
        return new JsonObject { ["Statement"] = all }.ToJsonString();

        static JsonObject Deny(JsonNode actions) =>
            new() { ["Effect"] = "Deny", ["Action"] = actions, ["Principal"] = "*", ["Resource"] = "*" };
    }
}
