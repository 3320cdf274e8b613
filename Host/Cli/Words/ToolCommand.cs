using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Calls;
using Infra.Core.Catalog;
using Infra.Core.Settings;
using Infra.Host.Cli.Output;

namespace Infra.Host.Cli.Words;

/// <summary>
/// The command of one tool: its options are the arguments of the tool's schema, and the id that it needs may stand by itself.
/// </summary>
internal sealed class ToolCommand
{
    // What the command line does itself with the code of a plan.
    private static readonly string[] Unlisted = [HostArguments.ConfirmName];

    private readonly Command command;
    private readonly Argument<string[]>? words;
    private readonly Option<string?> json = new("--json")
    {
        Description = "All arguments as a JSON object, @file or - for standard input; options lie over it.",
        HelpName = "JSON",
    };

    public ToolCommand(Phrase phrase)
    {
        Phrase = phrase;
        Output = new(phrase.Tool);
        command = new(phrase.Verb, phrase.Tool.Description) { json };
        Output.AddTo(command);

        // The host's own arguments go by the names of its switches, and mean the same.
        var taken = command.Options.SelectMany(o => o.Aliases.Append(o.Name))
            .Concat(Switches.All.Except([Switches.Region, Switches.Profile]).Select(s => s.Flag)).ToHashSet();
        var schema = phrase.Tool.InputSchema;
        var required = phrase.Tool.Required;
        List<ToolOption> options = [];
        var all = schema.GetProperty("properties").EnumerateObject().Where(p => !Unlisted.Contains(p.Name)).ToList();
        foreach (var property in all)
            options.Add(new(property.Name, property.Value, required.Contains(property.Name), NameFor(property.Name, taken),
                Singular(property, all)));
        Options = [.. options.Where(o => o.IsRequired), .. options.Where(o => !o.IsRequired)];
        foreach (var option in Options) option.AddTo(command);
        if (PositionalName(phrase) is not { } name) return;
        Positional = Options.Single(o => o.Name == name);
        command.Arguments.Add(words = new(name) { Arity = ArgumentArity.ZeroOrMore });
    }

    public Phrase Phrase { get; }

    public OutputOptions Output { get; }

    /// <summary>Its arguments, those that must be given first.</summary>
    public IReadOnlyList<ToolOption> Options { get; }

    /// <summary>The one that may stand without its name; null for none.</summary>
    public ToolOption? Positional { get; }

    /// <summary>The secrets that the person is to be asked for, as what was read last says.</summary>
    public IReadOnlyList<ToolOption> ToBeAsked { get; private set; } = [];

    /// <summary>The options that every such command has, with those of the output.</summary>
    public IEnumerable<Option> Common => [json, .. Output.All];

    /// <summary>What is typed for it.</summary>
    public string Usage
    {
        get
        {
            var positional = Positional is null ? "" : $" {Positional.Placeholder}{(Positional.IsList ? "..." : "")}";
            var others = string.Concat(Options.Where(o => o.IsRequired && o != Positional)
                .Select(o => $" {o.Typed}{(o.IsFlag ? "" : $" {o.Placeholder}")}"));
            return $"infra {Phrase.Text}{positional}{others}{(Options.All(o => o.IsRequired) ? "" : " [options]")}";
        }
    }

    public static bool TakesPositional(Phrase phrase) => PositionalName(phrase) is not null;

