using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;

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
        [Description("Name; ARN of a deleted stack.")]
        public required string StackName { get; init; }

        [Description("Change set name.")]
        public string? ChangeSetName { get; init; }

        [Description("As written, or with transforms applied."), AllowedValues("Original", "Processed")]
        public string Stage { get; init; } = "Original";

        [Description("First character."), Range(0, int.MaxValue)]
        public int Offset { get; init; }

        [Description("Most characters."), Range(1, 1_000_000)]
        public int Length { get; init; } = 16_000;
    }

    public sealed record Result(
        string Stack, string Stage, [ResourceText("application/yaml")] string Template, int Characters, int? NextOffset, string? Note);

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var request = cfn.GetTemplateAsync(new()
        {
            StackName = input.StackName,
            ChangeSetName = input.ChangeSetName,
            TemplateStage = input.Stage
        }, ct);
        var text = (await Stacks.FoundAsync(request)).TemplateBody ?? "";
        var start = Math.Min(input.Offset, text.Length);
        var end = EndOf(text, start, input.Length);
        string[] notes =
        [
            .. end < text.Length ? [$"This is a part, up to the character {end}; pass offset {end} for what follows."]
                : Array.Empty<string>(),
            .. Templates.Damage(text) is { } damage ? [damage] : Array.Empty<string>(),
        ];
        return new(input.StackName, input.Stage, text[start..end], text.Length, end < text.Length ? end : null,
            notes.Length == 0 ? null : string.Join(" ", notes));
    }

    // A part ends with a line where there is one.
    private static int EndOf(string text, int start, int length)
    {
        if (text.Length - start <= length) return text.Length;
        return text.LastIndexOf('\n', start + length - 1, length) is >= 0 and var line ? line + 1 : start + length;
    }
}
