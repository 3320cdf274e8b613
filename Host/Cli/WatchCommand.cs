using System.Globalization;
using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Settings;
using Infra.Host.Cli.Output;
using Infra.Host.Cli.Words;

namespace Infra.Host.Cli;

/// <summary>
/// <c>infra watch list ec2</c>: a read again and again. On a terminal the table stays in its place and what changed is marked; elsewhere
/// the changes are printed as they come, a line each.
/// </summary>
internal static class WatchCommand
{
    // The second buffer of a terminal: what stood there before comes back afterwards.
    private const string Enter = "\u001b[?1049h\u001b[?25l";
    private const string Leave = "\u001b[?25h\u001b[?1049l";
    private const string Home = "\u001b[H";
    private const string ClearLine = "\u001b[K";
    private const string ClearRest = "\u001b[J";

    /// <param name="words">The command that is watched.</param>
    /// <param name="seconds">Between two reads.</param>
    /// <param name="times">How often; null until Ctrl-C.</param>
    public static async Task<int> RunAsync(SwitchValues flags, IReadOnlyList<string> words, double seconds, int? times,
        CancellationToken cancellation)
    {
        if (words.Count == 0) throw new UsageException("Say what to watch: infra watch list ec2");
        if (seconds is not (>= 1 and <= 3600)) throw new UsageException("--interval is 1 to 3600 seconds.");
        if (times < 1) throw new UsageException("--count is at least 1.");
        using var services = Services.Create(flags);
        var grammar = new Grammar(services.Catalog);
        var command = new ToolCommand(grammar.Resolve(words).Phrase);
        if (command.Phrase.Tool.Kind > ToolKind.Read)
            throw new UsageException(
                $"Only what reads can be watched; {command.Phrase.Text} is a {command.Phrase.Tool.Kind.ToString().ToLowerInvariant()}.");
        var (arguments, choice, _, _) = command.Read(grammar.Resolve(words).Behind);
        await Wizard.CompleteAsync(services, grammar, command, arguments, yes: true, cancellation).ConfigureAwait(false);

        var inPlace = choice.Format is OutputFormat.Table && Terminal.IsOutputTerminal && !Screen.IsDumb;
        var runner = new ToolRunner(services, command.Phrase.Tool, choice);
        var (before, wasRead, frame) = ((JsonObject?)null, true, "");
        if (inPlace) await Terminal.Out.WriteAsync(Enter).ConfigureAwait(false);
        try
        {
            for (var n = 1; ; n++)
            {
                var (now, error) = await ReadAsync(runner, arguments, choice.IsAll, cancellation).ConfigureAwait(false);
                if (error is not null && before is null)
                {
                    if (inPlace) await Terminal.Out.WriteAsync(Leave).ConfigureAwait(false);
                    inPlace = false;
                    return ToolRunner.Fail(error);
                }

                var changes = before is null || now is null ? [] : RowChanges.Between(before, now);
                if (inPlace)
                {
                    frame = Frame(command, choice, now ?? before!, changes, seconds, error);
                    await Terminal.Out.WriteAsync(Home + frame + ClearRest).ConfigureAwait(false);
                }
                else if (before is null) Print(now!, command, choice);
                else foreach (var change in changes) Terminal.Print(Line(change, choice));
                // Silence would say that nothing changed; once is enough as long as it stays so.
                if (error is not null && wasRead && !inPlace) ToolRunner.Fail(error);
                (before, wasRead) = (now ?? before, error is null);
                if (n == times) return error is null ? ExitCode.Ok : ExitCode.Of(error.Failure!);
                await Task.Delay(TimeSpan.FromSeconds(seconds), cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The usual way to end it.
            return ExitCode.Ok;
        }
        finally
        {
            if (inPlace)
                await Terminal.Out.WriteAsync(Leave + frame.Replace(ClearLine, "", StringComparison.Ordinal)).ConfigureAwait(false);
        }
    }

    /// <summary>The whole answer: all pages of a list, or what it is.</summary>
    internal static async Task<(JsonObject? Answer, Answer? Error)> ReadAsync(ToolRunner runner, JsonObject arguments, bool all,
        CancellationToken cancellation)
    {
        var (whole, error) = ((JsonObject?)null, (Answer?)null);
        await runner.ReadAsync(arguments, new(ToolRunner.Client), all, page =>
        {
            if (whole is null) whole = page.DeepClone().AsObject();
            else foreach (var row in page["items"]!.AsArray()) whole["items"]!.AsArray().Add(row?.DeepClone());
        }, failed: e => error = e, cancellation).ConfigureAwait(false);
        return error is null ? (whole, null) : (null, error);
    }

    private static string Frame(ToolCommand command, OutputChoice choice, JsonObject answer, IReadOnlyList<RowChange> changes,
        double seconds, Answer? error)
    {
        var screen = Screen.Current;
        using var text = new StringWriter { NewLine = "\n" };
        text.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"infra {command.Phrase.Text}   every {seconds:0.#} s   {DateTimeOffset.UtcNow:HH:mm:ss}Z   Ctrl-C ends"));
        if (error is not null) text.WriteLine(Visible.Line(error.Json["error"]!["message"]!.GetValue<string>()));
        var changed = changes.Where(c => c.Kind is "changed").Select(c => (c.Id, c.Property!.Split('.')[0])).ToHashSet();
        var added = changes.Where(c => c.Kind is "added").Select(c => c.Id).ToHashSet();
        var table = new TableOutput(text, screen, DateTimeOffset.UtcNow, choice.Columns is not null, (row, column) =>
            added.Contains(Row.Identity(row)) || changed.Contains((Row.Identity(row), column)));
        if (answer["items"] is JsonArray items)
        {
            IReadOnlyList<JsonObject> rows = [.. items.OfType<JsonObject>()];
            var known = Row.Columns(AnswerPrinter.Declared(command.Phrase.Tool), rows);
            if (choice.SortBy is { } by) rows = Row.Sorted(rows, by, known);
            table.Rows(rows, choice.Columns is { Count: > 0 } wanted ? Row.Chosen(wanted, known) : known);
            if (rows.Count == 0) text.WriteLine("nothing found.");
        }
        else
        {
            table.Value(answer);
        }

        if (changes.Where(c => c.Kind is "removed").Select(c => c.Id).ToList() is { Count: > 0 } gone)
            text.WriteLine($"gone: {Visible.Line(string.Join(", ", gone))}");
        var lines = text.ToString().TrimEnd('\n').Split('\n');
        var room = screen.Height - 2;
        if (lines.Length > room) lines = [.. lines.Take(room - 1), $"… {lines.Length - room + 1} more lines"];
        return string.Concat(lines.Select(l => l + ClearLine + "\n"));
    }

    private static void Print(JsonObject answer, ToolCommand command, OutputChoice choice)
    {
        using var printer = new AnswerPrinter(choice with { Pager = false }, command.Phrase.Tool);
        if (command.Phrase.Tool.IsPage)
        {
            printer.Page(answer);
            printer.End();
        }
        else
        {
            printer.Print(answer);
        }
    }

    private static string Line(RowChange change, OutputChoice choice)
    {
        var time = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (choice.Format is OutputFormat.Json)
        {
            var json = change.ToJson();
            json.Insert(0, "time", time);
            return HostJson.Text(json);
        }

        return change.Kind is "changed"
            ? $"{time} {Visible.Line(change.Id)} {change.Property}: {Row.Shown(change.From)} -> {Row.Shown(change.To)}"
            : $"{time} {Visible.Line(change.Id)} {change.Kind}";
    }
}
