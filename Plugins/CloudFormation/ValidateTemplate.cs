using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_validate_template (ValidateTemplate, GetTemplateSummary).</summary>
public static class ValidateTemplate
{
    public static readonly CfnTool Tool = CfnTool.Read<Input, Result>(
        "validate_template", "Tells whether a template is valid, and which parameters and capabilities it needs. For its effect on a stack, use cfn_create_change_set.", RunAsync,
        iam: ["cloudformation:ValidateTemplate", "cloudformation:GetTemplateSummary"],
        examples: ["Is this template valid, and what must I pass?"]);

    public sealed record Input : TemplateInput;

    public sealed record Parameter(string Name, string? Type, string? Default, string? Description, IReadOnlyList<string>? AllowedValues, bool Hidden);

    public sealed record Result(
        bool Valid, string? Error, string? Description, IReadOnlyList<Parameter> Parameters, IReadOnlyList<string> Capabilities, string? CapabilitiesReason,
        IReadOnlyList<string> ResourceTypes, IReadOnlyList<string> Transforms);

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        Templates.CheckOne(input);
        try
        {
            await cfn.ValidateTemplateAsync(new() { TemplateBody = input.TemplateBody, TemplateURL = input.TemplateUrl }, ct);
        }
        catch (AmazonCloudFormationException e) when (e.ErrorCode == "ValidationError")
        {
            return new(false, e.Message, null, [], [], null, [], []);
        }

        var s = await cfn.GetTemplateSummaryAsync(new() { TemplateBody = input.TemplateBody, TemplateURL = input.TemplateUrl }, ct);
        return new(
            true, null, s.Description,
            [.. (s.Parameters ?? []).Select(p => new Parameter(p.ParameterKey, p.ParameterType, p.NoEcho is true ? null : p.DefaultValue, p.Description, p.ParameterConstraints?.AllowedValues is { Count: > 0 } v ? v : null, p.NoEcho ?? false))],
            s.Capabilities ?? [], s.CapabilitiesReason, [.. (s.ResourceTypes ?? []).Distinct()], s.DeclaredTransforms ?? []);
    }
}
