using System.Globalization;
using System.Text;
using System.Xml;

namespace Infra.Drawing;

/// <summary>Writes a picture as SVG. Colours are attributes, for viewers that know no CSS; a style turns them on a dark page.</summary>
internal static class Svg
{
    // Verdana has the widths of the font that the layout measures with.
    private const string Fonts = "DejaVu Sans, Verdana, Segoe UI, Helvetica, Arial, sans-serif";

    public static string Write(Picture picture)
    {
        var text = new StringBuilder();
        var title = Escaped(picture.Title);
        text.Append(CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" width="{N(picture.Width)}" height="{N(picture.Height)}" """);
        text.Append(CultureInfo.InvariantCulture,
            $"""viewBox="0 0 {N(picture.Width)} {N(picture.Height)}" role="img" aria-label="{title}" font-family="{Fonts}">""");
        text.Append(CultureInfo.InvariantCulture, $"\n<title>{title}</title>\n<style>@media (prefers-color-scheme: dark) {{");
        foreach (var tone in Used(picture)) text.Append(CultureInfo.InvariantCulture,
            $" .f{(int)tone} {{ fill: {Dark(tone)} }} .s{(int)tone} {{ stroke: {Dark(tone)} }}");
        text.Append(CultureInfo.InvariantCulture, $" }}</style>\n<rect width=\"100%\" height=\"100%\"{Fill(Tone.Paper)}/>\n");
        foreach (var shape in picture.Shapes) text.Append(Element(shape)).Append('\n');
        return text.Append("</svg>\n").ToString();
    }

    private static string Element(Shape shape) => shape switch
    {
        Stroke s => $"""<polyline points="{string.Join(' ', s.Spots.Select(p => $"{N(p.X)},{N(p.Y)}"))}" class="s{(int)s.Tone}" """
            + $"""fill="none" stroke="#{Tones.Rgb(s.Tone):x6}" stroke-width="{N(s.Width)}" stroke-linejoin="round" """
            + $"""stroke-linecap="{(s.Dashed ? "butt\" stroke-dasharray=\"4 4" : "round")}"/>""",
        Box b => $"""<rect x="{N(b.X)}" y="{N(b.Y)}" width="{N(b.Width)}" height="{N(b.Height)}" """
            + $"""rx="{N(b.Radius)}"{Fill(b.Fill, b.Edge)}/>""",
        Disc d => $"""<circle cx="{N(d.X)}" cy="{N(d.Y)}" r="{N(d.Radius)}"{Fill(d.Tone)}/>""",
        Words w => $"""<text x="{N(w.X)}" y="{N(w.Y)}" font-size="{N(w.Size)}"{Fill(w.Tone)}"""
            + (w.Anchor is Anchor.Start ? "" : $" text-anchor=\"{(w.Anchor is Anchor.End ? "end" : "middle")}\"")
            + (w.Bold ? " font-weight=\"bold\"" : "") + $">{Escaped(w.Text)}</text>",
        _ => throw new InvalidOperationException($"There is no SVG for {shape.GetType().Name}."),
    };

    private static IEnumerable<Tone> Used(Picture picture) => picture.Shapes.SelectMany(s => s switch
    {
        Stroke stroke => [stroke.Tone],
        Box box => [box.Fill, box.Edge],
        Disc disc => [disc.Tone],
        Words words => new[] { words.Tone },
        _ => [],
    }).Append(Tone.Paper).Distinct().Order();

    private static string Fill(Tone tone, Tone? edge = null) => edge is { } e
        ? $" class=\"f{(int)tone} s{(int)e}\" fill=\"#{Tones.Rgb(tone):x6}\" stroke=\"#{Tones.Rgb(e):x6}\""
        : $" class=\"f{(int)tone}\" fill=\"#{Tones.Rgb(tone):x6}\"";

    private static string Dark(Tone tone) => $"#{Tones.Rgb(tone, isDark: true):x6}";

    private static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    // Names and tags can hold anything; XML cannot.
    private static string Escaped(string text)
    {
        var shown = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) shown.Append(text[i++]).Append(text[i]);
            else shown.Append(text[i] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                < ' ' => " ",
                var c when XmlConvert.IsXmlChar(c) => c.ToString(),
                _ => "\ufffd",
            });
        }

        return shown.ToString();
    }
}
