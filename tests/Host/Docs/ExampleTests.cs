using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Core.Catalog;
using Infra.Core.Settings;
using Infra.Host.Cli;
using Infra.Host.Cli.Inventory;
using Infra.Host.Cli.Words;

namespace Infra.Core.Docs;

/// <summary>What the documents tell a reader to type is what the program takes: commands, tools, their arguments, plugins.json.</summary>
public sealed partial class ExampleTests
{
    // Modules that the plugin author's guide makes up.
    private static readonly string[] MadeUp = ["notes", "stale", "acme", "sqs"];

    private static readonly JsonDocumentOptions Relaxed = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly Lazy<PluginCatalog> Everything = new(BuiltHost.Everything);
    private static readonly Lazy<Grammar> Words = new(() => new(Everything.Value));

    [Fact]
    public void Every_command_of_ours_can_be_parsed()
    {
        var blocks = from document in Markdown.All
                     from block in document.Blocks
                     where block.Language is "sh" or "bash"
                     from command in ShellLine.Commands(block.Text)
                     select (Where: $"{document.Path}:{block.Line + command.Line}", command.Words);
        var spans = from document in Markdown.All
                    from span in document.Spans
                    where span.Code.StartsWith("infra ", StringComparison.Ordinal)
                    from words in ShellLine.Split(span.Code)
                    select (Where: $"{document.Path}:{span.Line}", Words: words);
        var found = blocks.Where(c => c.Words[0] is "infra").Select(c => (c.Where, c.Words, Fault: Fault(c.Words)))
            .Concat(spans.Where(c => c.Words[0] is "infra").Select(c => (c.Where, c.Words, Fault: Fault(c.Words, whole: false)))).ToList();

        Assert.True(found.Count > 400);
        var faults = found.Where(c => c.Fault is not null).Select(c => $"{c.Where} {string.Join(' ', c.Words)}\n    {c.Fault}").ToList();
        Assert.True(faults.Count == 0, $"{faults.Count} commands cannot be parsed:\n{string.Join("\n", faults)}");
    }

    [Fact]
    public void Every_tool_that_is_named_exists()
    {
        var modules = Everything.Value.All.Select(t => t.Module).ToHashSet();
        // A prompt is named as a tool is.
        var prompts = Everything.Value.Modules.SelectMany(m => m.Plugin.Manifest.Modules)
            .SelectMany(m => m.Prompts.Select(p => $"{m.Name}_{p.Name}")).ToHashSet();
        // A table is named like the tool whose rows it has; those that only fill one are called by nobody.
        prompts.UnionWith(Tables.Of(Everything.Value).SelectMany(t => new[] { t.Rows.Name, t.Tool.Name }));
        var faults = from document in Markdown.All
                     where document.Path is not "CHANGELOG.md"
                     from span in document.Spans
                     where ToolName().IsMatch(span.Code) && modules.Contains(span.Code.Split('_')[0])
                         && Everything.Value.Find(span.Code) is null && !prompts.Contains(span.Code)
                     select $"{document.Path}:{span.Line} {span.Code}";
        Assert.True(!faults.Any(), $"There is no such tool:\n{string.Join("\n", faults)}");
    }

    [Fact]
    public void Every_JSON_block_is_JSON_and_what_is_plugins_json_or_a_call_is_valid()
    {
        var blocks = Markdown.All.SelectMany(d => d.Blocks).Where(b => b.Language is "json").ToList();
        Assert.True(blocks.Count > 15);
        var faults = blocks.Select(b => (Block: b, Fault: JsonFault(b.Text))).Where(b => b.Fault is not null)
            .Select(b => $"{b.Block} {b.Fault}").ToList();
        Assert.True(faults.Count == 0, $"{faults.Count} blocks are wrong:\n{string.Join("\n", faults)}");
    }

