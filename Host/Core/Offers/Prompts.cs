using System.Text.RegularExpressions;
using Infra.Core.Catalog;

namespace Infra.Core.Offers;

/// <summary>The prompts of the modules, as far as a caller can follow them.</summary>
internal static partial class Prompts
{
    /// <summary>What a caller is offered, by full name, in the order of plugins.json.</summary>
    public static IReadOnlyList<(string Name, Prompt Prompt)> Of(PluginCatalog catalog)
    {
        var tools = Names(catalog);
        return [.. catalog.Modules.SelectMany(m => m.Plugin.Manifest.Modules.Where(its => its.Name == m.Name))
            .SelectMany(m => m.Prompts.Select(p => ($"{m.Name}_{p.Name}", p))).Where(p => CanFollow(p.p, tools))];
    }

    /// <summary>The prompt's content with its arguments filled in, without the lines that do not hold for this caller.</summary>
    /// <param name="catalog">The catalog as the caller sees it.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="arguments">What was given.</param>
    /// <exception cref="ToolException">An argument is missing, or not one of the prompt's.</exception>
    public static IReadOnlyList<ToolContent> Fill(PluginCatalog catalog, Prompt prompt, IReadOnlyDictionary<string, string> arguments)
    {
        if (prompt.Arguments.FirstOrDefault(a => a.Required && string.IsNullOrWhiteSpace(arguments.GetValueOrDefault(a.Name)))
            is { } missing)
            throw ToolException.InvalidInput($"The argument '{missing.Name}' is missing: {missing.Description}");
        if (arguments.Keys.FirstOrDefault(k => prompt.Arguments.All(a => a.Name != k)) is { } unknown)
            throw ToolException.InvalidInput($"There is no argument '{unknown}'."
                + Settings.Nearest.Hint(unknown, [.. prompt.Arguments.Select(a => a.Name)]));
        var tools = Names(catalog);
        return [.. prompt.Content.Select(c => c switch
        {
            TextContent text => new TextContent(Text(text.Text)),
            ResourceContent resource => resource with { Uri = Put(resource.Uri), Text = Text(resource.Text) },
            _ => c,
        })];

        string Text(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Where(Holds).Select(Put));

        bool Holds(string line) => ToolName().Matches(line).All(t => tools.Contains(t.Value))
            && Variable().Matches(line).Select(v => v.Groups[1].Value)
                .All(v => prompt.Arguments.All(a => a.Name != v) || !string.IsNullOrWhiteSpace(arguments.GetValueOrDefault(v)));

        // What was given is put in once: braces in it mean nothing.
        string Put(string line) => Variable().Replace(line, v => arguments.GetValueOrDefault(v.Groups[1].Value, v.Value));
    }

    private static HashSet<string> Names(PluginCatalog catalog) => [.. catalog.Offered.Select(t => t.Name)];

    private static bool CanFollow(Prompt prompt, HashSet<string> tools)
    {
        var lines = prompt.Content.OfType<TextContent>().SelectMany(t => t.Text.Split('\n')).Where(l => ToolName().IsMatch(l)).ToList();
        return lines.Count(l => ToolName().Matches(l).All(t => tools.Contains(t.Value))) * 2 >= lines.Count;
    }

    // A module, a verb and, most often, a noun.
    [GeneratedRegex(@"(?<![\w{./:])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w}])", RegexOptions.CultureInvariant)]
    private static partial Regex ToolName();

    [GeneratedRegex("\\{([A-Za-z][A-Za-z0-9]*)\\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
