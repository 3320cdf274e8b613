using System.Text;
using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Host.Stdio;

namespace Infra.Host.Cli;

/// <summary>
/// What commands say to the person, or the script, that runs them: results on stdout, everything else on stderr. Whatever text comes from
/// elsewhere is shown without what a terminal would act upon.
/// </summary>
internal static class Terminal
{
    /// <summary>Whether a person sits at both ends.</summary>
    public static bool IsInteractive => StandardStreams.AreInteractive;

    /// <summary>Where results go.</summary>
    public static TextWriter Out { get; } = new StreamWriter(StandardStreams.Output, new UTF8Encoding(false)) { AutoFlush = true };

    /// <summary>A line, or lines that the command put together.</summary>
    /// <exception cref="IOException">stdout takes nothing.</exception>
    public static void Print(string text = "") => Out.WriteLine(Visible.Lines(text));

    /// <summary>A result, for scripts and persons alike.</summary>
    /// <exception cref="IOException">stdout takes nothing.</exception>
    public static void Print(JsonNode json) => Out.WriteLine(Visible.Json(json.ToJsonString(HostJson.Indented)));

    public static void Complain(string text) => Console.Error.WriteLine($"infra: {Visible.Lines(text)}");

    /// <summary>Asks a person for a line; null at the end of the input.</summary>
    public static string? ReadLine(string question)
    {
        Console.Error.Write($"{Visible.Lines(question)} ");
        using var input = new StreamReader(StandardStreams.Input, leaveOpen: true);
        return input.ReadLine();
    }

    /// <summary>Asks a person for a plain yes. Anything else is a no.</summary>
    public static bool Ask(string question)
    {
        Console.Error.Write($"{Visible.Lines(question)} Type yes to go on: ");
        using var input = new StreamReader(StandardStreams.Input, leaveOpen: true);
        return input.ReadLine()?.Trim().Equals("yes", StringComparison.OrdinalIgnoreCase) is true;
    }
}
