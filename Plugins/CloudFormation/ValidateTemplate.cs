using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_validate_template (ValidateTemplate, GetTemplateSummary).</summary>
public static class ValidateTemplate
{
    public static readonly CfnTool Tool = CfnTool.Read<Input, Result>(
        "validate_template",
        "Tells whether a template is valid, and its parameters and capabilities. For its effect on a stack, use cfn_create_change_set.",
        RunAsync,
        iam: ["cloudformation:ValidateTemplate", "cloudformation:GetTemplateSummary", .. Templates.UrlActions],
        examples: ["Is this template valid, and what must I pass?"]);

    public sealed record Input : TemplateInput;

    public sealed record Parameter(string Name, string? Type, string? Default, string? Description, IReadOnlyList<string>? AllowedValues,
        bool Hidden);

    public sealed record Result(
        bool? Valid, string? Error, string? Description, IReadOnlyList<Parameter> Parameters, IReadOnlyList<string> Capabilities,
        string? CapabilitiesReason,
        IReadOnlyList<string> ResourceTypes, IReadOnlyList<string> Transforms, string? Note);

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        Templates.CheckOne(input);
        var unknowns = new Unknowns(context.Target);
        var validated = await unknowns.TryAsync("Whether the template is valid", () => ValidateAsync(cfn, input, ct));
        if (validated?.Error is { } error) return new(false, error, null, [], [], null, [], [], unknowns.Note);
        var s = await Templates.SummaryAsync(cfn, input, unknowns, ct);
        // Both read the template, so that either answer says it is one.
        return new(
            validated is null && s is null ? null : true, null, s?.Description ?? validated?.Answer?.Description,
            s is not null
                ? [.. (s.Parameters ?? [])
                    .Select(p => new Parameter(p.ParameterKey, p.ParameterType, p.NoEcho is true ? null : p.DefaultValue, p.Description,
                    p.ParameterConstraints?.AllowedValues is { Count: > 0 } v ? v : null, p.NoEcho ?? false))]
                : [.. (validated?.Answer?.Parameters ?? [])
                    .Select(p => new Parameter(p.ParameterKey, null, p.NoEcho is true ? null : p.DefaultValue, p.Description, null,
                    p.NoEcho ?? false))],
            s?.Capabilities ?? validated?.Answer?.Capabilities ?? [], s?.CapabilitiesReason ?? validated?.Answer?.CapabilitiesReason,
            [.. (s?.ResourceTypes ?? []).Distinct()], s?.DeclaredTransforms ?? validated?.Answer?.DeclaredTransforms ?? [], unknowns.Note);
    }

    private sealed record Validated(ValidateTemplateResponse? Answer, string? Error);

    private static async Task<Validated> ValidateAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        try
        {
            return new(await cfn.ValidateTemplateAsync(new() { TemplateBody = input.TemplateBody, TemplateURL = input.TemplateUrl }, ct),
                null);
        }
        catch (AmazonCloudFormationException e) when (e.ErrorCode == "ValidationError")
        {
            return new(null, e.Message);
        }
    }
}
