using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>What update_stack and create_change_set share: an update keeps whatever the caller does not name.</summary>
internal static class StackUpdates
{
    /// <summary>The parameters to send: those given, the values the stack has for others, the template's defaults for the rest.</summary>
    public static async Task<List<Parameter>> ParametersAsync(IAmazonCloudFormation cfn, StackInput input, Stack? stack, CancellationToken ct)
    {
        var has = (stack?.Parameters ?? []).Select(p => p.ParameterKey).ToList();
        IEnumerable<string> wanted = has;
        if (HasTemplate(input))
            wanted = (await cfn.GetTemplateSummaryAsync(new() { TemplateBody = input.TemplateBody, TemplateURL = input.TemplateUrl }, ct)).Parameters?.Select(p => p.ParameterKey) ?? [];
        return
        [
            .. input.Parameters.Select(p => new Parameter { ParameterKey = p.Key, ParameterValue = p.Value }),
            .. wanted.Where(p => has.Contains(p) && !input.Parameters.ContainsKey(p)).Select(p => new Parameter { ParameterKey = p, UsePreviousValue = true }),
        ];
    }

    /// <summary>The stack's tags with the given ones: CloudFormation would drop what is not named.</summary>
    public static List<Tag>? Tags(StackInput input, Stack? stack) => input.Tags.Count == 0 ? null : stack.TagMap().Where(t => !input.Tags.ContainsKey(t.Key)).Concat(input.Tags).ToDictionary().ToTags();

    public static bool HasTemplate(TemplateInput input) => input.TemplateBody is not null || input.TemplateUrl is not null;

    /// <summary>Parameters before and after, a line each; hidden ones stay hidden.</summary>
    public static async Task<List<string>> ParameterLinesAsync(IAmazonCloudFormation cfn, StackInput input, Stack? stack, CancellationToken ct)
    {
        var now = (stack?.Parameters ?? []).ToDictionary(p => p.ParameterKey, p => p.ParameterValue);
        if (!HasTemplate(input))
        {
            if (input.Parameters.Keys.Except(now.Keys).ToList() is { Count: > 0 } unknown)
                throw new ToolException(ToolErrorCode.InvalidInput, $"The stack has no parameter {string.Join(", ", unknown)}.", $"It has {string.Join(", ", now.Keys)}.");
            return [.. input.Parameters.Select(p => $"Parameter {p.Key}: {now[p.Key]} -> {(IsHidden(now[p.Key]) ? "(hidden)" : p.Value)}")];
        }

        var declared = await Templates.CheckAsync(cfn, input, now.Keys, ct);
        return [.. declared.Where(d => input.Parameters.ContainsKey(d.ParameterKey) || !now.ContainsKey(d.ParameterKey)).Select(d =>
            $"Parameter {d.ParameterKey}: {now.GetValueOrDefault(d.ParameterKey, "none")} -> {(d.NoEcho is true ? "(hidden)" : input.Parameters.GetValueOrDefault(d.ParameterKey, d.DefaultValue))}")];
    }

    private static IReadOnlyDictionary<string, string> TagMap(this Stack? stack) => (stack?.Tags).ToMap();

    // So CloudFormation shows the value of a NoEcho parameter.
    private static bool IsHidden(string? value) => value?.Length > 0 && value.All(c => c == '*');
}
