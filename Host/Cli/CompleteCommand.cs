using System.CommandLine;
using Infra.Aws;
using Infra.Core.Answers;
using Infra.Core.Catalog;
using Infra.Core.Settings;
using Infra.Core.Targets;
using Infra.Host.Cli.Pictures;
using Infra.Host.Cli.Words;

namespace Infra.Host.Cli;

/// <summary>
/// <c>infra complete</c>, which the scripts of <see cref="CompletionCommand"/> call: the words that can stand at the cursor, a line each,
/// with a tab and what it is behind it. It is answered from manifests; only for ids the account is asked.
/// </summary>
internal static class CompleteCommand
{
    /// <param name="before">The words before the cursor, without <c>infra</c>.</param>
    /// <param name="word">What stands at the cursor.</param>
    public static async Task<int> RunAsync(string[] before, string word)
    {
        try
        {
            foreach (var (value, text) in (await FindAsync(before, word).ConfigureAwait(false))
                .Where(c => c.Value.StartsWith(word, StringComparison.Ordinal)).DistinctBy(c => c.Value))
                await Terminal.Out.WriteLineAsync(text.Length == 0 ? Visible.Line(value) : $"{Visible.Line(value)}\t{Visible.Line(text)}")
                    .ConfigureAwait(false);
        }
        catch (Exception e) when (e is SettingsException or UsageException or ToolException)
        {
            // A shell that completes a word is no place to complain.
        }

        return ExitCode.Ok;
    }

    /// <summary>All candidates, whether or not they begin with what was typed.</summary>
    internal static async Task<IEnumerable<(string Value, string Text)>> FindAsync(string[] before, string word)
    {
        if (before is [.., var last] && Switches.All.FirstOrDefault(s => s.Flag == last && !s.IsToggle) is { } one)
            return OfSwitch(one, before);
        var (flags, words) = CommandLine.Split(before);
        return await FindAsync(flags, words, word).ConfigureAwait(false);
    }

    private static async Task<IEnumerable<(string Value, string Text)>> FindAsync(
        SwitchValues flags, IReadOnlyList<string> words, string word)
    {
        var root = CommandLine.Root();
        if (words.Count > 0 && root.Subcommands.FirstOrDefault(c => c.Name == words[0] && !c.Hidden) is { } command)
        {
            var isWord = !word.StartsWith('-') && !words[^1].StartsWith('-');
            return isWord && command.Name is ("watch" or "diff") ? await FindAsync(flags, [.. words.Skip(1)], word).ConfigureAwait(false)
                : isWord && command.Name is "map"
                    ? await MapCommand.CompleteAsync(CommandLine.Catalog(flags), words, w => FindAsync(flags, w, word))
                        .ConfigureAwait(false)
                : OfCommand(root, command, words, flags, word);
        }

        var grammar = new Grammar(CommandLine.Catalog(flags));
        if (words.Count == 0)
        {
            return word.StartsWith('-') ? Named(root.Options)
                : [.. grammar.Verbs.Order(StringComparer.Ordinal).Select(v => (v, "")),
                    .. root.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, c.Description ?? "")),
                    .. grammar.Phrases.Where(p => p.Noun.Length == 0).Select(p => (p.Module, Said(p)))];
        }

        if (words.Count == 1)
        {
            return grammar.Modules.Contains(words[0])
                ? grammar.Phrases.Where(p => p.Module == words[0] && p.Noun.Length == 0).Select(p => (p.Verb, Said(p)))
                : grammar.Phrases.Where(p => p.Verb == words[0] && p.Noun.Length > 0)
                    .Select(p => (p.Module, p.IsMain ? Said(p) : ""));
        }

        IEnumerable<(string, string)> nouns = words.Count == 2
            ? grammar.Phrases.Where(p => p.Verb == words[0] && p.Module == words[1]).Select(p => (p.Noun, Said(p))) : [];
        Phrase phrase;
        try
        {
            phrase = grammar.Resolve(words).Phrase;
        }
        catch (UsageException)
        {
            return nouns;
        }

        var tool = new ToolCommand(phrase);
        if (words[^1].StartsWith('-'))
        {
            if (tool.Options.FirstOrDefault(o => o.Typed == words[^1] && !o.IsFlag) is { } taking)
                return taking.Values.Any() ? taking.Values.Select(v => (v, ""))
                    : await AccountValues.ReadAsync(flags, grammar, phrase, taking.Name).ConfigureAwait(false);
            if (tool.Common.FirstOrDefault(o => o.ValueType != typeof(bool) && o.Aliases.Append(o.Name).Contains(words[^1])) is { } common)
                return common.Name is "--columns" or "--sort-by" ? Columns(phrase.Tool)
                    : common.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Select(c => (c.Label, ""));
        }

        if (word.StartsWith('-'))
            return [.. tool.Options.Select(o => (o.Typed, o.Description)), .. Named(tool.Common), .. Named(root.Options)];
        return tool.Positional is { } positional
            ? [.. nouns, .. positional.Values.Select(v => (v, "")),
            .. await AccountValues.ReadAsync(flags, grammar, phrase, positional.Name).ConfigureAwait(false)] : nouns;
    }

    private static IEnumerable<(string, string)> OfCommand(RootCommand root, Command command, IReadOnlyList<string> words,
        SwitchValues flags, string word)
    {
        foreach (var name in words.Skip(1))
            if (command.Subcommands.FirstOrDefault(c => c.Name == name) is { } inner) command = inner;
        if (word.StartsWith('-')) return [.. Named(command.Options), .. Named(root.Options)];
        if (command.Name is "call") return CommandLine.Catalog(flags).Offered.Select(t => (t.Name, t.Description));
        return [.. command.Subcommands.Select(c => (c.Name, c.Description ?? "")),
            .. command.Arguments.SelectMany(a => a.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty))
            .Select(c => (c.Label, ""))];
    }

    private static IEnumerable<(string, string)> OfSwitch(Switch one, string[] before)
    {
        if (one == Switches.Region) return Partitions.Known.Select(r => (r.SystemName, r.DisplayName));
        if (one == Switches.Profile) return AwsProfiles.Load().All.Keys.Select(p => (p, ""));
        if (one == Switches.Modules)
            return CommandLine.Catalog(CommandLine.Split([.. before.SkipLast(1)]).Flags).Modules.Select(m => (m.Name, ""));
        return one.Key is { } key
            && key.Split('.').Aggregate(SettingsReader.Schema, (schema, part) => schema.GetProperty("properties").GetProperty(part))
            .TryGetProperty("enum", out var values)
            ? values.EnumerateArray().Select(v => (v.GetString()!, ""))
            : [];
    }

    // Beside a word there is room for one sentence; which other tool to use is said to models.
    private static string Said(Phrase phrase) => phrase.Tool.Description.Split(". ", 2)[0].TrimEnd('.');

    private static IEnumerable<(string, string)> Columns(CatalogTool tool) => Output.AnswerPrinter.Declared(tool).Select(c => (c, ""));

    private static IEnumerable<(string, string)> Named(IEnumerable<Option> options) =>
        options.Where(o => !o.Hidden).Select(o => (o.Name, o.Description ?? ""));
}
