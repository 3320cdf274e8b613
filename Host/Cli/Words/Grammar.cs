using Infra.Core.Catalog;
using Infra.Core.Settings;

namespace Infra.Host.Cli.Words;

/// <summary>
/// From words to a tool: <c>VERB MODULE [NOUN]</c>, or <c>MODULE VERB</c> for a tool without a noun. All of it follows from the tools'
/// names and from the main nouns that modules declare; nothing is listed here.
/// </summary>
internal sealed class Grammar(PluginCatalog catalog)
{
    // What users of other command lines say for it.
    private static readonly Dictionary<string, string> Habits = new()
    {
        ["describe"] = "list",
        ["ls"] = "list",
        ["show"] = "get",
        ["rm"] = "delete",
        ["remove"] = "delete",
        ["add"] = "create"
    };

    public IReadOnlyList<Phrase> Phrases { get; } = Phrase.Of(catalog);

    public IEnumerable<string> Modules => Phrases.Select(p => p.Module).Distinct();

    /// <summary>The verbs that begin a command.</summary>
    public IEnumerable<string> Verbs => Phrases.Where(p => p.Noun.Length > 0).Select(p => p.Verb).Distinct();

    /// <summary>Finds the tool that the first words name.</summary>
    /// <param name="words">What was typed, options and all.</param>
    /// <returns>The tool, and what follows its words.</returns>
    /// <exception cref="UsageException">They name none.</exception>
    public (Phrase Phrase, IReadOnlyList<string> Behind) Resolve(IReadOnlyList<string> words)
    {
        if (words is [['-', ..], ..])
        {
            var behind = words.SkipWhile(w => w.StartsWith('-')).TakeWhile(w => !w.StartsWith('-'));
            throw new UsageException($"The words of a command come first, and {words[0]} behind them: infra "
                + $"{string.Join(' ', behind.DefaultIfEmpty("VERB SERVICE [NOUN]"))} {words[0]}");
        }

        var (first, second, third) = (Word(0), Word(1), Word(2));
        if (Modules.Contains(first))
        {
            return Phrases.FirstOrDefault(p => p.Module == first && p.Noun.Length == 0 && p.Verb == second) is { } alone
                ? (alone, [.. words.Skip(2)])
                : throw VerbFirst(first!, second, third);
        }

        if (!Verbs.Contains(first)) throw Unknown(first!, second, third);
        if (second is null)
            throw new UsageException($"Say what to {first}: infra {first} {Choice(Of(first!).Select(p => p.Module))}.{MoreHelp(first!)}");
        var here = Of(first!).Where(p => p.Module == second).ToList();
        if (here.Count == 0) throw NotThere(first!, second, third);
        if (third is not null && here.FirstOrDefault(p => Phrase.Same(p.Noun, third)) is { } named) return (named, [.. words.Skip(3)]);
        if (here.FirstOrDefault(p => p.IsMain) is { } main && (third is null || ToolCommand.TakesPositional(main)))
            return (main, [.. words.Skip(2)]);
        throw third is null
            ? new UsageException($"Say which: infra {first} {second} {Choice(here.Select(p => p.Noun))}.")
            : new UsageException(
                $"{second} has no '{third}' to {first}.{Nearest.Hint(third, here.Select(p => p.Noun))} It has: "
                    + $"{string.Join(", ", here.Select(p => p.Noun))}.");

        string? Word(int i) => i < words.Count && !words[i].StartsWith('-') && words.Take(i).All(w => !w.StartsWith('-')) ? words[i] : null;
    }

    private IEnumerable<Phrase> Of(string verb) => Phrases.Where(p => p.Verb == verb && p.Noun.Length > 0);

    // "infra ec2 list volumes", "infra ec2 describe-volumes"
    private UsageException VerbFirst(string module, string? second, string? third)
    {
        var here = Phrases.Where(p => p.Module == module).ToList();
        if (second is null)
            return new(
                $"Say what to do with {module}: infra "
                    + $"{Choice(here.Select(p => p.Noun.Length == 0 ? $"{module} {p.Verb}" : $"{p.Verb} {module}"))}.{MoreHelp(module)}");
        var (verb, noun) = second.Split('-', 2) is [var v, var n] ? (v, n) : (second, third);
        return Meant(here, verb, noun) is { } meant
            ? new($"The verb comes first: infra {meant.Text}")
            : new($"{module} has no '{second}'.{Nearest.Hint(second, here.Select(p => p.Verb))}{MoreHelp(module)}");
    }

    private UsageException Unknown(string first, string? second, string? third)
    {
        var parts = first.Split('-', 2);
        if (second is not null && Phrases.Where(p => p.Module == second).ToList() is { Count: > 0 } there
            && Meant(there, first, third) is { } meant)
            return new($"There is no command '{first}'. Did you mean 'infra {meant.Text}'?");
        if (Phrases.FirstOrDefault(p => p.Tool.Name == first) is { } tool)
            return new($"{first} is the tool's name: infra call {first}, or shorter: infra {tool.Text}");
        if (parts.Length > 1 && Meant(Phrases, parts[0], parts[1]) is { } habit)
            return new($"There is no command '{first}'. Did you mean 'infra {habit.Text}'?");
        if (Phrases.FirstOrDefault(p => p.Noun.Length == 0 && p.Verb == first) is { } alone)
            return new($"Did you mean 'infra {alone.Text}'?");
        return new(
            $"There is no command '{first}'.{Nearest.Hint(first, [.. CommandLine.Names, .. Verbs, .. Modules])} 'infra --help' lists "
                + $"them.");
    }

    // "infra list volumes", "infra stop s3"
    private UsageException NotThere(string verb, string second, string? third)
    {
        if (Of(verb).FirstOrDefault(p => Phrase.Same(p.Noun, second)) is { } noun) return new($"Say of what service: infra {noun.Whole}");
        if (!Modules.Contains(second))
            return new(
                $"There is no service '{second}' to {verb}.{Nearest.Hint(second, Of(verb).Select(p => p.Module))} There is: "
                    + $"{string.Join(", ", Of(verb).Select(p => p.Module).Distinct())}.");
        var here = Phrases.Where(p => p.Module == second).ToList();
        return Meant(here, verb, third) is { } meant
            ? new($"{second} has nothing to {verb}. Did you mean 'infra {meant.Text}'?")
            : new($"{second} has nothing to {verb}. It has: {string.Join(", ", here.Select(p => p.Verb).Distinct())}.");
    }

    // What ends a thing has another verb where AWS calls it so, and people say delete.
    private static Phrase? Meant(IReadOnlyList<Phrase> among, string verb, string? noun)
    {
        verb = Habits.GetValueOrDefault(verb, verb);
        var same = among.Where(p => p.Verb == verb).ToList();
        if (same.Count == 0 && Nearest.Find(verb, among.Select(p => p.Verb)) is { } near) same = [.. among.Where(p => p.Verb == near)];
        if (same.Count == 0 && verb is "delete") same = [.. among.Where(p => p.Tool.Kind is ToolKind.Destructive && p.IsMain)];
        return noun is null ? same.FirstOrDefault(p => p.IsMain) ?? same.FirstOrDefault()
            : same.FirstOrDefault(p => Phrase.Same(p.Noun, noun)) ?? same.FirstOrDefault(p => p.IsMain);
    }

    private static string Choice(IEnumerable<string> words) => string.Join("|", words.Distinct());

    private static string MoreHelp(string word) => $"\n'infra {word} --help' tells more.";
}
