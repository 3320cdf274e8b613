using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>What the tools that apply a template share: an update keeps whatever the caller does not name.</summary>
internal static class StackUpdates
{
    /// <summary>What is known of the parameters of a call.</summary>
    /// <param name="Declared">As the template declares them; null when that is not known.</param>
    /// <param name="Hidden">Those whose values are secret.</param>
    internal sealed record Parameters(IReadOnlyList<ParameterDeclaration>? Declared, IReadOnlySet<string> Hidden);

    /// <summary>
    /// Tells the host which of the given values the template text hides, and the defaults that it gives to hidden parameters: before
    /// the first request, so that no failure shows them.
    /// </summary>
    public static void MarkSecrets(StackInput input, ToolContext context)
    {
        if (input.TemplateBody is not { } text) return;
        foreach (var (name, fallback) in Templates.Hidden(text))
        {
            if (input.Parameters.TryGetValue(name, out var value)) context.Secret(value);
            // A short default is a word like none, and would be hidden wherever it stands.
            if (fallback is { Length: >= 8 }) context.Secret(fallback);
        }
    }

    /// <summary>
    /// Finds the parameters that are declared or given, and tells the host which of the given values are secret, as early as it can be
    /// known: from the text, before anything is sent.
    /// </summary>
    public static async Task<Parameters> ReadAsync(
        IAmazonCloudFormation cfn, StackInput input, Stack? stack, ToolContext context, Unknowns unknowns, CancellationToken ct)
    {
        MarkSecrets(input, context);
        var hidden = (input.TemplateBody is { } text ? Templates.Hidden(text).Keys : Enumerable.Empty<string>())
            // So CloudFormation shows the value of a NoEcho parameter.
            .Concat((stack?.Parameters ?? []).Where(p => p.ParameterValue is { Length: > 0 } value && value.All(c => c == '*'))
                .Select(p => p.ParameterKey))
            .ToHashSet();
        Mark();
        if (!HasTemplate(input)) return new(null, hidden);
        if (await Templates.SummaryAsync(cfn, input, unknowns, ct) is { } summary)
        {
            hidden.UnionWith((summary.Parameters ?? []).Where(p => p.NoEcho is true).Select(p => p.ParameterKey));
            Mark();
            Templates.Check(summary, input, (stack?.Parameters ?? []).Select(p => p.ParameterKey));
            return new(summary.Parameters ?? [], hidden);
        }

        // Nobody can tell which values a template at a URL hides.
        if (input.TemplateBody is null || TemplateText.Parse(input.TemplateBody) is null) hidden.UnionWith(input.Parameters.Keys);
        Mark();
        return new(null, hidden);

        void Mark()
        {
            foreach (var (name, value) in input.Parameters)
                if (hidden.Contains(name)) context.Secret(value);
        }
    }

    /// <summary>Parameters before and after; hidden ones stay hidden.</summary>
    /// <exception cref="ToolException">The stack has no such parameter, and its template stays.</exception>
    public static IEnumerable<PlanChange> Changes(Parameters parameters, StackInput input, Stack? stack)
    {
        var now = (stack?.Parameters ?? []).ToDictionary(p => p.ParameterKey, p => p.ParameterValue);
        if (!HasTemplate(input) && input.Parameters.Keys.Except(now.Keys).ToList() is { Count: > 0 } unknown)
            throw ToolException.InvalidInput($"The stack has no parameter {string.Join(", ", unknown)}.",
                $"It has {string.Join(", ", now.Keys)}.");
        var defaults = (parameters.Declared ?? []).Where(d => !now.ContainsKey(d.ParameterKey))
            .ToDictionary(d => d.ParameterKey, d => d.DefaultValue);
        foreach (var name in input.Parameters.Keys.Union(defaults.Keys).Order(StringComparer.Ordinal))
        {
            var isHidden = parameters.Hidden.Contains(name);
            var (from, to) = (now.GetValueOrDefault(name), input.Parameters.GetValueOrDefault(name) ?? defaults.GetValueOrDefault(name));
            // Whether a hidden value stays the same cannot be seen.
            var isSame = !isHidden && now.ContainsKey(name) && from == to;
            yield return new(isSame ? ChangeKind.None : now.ContainsKey(name) ? ChangeKind.Change : ChangeKind.Create, $"parameter {name}")
            {
                Property = "value",
                From = now.ContainsKey(name) ? PlanBuilder.Text(from) : null,
                To = isHidden ? "(hidden)" : PlanBuilder.Text(to),
            };
        }
    }

    /// <summary>The parameters to send: those given, the values the stack has for others, the template's defaults for the rest.</summary>
    public static List<Parameter> ToSend(Parameters parameters, StackInput input, Stack? stack)
    {
        var has = (stack?.Parameters ?? []).Select(p => p.ParameterKey).ToList();
        // Without the template's face all that the stack has are kept; a parameter that a new template drops is then refused.
        var kept = parameters.Declared is { } declared ? declared.Select(d => d.ParameterKey).Where(has.Contains) : has;
        return
        [
            .. input.Parameters.Select(p => new Parameter { ParameterKey = p.Key, ParameterValue = p.Value }),
            .. kept.Where(p => !input.Parameters.ContainsKey(p)).Select(p => new Parameter { ParameterKey = p, UsePreviousValue = true }),
        ];
    }

    /// <summary>The stack's tags with the given ones: CloudFormation would drop what is not named.</summary>
    public static List<Tag>? TagsToSend(StackInput input, Stack? stack) => input.Tags.Count == 0 ? null
        : Tags.List(Merged(input, stack), (key, value) => new Tag { Key = key, Value = value });

    /// <summary>Tags before and after.</summary>
    public static IEnumerable<PlanChange> TagChanges(StackInput input, Stack? stack) =>
        input.Tags.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t =>
    {
        var from = (stack?.Tags).ToMap().GetValueOrDefault(t.Key);
        return new PlanChange(from == t.Value ? ChangeKind.None : ChangeKind.Change, stack?.StackName ?? input.StackName)
        {
            Property = $"tag {t.Key}",
            From = PlanBuilder.Text(from),
            To = PlanBuilder.Text(t.Value),
        };
    });

    public static bool HasTemplate(TemplateInput input) => input.TemplateBody is not null || input.TemplateUrl is not null;

    private static Dictionary<string, string> Merged(StackInput input, Stack? stack) =>
        (stack?.Tags).ToMap().Where(t => !input.Tags.ContainsKey(t.Key)).Concat(input.Tags).ToDictionary();
}
