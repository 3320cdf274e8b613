using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Calls;
using Infra.Host.Cli.Words;

namespace Infra.Host.Cli.Pictures;

/// <summary>The answer that a picture is made of: that of one tool, called as its own command would call it.</summary>
internal static class DrawnAnswer
{
    /// <param name="services">What the call needs.</param>
    /// <param name="name">The tool.</param>
    /// <param name="words">What was typed for it: its id and its options.</param>
    /// <param name="output">What was asked for. An answer that is not to be drawn is printed here.</param>
    /// <param name="complete">Adds to the arguments.</param>
    /// <returns>The answer, null where there is nothing to draw, and how the command ends.</returns>
    /// <exception cref="UsageException">The tool is not there, or the words are wrong.</exception>
    public static async Task<(JsonObject? Answer, int Exit)> ReadAsync(Services services, string name, IReadOnlyList<string> words,
        string? output, Action<JsonObject> complete, CancellationToken cancellation)
    {
        var grammar = new Grammar(services.Catalog);
        var phrase = grammar.Phrases.FirstOrDefault(p => p.Tool.Name == name)
            ?? throw new UsageException($"It needs {name}, whose plugin is not enabled: 'infra plugins list' shows which are.");
        var command = new ToolCommand(phrase);
        // A picture is no format of answers, and neither are drawn characters.
        string[] format = PictureOption.Draws(output) ? ["--output", "json"] : output is null ? [] : ["--output", output];
        var (arguments, choice, _, _) = command.Read([.. words, .. format]);
        complete(arguments);
        await Wizard.CompleteAsync(services, grammar, command, arguments, yes: false, cancellation).ConfigureAwait(false);

        using var status = new Status(phrase.Tool.Manifest.Title);
        var runner = new ToolRunner(services, phrase.Tool, choice);
        try
        {
            var caller = new Caller(ToolRunner.Client) { IsTyped = true, Progress = p => status.Tell(p.Message) };
            var answer = await runner.CallAsync(arguments, caller, cancellation).ConfigureAwait(false);
            if (!answer.IsError && PictureOption.Draws(output)) return (answer.Json, ToolRunner.Ended(answer));
            return (null, runner.Print(answer));
        }
        catch (CallInterruptedException e)
        {
            Terminal.Complain(ToolRunner.Interrupted(e));
            return (null, ExitCode.Interrupted);
        }
    }
}
