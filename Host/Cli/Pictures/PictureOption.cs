using System.CommandLine;
using System.Globalization;
using Infra.Core.Answers;
using Infra.Drawing;
using Infra.Host.Cli.Output;

namespace Infra.Host.Cli.Pictures;

/// <summary>
/// Where a command that draws puts its picture: on the terminal, into a file, or nowhere, when the answer itself is wanted.
/// </summary>
internal static class PictureOption
{
    private static readonly string[] Files = [".png", ".svg"];

    /// <summary>The option of a command.</summary>
    public static Option<string?> Make() => new("--output", "-o")
    {
        Description = "FILE.png or FILE.svg writes a picture; text draws with characters, also into a pipe; json, yaml, csv, table are the "
            + "answer itself. On a terminal it is text, in a pipe json.",
        HelpName = "FILE|FORMAT",
    };

    /// <summary>Whether characters are to be drawn.</summary>
    public static bool IsText(string? output) => output is null ? Terminal.IsOutputTerminal : output is "text";

    /// <summary>Whether the answer is to be drawn at all.</summary>
    /// <exception cref="UsageException">It is a file of another kind.</exception>
    public static bool Draws(string? output)
    {
        if (IsText(output) || IsFile(output)) return true;
        return Path.HasExtension(output) ? throw new UsageException($"--output: {output} is no .png and no .svg.") : false;
    }

    private static bool IsFile(string? output) =>
        output is not null && Files.Contains(Path.GetExtension(output), StringComparer.OrdinalIgnoreCase);

    /// <summary>Draws an answer, as characters or into a file.</summary>
    /// <param name="output">What was asked for; one that <see cref="Draws"/>.</param>
    /// <param name="text">Draws with characters.</param>
    /// <param name="picture">Draws the picture.</param>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public static void Show(string? output, Func<TextStyle, IReadOnlyList<TextLine>> text, Func<Picture> picture)
    {
        Status.Clear();
        if (IsText(output)) Print(text);
        else Write(output!, picture());
    }

    private static void Print(Func<TextStyle, IReadOnlyList<TextLine>> text)
    {
        var screen = Screen.Current;
        // A pipe has no width of its own.
        var style = new TextStyle(screen.IsEndless ? 100 : screen.Width, screen.IsEndless ? 24 : screen.Height, screen.HasColour,
            Terminal.IsOutputTerminal && Screen.IsDumb);
        foreach (var line in text(style))
            Terminal.Out.WriteLine(string.Concat(line.Spans.Select(s => Coloured(s, screen.HasColour))).TrimEnd());
    }

    private static string Coloured(TextSpan span, bool hasColour)
    {
        var text = Visible.Line(span.Text);
        return hasColour && Tones.Terminal(span.Tone) is { } number && !string.IsNullOrWhiteSpace(text)
            ? string.Create(CultureInfo.InvariantCulture, $"\u001b[38;5;{number}m{text}\u001b[39m")
            : text;
    }

    private static void Write(string file, Picture picture)
    {
        try
        {
            if (Path.GetExtension(file).Equals(".svg", StringComparison.OrdinalIgnoreCase)) File.WriteAllText(file, picture.ToSvg());
            else File.WriteAllBytes(file, picture.ToPng());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"--output: {file} cannot be written: {e.Message}");
        }

        Terminal.Complain($"wrote {file}");
    }
}