    [Theory]
    [InlineData("infra journal --writes")]
    [InlineData("infra --mode write policy")]
    [InlineData("infra list ec2 --state running")]
    [InlineData("infra get rds mydb --query 'endpoint'")]
    [InlineData("infra call ec2_list_instances state=running region=eu-*")]
    [InlineData("infra call notes_list_notes limit=1")]
    [InlineData("infra list ec2 volumes --json @filter.json")]
    [InlineData("infra stop ec2 \"$id\"")]
    [InlineData("infra stop ec2 $(infra list ec2 --output ids) >log 2>&1")]
    [InlineData("infra create vpc 10.0.0.0/16 --name web | tee log")]
    [InlineData("infra create lambda alias live --function-name greet --version 1")]
    [InlineData("infra get rds mydb; infra nothing", false)]
    [InlineData("infra journl", false)]
    [InlineData("infra journal --write", false)]
    [InlineData("infra policy --mode", false)]
    [InlineData("infra list ec2 --stat running", false)]
    [InlineData("infra list ec2 --state sleeping", false)]
    [InlineData("infra call ec2_list_instances states=running", false)]
    [InlineData("infra call ec2_list_things", false)]
    [InlineData("infra watch list ec3", false)]
    [InlineData("A=1 infra get rds", false)]
    public void A_command_that_would_not_work_is_found(string line, bool works = true) =>
        Assert.Equal(works, ShellLine.Split(line).Where(words => words[0] is "infra").All(words => Fault(words) is null));

    [Theory]
    [InlineData("""{ "mode": "read", }""")]
    [InlineData("""{ "path": "plugins/X", "modules": { "ec2": { "mode": "write" } } }""")]
    [InlineData("""{ "items": [] }""")]
    [InlineData("""{ "name": "ec2_list_instances", "arguments": { "state": "running" } }""")]
    [InlineData("""{ "mode": "reed" }""", false)]
    [InlineData("""{ "pins": { "account": [] } }""", false)]
    [InlineData("""{ "path": "plugins/X", "module": {} }""", false)]
    [InlineData("""{ "name": "ec2_list_instances", "arguments": { "state": "sleeping" } }""", false)]
    [InlineData("""{ "mode": """, false)]
    public void A_block_that_is_wrong_is_found(string json, bool valid = true) => Assert.Equal(valid, JsonFault(json) is null);

    /// <param name="words">The command.</param>
    /// <param name="whole">Whether it is to be typed as it is. In a sentence it may be the name of a command alone, or its form.</param>
    private static string? Fault(IReadOnlyList<string> words, bool whole = true)
    {
        // All arguments of a function of the shell.
        if (words.Contains("$@")) return null;
        // "infra VERB SERVICE NOUN", "infra approve CODE", "infra get rds DB [options]", "infra delete …"
        List<string> args = [.. words.Skip(1).TakeWhile(w => whole || !Form().IsMatch(w))];
        var part = !whole || args.Any(IsHelp) || args is ["help", ..];
        args.RemoveAll(IsHelp);
        if (args is ["help", ..]) args.RemoveAt(0);
        if (args is [] or ["--version"]) return null;
        try
        {
            var root = CommandLine.Root();
            var first = args.FirstOrDefault(a => root.Subcommands.Any(c => c.Name == a));
            if (first is null || args.IndexOf(first) > 0 && !args[0].StartsWith('-') || IsTool(root, first, args))
                return ToolFault(args, part);
            var parsed = root.Parse(args, CommandLine.Parsing);
            if (parsed.Errors.FirstOrDefault(e => !part || !e.Message.StartsWith("Required", StringComparison.Ordinal)) is { } error)
                return error.Message;
            if (parsed.UnmatchedTokens is [var behind, ..] && !behind.EndsWith(".json", StringComparison.Ordinal))
                return ToolFault(parsed.UnmatchedTokens, part);
            return first is "call" && !part ? CallFault(parsed) : null;
        }
        catch (Exception e) when (e is UsageException or SettingsException)
        {
            // The form ends before what the last option takes, or names all nouns that a verb of a service has.
            return part && (e.Message.Contains("needs a value", StringComparison.Ordinal)
                || e.Message.StartsWith("Say which", StringComparison.Ordinal)) ? null : e.Message;
        }
    }

