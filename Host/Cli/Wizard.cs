using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Calls;
using Infra.Core.Catalog;
using Infra.Core.Settings;
using Infra.Host.Cli.Output;
using Infra.Host.Cli.Words;

namespace Infra.Host.Cli;

/// <summary>
/// What a command lacks: on a terminal a person is asked for it, one after another, and each answer is checked at once. Elsewhere it is
/// named.
/// </summary>
internal static class Wizard
{
    // More than fit on a screen are not shown unasked.
    private const int MostShown = 15;

    /// <summary>Completes the arguments.</summary>
    /// <param name="yes">Whether nothing may be asked.</param>
    /// <exception cref="UsageException">Something is missing and nobody can be asked.</exception>
    public static async Task CompleteAsync(Services services, Grammar grammar, ToolCommand command, JsonObject arguments, bool yes,
        CancellationToken cancellation)
    {
        var missing = command.Missing(arguments).ToList();
        if (missing.Count == 0) return;
        if (yes || !Terminal.IsInteractive) throw Lacking(command, missing);

        Say($"{HelpText.Said(command.Phrase.Tool.Description, grammar)} Some things are missing; Ctrl-C ends this.");
        var choices = new Choices(services.Calls, grammar.Phrases);
        foreach (var option in missing)
        {
            Say($"\n{HelpText.Described(option, grammar)}");
            var possible = await PossibleAsync(choices, command.Phrase, option, arguments, cancellation).ConfigureAwait(false);
            arguments[option.Name] = await AskAsync(command, option, possible, missing, cancellation).ConfigureAwait(false);
        }

        Say($"\nThe same in one line:\n  {HelpText.Line(command, arguments)}\n");
    }

    /// <summary>Asks for the secrets that were named without a value, twice each, since nobody sees what is typed.</summary>
    /// <exception cref="UsageException">Nobody can be asked, or what was typed is not the same.</exception>
    public static async Task AskSecretsAsync(ToolCommand command, JsonObject arguments, CancellationToken cancellation)
    {
        foreach (var option in command.ToBeAsked)
        {
            if (!Terminal.IsInteractive)
                throw new UsageException($"{option.Typed}: there is no terminal to ask at; pass @file, or @- for standard input.");
            var first = await Terminal.AskHiddenAsync($"{option.Typed[2..]} (not shown): ", cancellation).ConfigureAwait(false);
            if (string.IsNullOrEmpty(first)) throw new UsageException($"{option.Typed}: nothing was typed.");
            var second = await Terminal.AskHiddenAsync("again: ", cancellation).ConfigureAwait(false);
            arguments[option.Name] = first == second ? first : throw new UsageException($"{option.Typed}: the two are not the same.");
        }
    }

    private static async Task<IReadOnlyList<(string Value, string Shown)>> PossibleAsync(Choices choices, Phrase phrase, ToolOption option,
        JsonObject arguments, CancellationToken cancellation)
    {
        if (option.Values.Any()) return [.. option.Values.Select(v => (v, v))];
        using var status = new Status("asking the account what there is");
        var rows = await choices.ReadAsync(phrase, option.Name, arguments[HostArguments.RegionName]?.GetValue<string>(),
            new(ToolRunner.Client), cancellation).ConfigureAwait(false);
        return [.. (rows ?? [])
            .Select(r =>
            (r.Value,
                $"{r.Value}  {string.Join("  ", r.Row.Where(p => p.Value is JsonValue && Row.Text(p.Value) != r.Value).Take(4).Select(p => Row.Shown(p.Value)))}"))];
    }

    private static async Task<JsonNode?> AskAsync(
        ToolCommand command, ToolOption option, IReadOnlyList<(string Value, string Shown)> possible, IReadOnlyList<ToolOption> missing,
            CancellationToken cancellation)
    {
        if (possible.Count is > 0 and <= MostShown) List(possible);
        else if (possible.Count > 0) Say($"  There are {possible.Count} in the account: ? shows them, ?text those with the text.");
        while (true)
        {
            var typed = await Terminal.AskAsync($"{option.Typed[2..]}: ", cancellation).ConfigureAwait(false)
                ?? throw Lacking(command, missing);
            if (typed.Length == 0) continue;
            if (typed is ['?', .. var part])
            {
                List([.. possible.Where(p => p.Shown.Contains(part, StringComparison.OrdinalIgnoreCase))], possible);
                continue;
            }

            try
            {
                var value = option.Read([.. (option.IsList ? typed.Split(',', StringSplitOptions.TrimEntries) : [typed])
                    .Select(t => Picked(t, possible))]);
                if (Faults(command, option, value) is not { Length: > 0 } faults) return value;
                Say($"  {faults}");
            }
            catch (UsageException e)
            {
                Say($"  {e.Message}");
            }
        }
    }

    // A number is one of the list, unless it is itself what can be chosen.
    private static string Picked(string typed, IReadOnlyList<(string Value, string Shown)> possible) =>
        possible.All(p => p.Value != typed) && int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1
            && n <= possible.Count ? possible[n - 1].Value : typed;

    private static string Faults(ToolCommand command, ToolOption option, JsonNode? value)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { [option.Name] = JsonNode.Parse(option.Schema.GetRawText()) },
            ["additionalProperties"] = false
        };
        var (_, faults) = SchemaCheck.Object(Element(schema), Element(new() { [option.Name] = value?.DeepClone() }), "argument");
        return string.Join(' ', faults);
    }

    private static void List(IReadOnlyList<(string Value, string Shown)> some, IReadOnlyList<(string Value, string Shown)>? of = null)
    {
        foreach (var (one, i) in some.Select(s => (s, (of ?? some).ToList().IndexOf(s) + 1))) Say($"  {i,3}  {Visible.Line(one.Shown)}");
    }

    private static UsageException Lacking(ToolCommand command, IEnumerable<ToolOption> missing) =>
        new($"missing: {Names(command, missing)}. The command is: {command.Usage}");

    private static string Names(ToolCommand command, IEnumerable<ToolOption> missing) =>
        string.Join(", ", missing.Select(m => m == command.Positional ? m.Placeholder : m.Typed));

    private static void Say(string text) => Console.Error.WriteLine(Visible.Lines(text));

    private static JsonElement Element(JsonObject json) => JsonSerializer.SerializeToElement(json, HostJson.Default.JsonObject);
}
