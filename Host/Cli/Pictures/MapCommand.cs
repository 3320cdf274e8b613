using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Catalog;
using Infra.Core.Settings;
using Infra.Drawing;

namespace Infra.Host.Cli.Pictures;

/// <summary><c>infra map vpc ID</c>: the network that the tool for <see cref="AnswerShape.Network"/> tells, drawn.</summary>
internal static class MapCommand
{
    /// <param name="words">The service, the id, and options of the tool; or a saved answer.</param>
    /// <param name="output">See <see cref="PictureOption"/>.</param>
    public static async Task<int> RunAsync(SwitchValues flags, IReadOnlyList<string> words, string? output, CancellationToken cancellation)
    {
        if (words is [var file] && Saved.IsFile(file))
        {
            Draw(Saved.Answer(file), output ?? "text");
            return ExitCode.Ok;
        }

        using var services = Services.Create(flags);
        var module = Module(services.Catalog);
        // On a terminal the id is asked for.
        if (words.Count == 0 || words[0] != module || words.Count == 1 && !Terminal.IsInteractive)
            throw new UsageException($"Say what to draw: infra map {module} ID [--output FILE.svg]");
        var (answer, exit) = await DrawnAnswer
            .ReadAsync(services, AnswerShape.Network, [.. words.Skip(1)], output, _ => { }, cancellation).ConfigureAwait(false);
        if (answer is null) return exit;
        Draw(answer, output);
        return exit;
    }

    /// <summary>What can stand behind <c>infra map</c>: the service, and then the ids that the tool could be given.</summary>
    /// <param name="catalog">The tools.</param>
    /// <param name="words">What stands there.</param>
    /// <param name="find">Completes the words of a tool.</param>
    public static async Task<IEnumerable<(string Value, string Text)>> CompleteAsync(
        PluginCatalog catalog, IReadOnlyList<string> words,
        Func<IReadOnlyList<string>, Task<IEnumerable<(string Value, string Text)>>> find) =>
        words.Count == 1 ? [(Module(catalog), "")] : await find(["get", Module(catalog), .. words.Skip(1)]).ConfigureAwait(false);

    private static string Module(PluginCatalog catalog) => DrawnAnswer.Find(Phrase.Of(catalog), AnswerShape.Network).Module;

    // Apart, so that what is not drawn loads nothing.
    private static void Draw(JsonObject answer, string? output)
    {
        var map = NetworkMap.Of(answer)
            ?? throw new UsageException("The answer is not of one network, in one account and region.");
        PictureOption.Show(output, map.ToText, map.ToPicture);
    }
}