    // A module that has the name of a command: "inventory query" is a tool's.
    private static bool IsTool(RootCommand root, string first, List<string> args) =>
        root.Subcommands.First(c => c.Name == first) is { Subcommands: { Count: > 0 } own }
        && args.Skip(args.IndexOf(first) + 1).FirstOrDefault() is { } second && own.All(c => c.Name != second)
        && Everything.Value.Find($"{first}_{second}") is not null;

    private static string? ToolFault(IReadOnlyList<string> args, bool part)
    {
        var (_, words) = CommandLine.Split(args);
        // A verb or a service alone is the name of one.
        if (words.Count == 0 || words.Any(MadeUp.Contains)
            || part && words is [var only] && (Words.Value.Verbs.Contains(only) || Words.Value.Modules.Contains(only)))
            return null;
        var (phrase, rest) = Words.Value.Resolve(words);
        var (arguments, _, _, _) = new ToolCommand(phrase).Read([.. rest.Select(NoFile)]);
        // What a variable of the shell or a file holds is not known.
        return part || args.Any(a => a.Contains('$', StringComparison.Ordinal) || a is ['@', ..] or "-") ? null
            : ArgumentFault(phrase.Tool, arguments);
    }

    private static string? CallFault(ParseResult parsed)
    {
        var name = parsed.GetValue<string>("tool")!;
        if (MadeUp.Contains(name.Split('_')[0])) return null;
        if (Everything.Value.Find(name) is not { } tool) return $"There is no tool {name}.";
        return parsed.GetValue<string>("--json") is not null ? null
            : ArgumentFault(tool, CallCommand.Parse(parsed.GetValue<string[]>("arguments") ?? [], tool.InputSchema));
    }

    private static string? ArgumentFault(CatalogTool tool, JsonObject arguments)
    {
        // Accounts and profiles are arguments only where the configuration has some.
        foreach (var name in (string[])["account", "profile"]) arguments.Remove(name);
        var (_, faults) = SchemaCheck.Object(tool.InputSchema, JsonSerializer.SerializeToElement(arguments, HostJson.Default.JsonObject),
            "argument");
        return faults.Count == 0 ? null : string.Join(" ", faults);
    }

    private static string? JsonFault(string text)
    {
        try
        {
            if (JsonNode.Parse(text, documentOptions: Relaxed) is not JsonObject json) return null;
            if (json.ContainsKey("arguments") && json["name"]?.GetValue<string>() is { } name)
                return Everything.Value.Find(name) is { } tool
                    ? ArgumentFault(tool, json["arguments"]!.AsObject()) : $"There is no tool {name}.";
            if (json.ContainsKey("path")) json = new() { ["plugins"] = new JsonArray(json) };
            var keys = SettingsReader.Schema.GetProperty("properties");
            if (!json.Any(p => keys.TryGetProperty(p.Key, out _))) return null;
            // Most examples are a part of the file.
            json.TryAdd("plugins", new JsonArray());
            var (_, faults) = SchemaCheck.Object(SettingsReader.Schema,
                JsonSerializer.SerializeToElement(json, HostJson.Default.JsonObject), "key");
            return faults.Count == 0 ? null : string.Join(" ", faults);
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }

    private static string NoFile(string word) => word switch
    {
        ['@', ..] => "{}",
        "-" => "{}",
        _ => word,
    };

    private static bool IsHelp(string word) => word is "--help";

    [GeneratedRegex("^[a-z0-9]+(_[a-z0-9]+)+$")]
    private static partial Regex ToolName();

    [GeneratedRegex(@"^\[|^[A-Z][A-Z-]+(\.\.\.)?$|…|\.\.\.")]
    private static partial Regex Form();
}
