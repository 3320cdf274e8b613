using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_get_template (GetTemplate).</summary>
public static class GetTemplate
{
    public static readonly CfnTool Tool = CfnTool.Read<Input, Result>(
        "get_template", "Gets the template of a stack or change set. For what it made, use cfn_get_stack.", RunAsync,
        iam: ["cloudformation:GetTemplate"],
        examples: ["Show me the template of the stack web."]);

    public sealed record Input
    {
        [Description("Name or id.")]
        public required string Stack { get; init; }

        [Description("Change set name.")]
        public string? ChangeSet { get; init; }

        [Description("As written, or with transforms applied."), AllowedValues("Original", "Processed")]
        public string Stage { get; init; } = "Original";
    }

    public sealed record Result(string Stack, string Stage, string Template);

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var answer = await Stacks.FoundAsync(cfn.GetTemplateAsync(new() { StackName = input.Stack, ChangeSetName = input.ChangeSet, TemplateStage = input.Stage }, ct));
        return new(input.Stack, input.Stage, answer.TemplateBody ?? "");
    }
}
