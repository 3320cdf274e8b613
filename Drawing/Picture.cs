namespace Infra.Drawing;

/// <summary>
/// A drawing of lines, boxes and words, laid out once and written as <see cref="Svg"/> or <see cref="Png"/>. The y axis points down.
/// </summary>
/// <param name="width">In pixels, at a scale of one.</param>
/// <param name="height">In pixels, at a scale of one.</param>
/// <param name="title">What it shows, for those who do not see it.</param>
public sealed class Picture(double width, double height, string title)
{
    private readonly List<Shape> shapes = [];

    /// <summary>In pixels, at a scale of one.</summary>
    public double Width { get; } = width;

    /// <summary>In pixels, at a scale of one.</summary>
    public double Height { get; } = height;

    /// <summary>What it shows, for those who do not see it.</summary>
    public string Title { get; } = title;

    internal IReadOnlyList<Shape> Shapes => shapes;

    /// <summary>As SVG 1.1, with colours for light and dark pages.</summary>
    public string ToSvg() => Svg.Write(this);

    /// <summary>As a PNG file in light colours.</summary>
    /// <param name="scale">Pixels of the file for one of the picture; two is sharp on today's screens.</param>
    public byte[] ToPng(double scale = 2) => Png.Write(this, scale);

    internal void Add(Shape shape) => shapes.Add(shape);

    internal void Line(double x1, double y1, double x2, double y2, Tone tone, double width = 1, bool dashed = false) =>
        Add(new Stroke([new(x1, y1), new(x2, y2)], tone, width, dashed));

    internal void Text(double x, double y, string text, double size, Tone tone = Tone.Ink, Anchor anchor = Anchor.Start,
        bool bold = false) => Add(new Words(x, y, text, size, tone, anchor, bold));
}

internal readonly record struct Spot(double X, double Y);

internal enum Anchor
{
    Start,
    Middle,
    End,
}

internal abstract record Shape;

/// <summary>A line through spots.</summary>
internal sealed record Stroke(IReadOnlyList<Spot> Spots, Tone Tone, double Width, bool Dashed = false) : Shape;

/// <summary>A rectangle with round corners.</summary>
internal sealed record Box(double X, double Y, double Width, double Height, double Radius, Tone Fill, Tone Edge) : Shape;

internal sealed record Disc(double X, double Y, double Radius, Tone Tone) : Shape;

/// <summary>A line of text; y is its base line.</summary>
internal sealed record Words(double X, double Y, string Text, double Size, Tone Tone, Anchor Anchor, bool Bold) : Shape;
