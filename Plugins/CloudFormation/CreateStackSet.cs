using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_create_stack_set (CreateStackSet).</summary>
public static class CreateStackSet
{
    public static readonly CfnTool Tool = CfnTool.Write<Input, Result>(
        "create_stack_set", "Creates a stack set from a template, at first nowhere. To deploy it, use cfn_create_stack_instances.",
            PlanAsync, RunAsync,
        iam: ["cloudformation:DescribeStackSet", "cloudformation:GetTemplateSummary", "cloudformation:CreateStackSet",
            "cloudformation:TagResource", "iam:PassRole>cloudformation.amazonaws.com", .. Templates.UrlActions],
        examples: ["Make a stack set baseline from this template."]);

    // StackName of a stack's input is the set's name here.
    public sealed record Input : TemplateInput
    {
        [Description("Stack set name."), RegularExpression("[a-zA-Z][-a-zA-Z0-9]{0,127}")]
        public required string StackSetName { get; init; }

        [Description("Description."), MaxLength(1024)]
        public string? Description { get; init; }

        [Description("Parameter names with values.")]
        public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

        [Description("Allows IAM resources or macros."), AllowedValues("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")]
        public IReadOnlyList<string> Capabilities { get; init; } = [];

        [Description("SERVICE_MANAGED deploys to units of the organization."), AllowedValues("SELF_MANAGED", "SERVICE_MANAGED")]
        public string Permissions { get; init; } = "SELF_MANAGED";

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Name, string Id);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        Templates.CheckOne(input);
        var unknowns = new Unknowns(context.Target);
        var hidden = (await ParametersAsync(cfn, input, null, input.Parameters, unknowns, context, ct)).Hidden;
        var plan = new PlanBuilder($"Create the stack set {input.StackSetName}.")
            .Create($"stack set {input.StackSetName}", "it deploys nothing until cfn_create_stack_instances")
            .Create($"stack set {input.StackSetName}", "permissions", input.Permissions);
        foreach (var (name, value) in input.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal))
            plan.Create($"parameter {name}", "value", hidden.Contains(name) ? "(hidden)" : value);
        foreach (var capability in input.Capabilities.Order(StringComparer.Ordinal)) plan.Warn($"The call acknowledges {capability}.");
        plan.Obstacle(await TakenAsync(cfn, input.StackSetName, unknowns, ct));
        return plan.Unknown(unknowns.Notes).Undo("cfn_delete_stack_set", new { stackSetName = input.StackSetName }).Build();
    }

    private static async Task<string?> TakenAsync(IAmazonCloudFormation cfn, string name, Unknowns unknowns, CancellationToken ct) =>
        await unknowns.FindAsync($"a stack set {name}", () => StackSets.FindAsync(cfn, name, ct)) is { } there
            ? $"There is a stack set {name} already ({there.Status}); cfn_update_stack_set changes it." : null;

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        Templates.CheckOne(input);
        await ParametersAsync(cfn, input, null, input.Parameters, new(context.Target), context, ct);
        var id = (await cfn.CreateStackSetAsync(new()
        {
            StackSetName = input.StackSetName,
            Description = input.Description,
            TemplateBody = input.TemplateBody,
            TemplateURL = input.TemplateUrl,
            Parameters = [.. input.Parameters.Select(p => new Parameter { ParameterKey = p.Key, ParameterValue = p.Value })],
            Capabilities = [.. input.Capabilities],
            PermissionModel = input.Permissions,
            // AWS wants to be told, for sets that follow the organization's units.
            AutoDeployment = input.Permissions is "SERVICE_MANAGED" ? new() { Enabled = false } : null,
            Tags = input.Tags.Count == 0 ? null : Tags.List(input.Tags, (key, value) => new Tag { Key = key, Value = value }),
            ClientRequestToken = Guid.NewGuid().ToString(),
        }, ct)).StackSetId;
        context.Done($"created the stack set {input.StackSetName}", created: id);
        return new(input.StackSetName, id);
    }

    /// <summary>Tells the host which of the given values the template text hides, before anything is sent.</summary>
    internal static void MarkSecrets(string? template, IReadOnlyDictionary<string, string> parameters, ToolContext context)
    {
        foreach (var name in template is null ? [] : Templates.Hidden(template).Keys)
            if (parameters.TryGetValue(name, out var value)) context.Secret(value);
    }

    /// <summary>
    /// The parameters that the template declares, and those that it hides (NoEcho), whose given values the host is told of.
    /// </summary>
    /// <param name="cfn">The client.</param>
    /// <param name="input">The new template, if there is one.</param>
    /// <param name="present">The text that holds where the call has no template.</param>
    /// <param name="parameters">Names with the values that were given.</param>
    /// <param name="unknowns">Gets what could not be read.</param>
    /// <param name="context">Is told the values.</param>
    /// <param name="ct">Ends the call.</param>
    internal static async Task<StackUpdates.Parameters> ParametersAsync(IAmazonCloudFormation cfn, TemplateInput input, string? present,
        IReadOnlyDictionary<string, string> parameters, Unknowns unknowns, ToolContext context, CancellationToken ct)
    {
        MarkSecrets(input.TemplateBody, parameters, context);
        var text = input.TemplateBody ?? (input.TemplateUrl is null ? present : null);
        var hidden = text is null ? [] : Templates.Hidden(text).Keys.ToHashSet();
        List<ParameterDeclaration>? declared = null;
        if (StackUpdates.HasTemplate(input))
        {
            if (await Templates.SummaryAsync(cfn, input, unknowns, ct) is { } summary)
            {
                declared = summary.Parameters ?? [];
                hidden.UnionWith(declared.Where(p => p.NoEcho is true).Select(p => p.ParameterKey));
            }

            // Nobody can tell which values a template at a URL hides.
            else if (text is null || TemplateText.Parse(text) is null) hidden.UnionWith(parameters.Keys);
        }

        foreach (var (name, value) in parameters)
            if (hidden.Contains(name)) context.Secret(value);
        return new(declared, hidden);
    }
}
