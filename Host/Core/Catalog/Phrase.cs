namespace Infra.Core.Catalog;

/// <summary>
/// A tool in words, which follow from its name: <c>ec2_list_instances</c> is <c>list ec2 instances</c>, as the command line says it.
/// </summary>
/// <param name="Tool">The tool.</param>
/// <param name="Verb">What it does.</param>
/// <param name="Noun">To what, with dashes; empty when its name has none.</param>
/// <param name="IsMain">Whether the noun may be left out.</param>
internal sealed record Phrase(CatalogTool Tool, string Verb, string Noun, bool IsMain)
{
    public string Module => Tool.Module;

    /// <summary>The shortest way to say it.</summary>
    public string Text => Noun.Length == 0 ? $"{Module} {Verb}" : IsMain ? $"{Verb} {Module}" : $"{Verb} {Module} {Noun}";

    /// <summary>With its noun.</summary>
    public string Whole => Noun.Length == 0 ? Text : $"{Verb} {Module} {Noun}";

    /// <summary>The tools of all installed modules in words.</summary>
    public static IReadOnlyList<Phrase> Of(PluginCatalog catalog)
    {
        Dictionary<string, string?> mains = [];
        foreach (var module in catalog.All.Select(t => t.Plugin).Distinct().SelectMany(p => p.Manifest.Modules))
            mains.TryAdd(module.Name, module.MainNoun);
        // How many tools of a module have a verb and a noun behind it.
        Dictionary<string, int> nouns = [];
        foreach (var tool in catalog.All)
            if (Words(tool) is [var verb, _]) nouns[$"{tool.Module} {verb}"] = nouns.GetValueOrDefault($"{tool.Module} {verb}") + 1;
        return [.. catalog.All.Select(t => Words(t) is [var verb, var noun]
            ? new Phrase(t, verb, noun.Replace('_', '-'), nouns[$"{t.Module} {verb}"] == 1 || IsMain(t, noun))
            : new Phrase(t, Words(t)[0], "", false))];

        bool IsMain(CatalogTool tool, string noun) => mains.GetValueOrDefault(tool.Module) is { } main && Same(noun, main);

        static string[] Words(CatalogTool tool) => tool.Name[(tool.Module.Length + 1)..].Split('_', 2);
    }

    /// <summary>Whether two nouns mean the same: in the singular or the plural, with dashes or underscores.</summary>
    public static bool Same(string a, string b)
    {
        (a, b) = (Plain(a), Plain(b));
        return a == b || Plurals(a).Contains(b) || Plurals(b).Contains(a);
    }

    /// <summary>The plurals that a noun could have.</summary>
    public static IEnumerable<string> Plurals(string noun) =>
        noun.Length < 2 ? [] : [$"{noun}s", $"{noun}es", .. noun[^1] is 'y' ? [$"{noun[..^1]}ies"] : Array.Empty<string>()];

    /// <summary>Lower case, with dashes: <c>instanceIds</c> and <c>instance_ids</c> are <c>instance-ids</c>.</summary>
    public static string Kebab(string name)
    {
        var text = new System.Text.StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && !char.IsUpper(name[i - 1]) && text[^1] is not '-') text.Append('-');
            text.Append(name[i] is '_' ? '-' : char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    private static string Plain(string noun) => noun.Replace('_', '-').ToLowerInvariant();
}