    /// <summary>Reads what follows the words of the command.</summary>
    /// <returns>The arguments, how to show the answer, whether yes is said in advance, and whether a part of a list is asked for.</returns>
    /// <exception cref="UsageException">An option is not one, or a value cannot be read.</exception>
    public (JsonObject Arguments, OutputChoice Choice, bool Yes, bool IsPart) Read(IReadOnlyList<string> rest)
    {
        var parsed = command.Parse(rest, CommandLine.Parsing);
        Mistakes.Check(parsed, $"infra {Phrase.Text}", Typed);
        var arguments = parsed.GetValue(json) is { } given ? Whole(given) : [];
        if (Options.FirstOrDefault(o => o.IsFromPerson && arguments.ContainsKey(o.Name)) is { } secret)
            throw new UsageException(
                $"--json holds no secrets: give it as {secret.Typed} @file, or {secret.Typed} alone to be asked for it.");
        ToBeAsked = [.. Options.Where(o => o.IsToBeAsked(parsed))];
        foreach (var option in Options)
            if (option.Read(parsed) is { } value) arguments[option.Name] = value;

        if (words is not null && parsed.GetValue(words) is { Length: > 0 } typed)
        {
            // An option that is none is a word to the parser.
            if (typed.FirstOrDefault(t => t is ['-', _, ..]) is { } unknown && !rest.Contains("--"))
                throw Mistakes.Unknown(unknown, $"infra {Phrase.Text}", Typed);
            if (typed.Length > 1 && !Positional!.IsList) throw new UsageException($"'{typed[1]}' is one word too many: {Usage}");
            arguments[Positional!.Name] = Positional.Read(typed);
        }

        var isPart = arguments.ContainsKey("limit") || arguments.ContainsKey("cursor");
        // A page for a person or a script, not for a model: as many rows as its limit says, whatever their length.
        if (Phrase.Tool.IsPage && !arguments.ContainsKey("limit") && Options.FirstOrDefault(o => o.Name is "limit") is { } limit)
            arguments["limit"] = limit.Schema.TryGetProperty(Output.IsAll(parsed) ? "maximum" : "default", out var rows) ? rows.GetInt32()
                : null;
        return (arguments, Output.Read(parsed), Output.Yes(parsed), isPart);
    }

    private IReadOnlyList<string> Typed => [.. command.Options.Where(o => !o.Hidden).Select(o => o.Name)];

    /// <summary>The required arguments that are missing, in order.</summary>
    public IEnumerable<ToolOption> Missing(JsonObject arguments) => Options.Where(o => o.IsRequired && !arguments.ContainsKey(o.Name));

    /// <summary>
    /// The argument that names what the command is about: the only one that must be given, or the one that has the noun in its name,
    /// or else a name or an id.
    /// </summary>
    private static string? PositionalName(Phrase phrase)
    {
        var schema = phrase.Tool.InputSchema;
        var required = phrase.Tool.Required.Where(r => IsWord(schema.GetProperty("properties").GetProperty(r))).ToList();
        if (required is [var only]) return only;
        var noun = phrase.Noun.Split('-')[^1];
        return required.FirstOrDefault(r => Names(r, noun)) ?? required.FirstOrDefault(r => r is "name" or "id")
            ?? required.FirstOrDefault(r => Phrase.Kebab(r).Split('-')[^1] is "id" or "ids" or "name" or "arn")
                ?? required.FirstOrDefault();
    }

    // A record or a map is no word.
    private static bool IsWord(JsonElement schema) => schema.TryGetProperty("type", out var type)
        && (type.ValueEquals("string") || type.ValueEquals("integer") || type.ValueEquals("number")
            || type.ValueEquals("array") && schema.TryGetProperty("items", out var items) && IsWord(items));

    private static bool Names(string argument, string noun)
    {
        var parts = Phrase.Kebab(argument).Split('-').ToList();
        if (parts.Count > 1 && parts[^1] is "id" or "ids" or "name" or "names" or "arn" or "arns") parts.RemoveAt(parts.Count - 1);
        return Phrase.Same(parts[^1], noun);
    }

    private static string NameFor(string argument, HashSet<string> taken)
    {
        var name = $"--{Phrase.Kebab(argument)}";
        // An argument that has the name of an option of the command line itself.
        return taken.Contains(name) ? $"--tool-{name[2..]}" : name;
    }

    // --instance-id i-1 --instance-id i-2, --tag a=b
    private static IEnumerable<string> Singular(JsonProperty property, List<JsonProperty> all)
    {
        var several = property.Value.TryGetProperty("type", out var type) && (type.ValueEquals("array") || type.ValueEquals("object"));
        return several && property.Name is [.. var one, 's'] && one.Length > 1 && all.All(p => p.Name != one) ? [$"--{Phrase.Kebab(one)}"]
            : [];
    }

    /// <summary>All arguments in one: a JSON object, <c>@file</c>, or <c>-</c> for standard input.</summary>
    /// <exception cref="UsageException">It is no JSON object.</exception>
    public static JsonObject Whole(string given)
    {
        var text = given is "-" ? Terminal.ReadAll() : ToolOption.Content(given, "--json");
        return TypedJson.Parse("--json", text) as JsonObject ?? throw new UsageException("--json takes a JSON object.");
    }
}
