using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Catalog;
using Infra.Core.Settings;

namespace Infra.Host.Cli.Words;

/// <summary>Help for people, made from the commands and from the tools' own descriptions and schemas.</summary>
internal static partial class HelpText
{
    private const int Indent = 2;

    public static int Print(string text)
    {
        Terminal.Print(text.TrimEnd());
        return ExitCode.Ok;
    }

    /// <summary><c>infra --help</c>.</summary>
    /// <param name="root">The commands of the host.</param>
    /// <param name="catalog">What is installed; null when the configuration cannot be read.</param>
    public static string Overview(RootCommand root, PluginCatalog? catalog)
    {
        var text = new StringBuilder($"{root.Description}\n\n  infra VERB SERVICE [NOUN] [ID] [options]\n  infra COMMAND [options]\n");
        if (catalog is null) text.Append("\nThe services cannot be listed: 'infra config check' says why.\n");
        else
        {
            var grammar = new Grammar(catalog);
            Section(text, "Services",
                [.. catalog.All.Select(t => t.Plugin).Distinct().SelectMany(p => p.Manifest.Modules).Select(m => (m.Name, m.Description))]);
            text.Append($"\nVerbs\n{Filled(string.Join(", ", grammar.Verbs.Order(StringComparer.Ordinal)), Indent)}");
        }

        Section(text, "Commands", [.. root.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, c.Description ?? ""))]);
        Section(text, "Options of all commands", [.. Options(root.Options)]);
        return text.Append("\n'infra VERB --help', 'infra SERVICE --help' and 'infra VERB SERVICE [NOUN] --help' tell more.\n").ToString();
    }

    /// <summary>What is typed for a command of the host.</summary>
    public static string Usage(Command command)
    {
        var words = command is WordsCommand around ? $" {around.Words}" : string.Concat(command.Arguments.Select(a =>
            a.Arity.MinimumNumberOfValues == 0 ? $" [{a.Name.ToUpperInvariant()}]" : $" {a.Name.ToUpperInvariant()}"));
        return $"{string.Join(' ', Path(command))}{(command.Subcommands.Count > 0 ? " COMMAND" : "")}{words}"
            + (command.Options.Count > 0 ? " [options]" : "");
    }

    /// <summary>Help for a command of the host.</summary>
    public static string Of(Command command)
    {
        var text = new StringBuilder($"{command.Description}\n\n  {Usage(command)}\n");
        Section(text, "Commands", [.. command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, c.Description ?? ""))]);
        Section(text, "Arguments",
            [.. command.Arguments.Where(a => a.Description is not null).Select(a => (a.Name.ToUpperInvariant(), a.Description!))]);
        Section(text, "Options", [.. Options(command.Options)]);
        return text.Append("\nOptions of all commands: 'infra --help'.\n").ToString();
    }

    /// <summary>Help for the words of a tool, as far as they go: a verb, a service, or a whole command.</summary>
    /// <exception cref="UsageException">They name nothing.</exception>
    public static string Of(Grammar grammar, IReadOnlyList<string> words)
    {
        if (words is [var only])
        {
            var those = grammar.Phrases.Where(p => p.Module == only || p.Verb == only && p.Noun.Length > 0).ToList();
            if (those.Count > 0) return Listed(those);
        }

        try
        {
            return Of(new ToolCommand(grammar.Resolve(words).Phrase), grammar);
        }
        // A verb of a service that has it for several things, and none of them is its main one.
        catch (UsageException) when (words is [var verb, var service]
            && grammar.Phrases.Where(p => p.Verb == verb && p.Module == service).ToList() is { Count: > 0 } those)
        {
            return Listed(those);
        }

        string Listed(IEnumerable<Phrase> phrases)
        {
            var text = new StringBuilder();
            Section(text, $"infra {string.Join(' ', words)}",
                [.. phrases.Select(p => (new ToolCommand(p).Usage["infra ".Length..], Said(p.Tool.Description, grammar)))]);
            return text.ToString().TrimStart('\n');
        }
    }

    /// <summary>Help for the command of a tool.</summary>
    public static string Of(ToolCommand command, Grammar grammar)
    {
        var (phrase, tool) = (command.Phrase, command.Phrase.Tool);
        var text = new StringBuilder($"{Said(tool.Description, grammar)}\n");
        if (tool.Manifest.Help is { } more) text.Append($"\n{Filled(Said(more, grammar), 0)}");
        text.Append($"\n  {command.Usage}\n");
        Section(text, "Options",
            [.. command.Options.Select(o => (
                o == command.Positional ? $"{o.Placeholder}, {o.Typed}" : $"{o.Typed} {o.Placeholder}".TrimEnd(), Described(o, grammar)))]);
        Section(text, "Input and output", [.. Options(command.Common)]);
        text.Append($"\nExample\n  {Example(command)}\n");
        var kind = $"{tool.Name} is a {PluginCatalog.Word(tool.Kind)} tool";
        // Why it is not offered may be its kind, and then says it.
        text.Append(tool.Refusal is not { } refusal ? $"\nThe tool {kind}.\n"
            : refusal.StartsWith(kind, StringComparison.Ordinal) ? $"\nThe tool {refusal}\n" : $"\nThe tool {kind}. {refusal}\n");
        if (tool.Manifest.IamActions.Count > 0)
            text.Append($"It needs in IAM:\n{Filled(string.Join(", ", tool.Manifest.IamActions), Indent)}");
        var others = grammar.Phrases.Where(p => p.Verb == phrase.Verb && p.Module == phrase.Module && p != phrase).Select(p => p.Noun)
            .ToList();
        if (phrase.IsMain && others.Count > 0) text.Append($"\nAlso: infra {phrase.Verb} {phrase.Module} {string.Join('|', others)}\n");
        return text.ToString();
    }

    /// <summary>A description with tools named as commands.</summary>
    public static string Said(string text, Grammar grammar) =>
        ToolName().Replace(text, m => grammar.Phrases.FirstOrDefault(p => p.Tool.Name == m.Value) is { } p ? $"'infra {p.Text}'" : m.Value);

    /// <summary>
    /// A call as a command line: one of the tool's own examples in JSON, or its required arguments with values of the right form.
    /// </summary>
    public static string Example(ToolCommand command)
    {
        var schema = command.Phrase.Tool.Manifest.Examples.FirstOrDefault(e => e.TrimStart().StartsWith('{'));
        var arguments = schema is not null ? JsonNode.Parse(schema)!.AsObject()
            : new JsonObject(command.Options.Where(o => o.IsRequired)
                .Select(o => KeyValuePair.Create(o.Name, Samples.Of(o, command.Phrase))));
        // A filter shows how filters look.
        if (arguments.Count == 0 && command.Options
            .FirstOrDefault(o => o.Values.Any() && !o.IsFlag && o.Name is not "region" and not "profile") is { } filter)
            arguments[filter.Name] = Samples.Of(filter, command.Phrase);
        return Line(command, arguments, hasFiles: true);
    }

    /// <summary>A call as a command line, quoted for a shell.</summary>
    /// <param name="command">The command.</param>
    /// <param name="arguments">Of the call.</param>
    /// <param name="hasFiles">Whether what begins with @ names a file; else it is a text that begins so.</param>
    public static string Line(ToolCommand command, JsonObject arguments, bool hasFiles = false)
    {
        var positional = command.Positional is { } p && arguments[p.Name] is { } id ? $" {Shell(p, id, hasFiles)}" : "";
        var options = arguments.Where(a => a.Key != command.Positional?.Name)
            .Select(a => (Option: command.Options.FirstOrDefault(o => o.Name == a.Key), a.Value))
            .Where(a => a.Option is { IsFromPerson: false })
            .Select(a =>
                a.Option!.IsFlag ? $" {(a.Value!.GetValue<bool>() ? a.Option.Typed : $"--no-{a.Option.Typed[2..]}")}"
                : $" {a.Option.Typed} {Shell(a.Option, a.Value, hasFiles)}");
        return $"infra {command.Phrase.Text}{positional}{string.Concat(options)}";
    }

    /// <summary>What an option means and what it takes.</summary>
    public static string Described(ToolOption option, Grammar grammar)
    {
        List<string> parts = [Said(option.Description.TrimEnd('.'), grammar)];
        var (one, whole) = (option.One, option.Schema);
        if (option.Values.Any() && string.Join('|', option.Values) != option.Placeholder)
            parts.Add($"one of {string.Join(", ", option.Values)}");
        if (Number(one, "minimum") is { } least) parts.Add(Number(one, "maximum") is { } most ? $"{least} to {most}" : $"at least {least}");
        if (Number(one, "maxLength") is { } longest)
            parts.Add(
                $"{(Number(one, "minLength") is { } shortest and not "0" ? $"{shortest} to {longest}" : $"at most {longest}")} characters");
        if ((Number(whole, "maxItems") ?? Number(whole, "maxProperties")) is { } items) parts.Add($"at most {items}");
        if (one.TryGetProperty("pattern", out var pattern)) parts.Add(PatternWords.Of(WithoutDescription(one), pattern.GetString()!));
        if (whole.TryGetProperty("default", out var start) && start.GetRawText() is not ("false" or "[]" or "{}" or "\"\""))
            parts.Add($"default {start}");
        if (option.IsList) parts.Add("repeat it, or separate with commas");
        if (option.Placeholder is "KEY=VALUE") parts.Add("repeat it for more");
        if (option.IsFromPerson) parts.Add("asked for when it is named alone; @- is standard input");
        return string.Join("; ", parts.Where(p => p.Length > 0)) + ".";
    }

    private static string Shell(ToolOption option, JsonNode? value, bool hasFiles)
    {
        var text = value switch
        {
            JsonArray list when list.All(i => i is JsonValue) => string.Join(',', list.Select(Output.Row.Text)),
            JsonObject map when option.Placeholder is "KEY=VALUE" =>
                string.Join(',', map.Select(p => $"{p.Key}={Output.Row.Text(p.Value)}")),
            _ => Output.Row.Text(value),
        };
        if (!hasFiles && text.StartsWith('@')) text = $"@{text}";
        return Bare().IsMatch(text) ? text : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }

    private static JsonElement WithoutDescription(JsonElement schema)
    {
        var copy = JsonObject.Create(schema)!;
        copy.Remove("description");
        return JsonSerializer.SerializeToElement(copy, HostJson.Default.JsonObject);
    }

    private static string? Number(JsonElement schema, string keyword) => schema.TryGetProperty(keyword, out var n) ? n.GetRawText() : null;

    private static IEnumerable<string> Path(Command command) =>
        (command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? Path(parent) : [])
        .Append(command is RootCommand ? "infra" : command.Name);

    private static IEnumerable<(string, string)> Options(IEnumerable<Option> options) => options
        .Where(o => !o.Hidden && o is not (System.CommandLine.Help.HelpOption or VersionOption))
        .Select(o => (Left(o), o.Description ?? ""));

    // "-o, --output FORMAT"
    private static string Left(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(a => a.Length == 2).Append(option.Name));
        return option.ValueType == typeof(bool) ? names : $"{names} {option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant()}";
    }

    private static void Section(StringBuilder text, string title, IReadOnlyList<(string Left, string Right)> rows)
    {
        if (rows.Count == 0) return;
        text.Append($"\n{title}\n");
        // What is too long for its column has the description below it.
        var left = Math.Min(rows.Max(r => r.Left.Length), 34);
        foreach (var (name, description) in rows)
        {
            var filled = Filled(Visible.Line(description), Indent + left + Indent).TrimStart();
            text.Append(name.Length <= left ? $"  {name.PadRight(left)}  {filled}"
                : $"  {name}\n{new string(' ', Indent + left + Indent)}{filled}");
            if (filled.Length == 0) text.Append('\n');
        }
    }

    // Wrapped at the width of the terminal, each line indented.
    private static string Filled(string text, int indent)
    {
        var width = Math.Clamp(Terminal.IsOutputTerminal ? Terminal.Size.Width : 100, 50, 120) - indent;
        var (lines, line) = (new StringBuilder(), new StringBuilder());
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Append(' ', indent).Append(line).Append('\n');
                line.Clear();
            }

            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }

        return line.Length == 0 ? lines.ToString() : lines.Append(' ', indent).Append(line).Append('\n').ToString();
    }

    [GeneratedRegex(@"(?<![\w./])[a-z][a-z0-9]*(?:_[a-z0-9]+)+", RegexOptions.CultureInvariant)]
    private static partial Regex ToolName();

    [GeneratedRegex(@"^[\w@%+=:,./-]+$")]
    private static partial Regex Bare();
}
