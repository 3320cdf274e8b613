using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_update_stack_set (UpdateStackSet): all of its stacks are updated.</summary>
public static class UpdateStackSet
{
    public static readonly CfnTool Tool = CfnTool.Write<Input, StackSetOperationResult>(
        "update_stack_set", "Changes template or parameters of a stack set, and then all of its stacks; what is left out stays.", PlanAsync,
            RunAsync,
        iam:
        [
            "cloudformation:DescribeStackSet", "cloudformation:ListStackInstances", "cloudformation:ListStackSetOperations",
            "cloudformation:GetTemplateSummary", "cloudformation:UpdateStackSet", "cloudformation:TagResource",
            "iam:PassRole>cloudformation.amazonaws.com", .. Templates.UrlActions,
        ],
        examples: ["Set LogLevel of the stack set baseline to debug, three accounts at once."]);

    public sealed record Input : TemplateInput
    {
        [Description("Stack set name.")]
        public required string StackSetName { get; init; }

        [Description("Parameter names with values.")]
        public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

        [Description("Allows IAM resources or macros."), AllowedValues("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")]
        public IReadOnlyList<string> Capabilities { get; init; } = [];

        [Description("Accounts at once in a region; default 1."), Range(1, 1000)]
        public int? AtOnce { get; init; }

        [Description("Failures in a region that do not stop it; default 0."), Range(0, 1000)]
        public int? FailureTolerance { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        CreateStackSet.MarkSecrets(input.TemplateBody, input.Parameters, context);
        var unknowns = new Unknowns(context.Target);
        var (set, instances, busy) = await StackSets.ReadAsync(cfn, input.StackSetName, ct);
        var hidden = (await CreateStackSet.ParametersAsync(cfn, input, set.TemplateBody, input.Parameters, unknowns, context, ct)).Hidden;
        var now = (set.Parameters ?? []).ToDictionary(p => p.ParameterKey, p => p.ParameterValue);
        var plan = new PlanBuilder($"Change the stack set {set.StackSetName} and its {instances.Count} stack(s).")
            .Touch(StackSets.ToResource(set))
            .Obstacle(busy);
        if (input.TemplateUrl is not null) plan.Change($"stack set {set.StackSetName}", "template", "the present one", input.TemplateUrl);
        else if (input.TemplateBody is { } text) AddResources(plan, set, text);
        foreach (var (name, value) in input.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal))
            plan.Change($"parameter {name}", "value", now.GetValueOrDefault(name), hidden.Contains(name) ? "(hidden)" : value);
        foreach (var place in instances.GroupBy(i => i.Region).OrderBy(g => g.Key, StringComparer.Ordinal))
            plan.Change($"{place.Count()} stack(s) in {place.Key}", "template and parameters", "as they are", "as the set says then");
        return plan.Warn("What a changed template replaces or leaves out is deleted in every account.").Unknown(unknowns.Notes)
            .NoUndo("Another update puts the present template and values back; what was deleted does not come back.").Build();
    }

    public static async Task<StackSetOperationResult> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context,
        CancellationToken ct)
    {
        Check(input);
        CreateStackSet.MarkSecrets(input.TemplateBody, input.Parameters, context);
        var set = await StackSets.FindAsync(cfn, input.StackSetName, ct);
        var parameters = await CreateStackSet.ParametersAsync(
            cfn, input, set.TemplateBody, input.Parameters, new(context.Target), context, ct);
        // What the new template has no more cannot be sent.
        var declared = (parameters.Declared?.Select(p => p.ParameterKey)
            ?? (input.TemplateBody is { } text ? Templates.Declared(text)?.Select(p => p.Key) : null))?.ToHashSet();
        var kept = (set.Parameters ?? []).Select(p => p.ParameterKey).Except(input.Parameters.Keys)
            .Where(p => declared is null || declared.Contains(p));
        var id = (await cfn.UpdateStackSetAsync(new()
        {
            StackSetName = input.StackSetName,
            // CloudFormation would drop what is not named, and go on with its own roles in place of customized ones.
            Description = set.Description,
            AdministrationRoleARN = set.PermissionModel == PermissionModels.SERVICE_MANAGED ? null : set.AdministrationRoleARN,
            ExecutionRoleName = set.PermissionModel == PermissionModels.SERVICE_MANAGED ? null : set.ExecutionRoleName,
            TemplateBody = input.TemplateBody,
            TemplateURL = input.TemplateUrl,
            UsePreviousTemplate = StackUpdates.HasTemplate(input) ? null : true,
            Parameters = [
                .. input.Parameters.Select(p => new Parameter { ParameterKey = p.Key, ParameterValue = p.Value }),
                .. kept.Select(p => new Parameter { ParameterKey = p, UsePreviousValue = true })],
            Capabilities = [.. input.Capabilities.Union(set.Capabilities ?? [])],
            OperationPreferences = StackSets.Careful(input.AtOnce, input.FailureTolerance),
            OperationId = Guid.NewGuid().ToString(),
        }, ct)).OperationId;
        context.Done($"began to update {input.StackSetName}", created: id);
        return new(input.StackSetName, id);
    }

    private static void AddResources(PlanBuilder plan, StackSet set, string text)
    {
        if (set.TemplateBody is not { } before || Templates.Resources(before) is not { } old || Templates.Resources(text) is not { } then)
        {
            plan.Unknown("Which resources change: not known, as a template could not be read here.");
            return;
        }

        foreach (var (id, r) in old.Where(r => !then.ContainsKey(r.Key))
            .OrderBy(r => r.Key, StringComparer.Ordinal)) plan.Delete($"{id} ({r.Type}) in each stack", "unless it is retained");
        foreach (var (id, r) in then.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            if (!old.TryGetValue(id, out var was)) plan.Create($"{id} ({r.Type}) in each stack");
            else if (!was.IsLike(r)) plan.Change($"{id} ({r.Type}) in each stack", "declaration", "as it is", "as the new template says");
        }
    }

    private static void Check(Input input)
    {
        if (input.TemplateBody is not null && input.TemplateUrl is not null) Templates.CheckOne(input);
        if (!StackUpdates.HasTemplate(input) && input.Parameters.Count == 0) throw ToolException.NothingToChange();
    }
}
