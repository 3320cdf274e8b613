using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Calls;
using Infra.Core.Catalog;
using Infra.Host.Cli.Words;

namespace Infra.Host.Cli.Pictures;

/// <summary>
/// The answer that a picture is made of: that of the tool whose answers have its shape, called as the tool's own command would call it.
/// </summary>
internal static class DrawnAnswer
{
    /// <param name="services">What the call needs.</param>
    /// <param name="shape">One of <see cref="AnswerShape"/>.</param>
    /// <param name="words">What was typed for it: its id and its options.</param>
    /// <param name="output">What was asked for. An answer that is not to be drawn is printed here.</param>
    /// <param name="complete">Adds to the arguments.</param>
    /// <returns>The answer, null where there is nothing to draw, and how the command ends.</returns>
    /// <exception cref="UsageException">The tool is not there, or the words are wrong.</exception>
    public static async Task<(JsonObject? Answer, int Exit)> ReadAsync(Services services, string shape, IReadOnlyList<string> words,
        string? output, Action<JsonObject> complete, CancellationToken cancellation)
    {
        var grammar = new Grammar(services.Catalog);
        var phrase = Find(grammar.Phrases, shape);
        var command = new ToolCommand(phrase);
        var draws = PictureOption.Draws(output);
        // A picture is no format of answers, and neither are drawn characters.
        string[] format = draws ? ["--output", "json"] : output is null ? [] : ["--output", output];
        var (arguments, choice, _, _) = command.Read([.. words, .. format]);
        complete(arguments);
        await Wizard.CompleteAsync(services, grammar, command, arguments, yes: false, cancellation).ConfigureAwait(false);

        using var status = new Status(phrase.Tool.Manifest.Title);
        var runner = new ToolRunner(services, phrase.Tool, choice);
        try
        {
            var caller = new Caller(ToolRunner.Client) { IsTyped = true, Draws = draws, Progress = p => status.Tell(p.Message) };
            var answer = await runner.CallAsync(arguments, caller, cancellation).ConfigureAwait(false);
            if (!answer.IsError && draws) return (answer.Json, ToolRunner.Ended(answer));
            return (null, runner.Print(answer));
        }
        catch (CallInterruptedException e)
        {
            Terminal.Complain(ToolRunner.Interrupted(e));
            return (null, ExitCode.Interrupted);
        }
    }

    /// <summary>The tool whose answers have a shape.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static Phrase Find(IReadOnlyList<Phrase> phrases, string shape) =>
        phrases.FirstOrDefault(p => p.Tool.Manifest.Shape == shape)
        ?? throw new UsageException($"No enabled plugin has a tool whose answer is {shape}: 'infra plugins list' shows what there is.");
}
