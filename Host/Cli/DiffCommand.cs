using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Settings;
using Infra.Host.Cli.Output;
using Infra.Host.Cli.Words;

namespace Infra.Host.Cli;

/// <summary>
/// <c>infra diff</c>: two saved answers, a saved one and how it is now, or the same read in two regions or profiles. Like diff, it ends
/// with 0 when they are the same and with 1 when they are not.
/// </summary>
internal static class DiffCommand
{
    /// <param name="Region">The region of the second side.</param>
    /// <param name="Profile">The profile of the second side.</param>
    /// <param name="By">The column that tells which rows belong together.</param>
    internal sealed record Sides(string? Region, string? Profile, string? By);

    public static async Task<int> RunAsync(SwitchValues flags, IReadOnlyList<string> words, Sides sides, OutputChoice choice,
        CancellationToken cancellation)
    {
        var files = words.Take(2).TakeWhile(Saved.IsFile).ToList();
        var command = words.Skip(files.Count).ToList();
        var other = sides.Region is not null || sides.Profile is not null;
        if (files.Count + (command.Count > 0 ? 1 : 0) + (other ? 1 : 0) != 2)
            throw new UsageException(
                "Name two sides: infra diff OLD.json NEW.json, infra diff OLD.json list ec2, or infra diff list ec2 --with-region "
                    + "eu-west-1.");

        List<JsonObject> answers = [.. files.Select(Saved.Answer)];
        if (command.Count > 0)
        {
            var (answer, exit) = await ReadAsync(flags, command, cancellation).ConfigureAwait(false);
            if (answer is null) return exit;
            answers.Add(answer);
        }

        if (other)
        {
            (flags[Switches.Region], flags[Switches.Profile]) = (sides.Region ?? flags[Switches.Region],
                sides.Profile ?? flags[Switches.Profile]);
            var (answer, exit) = await ReadAsync(flags, command, cancellation).ConfigureAwait(false);
            if (answer is null) return exit;
            answers.Add(answer);
        }

        // Ids differ between two places; names are what is the same.
        var by = sides.By
            ?? (other && answers.All(a => a["items"] is JsonArray items && items.All(i => i?["name"] is not null)) ? "name" : null);
        var changes = RowChanges.Between(answers[0], answers[1], by);
        using var printer = new AnswerPrinter(choice);
        printer.Page(new() { ["items"] = new JsonArray([.. changes.Select(c => c.ToJson())]) });
        printer.End();
        printer.Dispose();
        if (changes.Count == 0) Terminal.Complain("no differences.");
        return changes.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task<(JsonObject? Answer, int Exit)> ReadAsync(SwitchValues flags, IReadOnlyList<string> words,
        CancellationToken cancellation)
    {
        using var services = Services.Create(flags);
        var grammar = new Grammar(services.Catalog);
        var (phrase, behind) = grammar.Resolve(words);
        if (phrase.Tool.Kind > ToolKind.Read) throw new UsageException($"Only what reads can be compared; {phrase.Text} writes.");
        var command = new ToolCommand(phrase);
        var (arguments, choice, _, isPart) = command.Read(behind);
        await Wizard.CompleteAsync(services, grammar, command, arguments, yes: true, cancellation).ConfigureAwait(false);
        using var status = new Status($"reading {phrase.Text}");
        var (answer, error) = await WatchCommand.ReadAsync(new(services, phrase.Tool, choice), arguments, all: !isPart, cancellation)
            .ConfigureAwait(false);
        return error is null ? (answer, ExitCode.Ok) : (null, ToolRunner.Fail(error));
    }
}
