using Spectre.Console;

namespace Infra.Host.Cli.Output;

/// <summary>Text where there is only so much room, in columns of a terminal: some characters take two.</summary>
internal static class Fitted
{
    /// <summary>A text, or as much of it as there is room for.</summary>
    /// <param name="text">In one line.</param>
    /// <param name="width">Columns.</param>
    public static string Cut(string text, int width)
    {
        if (text.GetCellWidth() <= width) return text;
        var kept = text.Length;
        while (kept > 0 && text[..kept].GetCellWidth() > width - 1) kept--;
        if (kept > 0 && char.IsHighSurrogate(text[kept - 1])) kept--;
        return text[..kept] + "…";
    }

    /// <summary>A text in as many lines as it takes, broken between words where that can be.</summary>
    /// <param name="text">In one line.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Lines(string text, int width)
    {
        while (text.GetCellWidth() > width)
        {
            var fits = width;
            while (text[..Math.Min(fits, text.Length)].GetCellWidth() > width) fits--;
            var space = text.LastIndexOf(' ', Math.Min(fits, text.Length - 1));
            var at = space > width / 2 ? space : fits;
            yield return text[..at].TrimEnd();
            text = text[at..].TrimStart();
        }

        yield return text;
    }
}
