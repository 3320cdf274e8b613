using System.Buffers.Binary;
using System.Text;

namespace Infra.Drawing;

/// <summary>
/// A TrueType font: the outlines and widths of its glyphs. It reads what the font that comes along has, so no composite glyphs and no
/// hints. The font is there so that a picture has text on a machine that has no fonts, as a container, and the same text on every machine.
/// </summary>
internal sealed class Font
{
    // On how many straight lines a curve is drawn.
    private const int Steps = 5;

    private readonly byte[] data;
    private readonly Dictionary<string, int> tables = [];
    private readonly Dictionary<int, int> glyphs = [];
    private readonly double unitsPerEm;
    private readonly int wide;

    private Font(byte[] data)
    {
        this.data = data;
        for (var i = 0; i < U16(4); i++)
        {
            var entry = 12 + 16 * i;
            tables[Encoding.ASCII.GetString(data, entry, 4)] = (int)BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(entry + 8));
        }

        (unitsPerEm, wide) = (U16(tables["head"] + 18), U16(tables["hhea"] + 34));
        ReadCharacters(tables["cmap"] + (int)BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(tables["cmap"] + 8)));
    }

    /// <summary>The one that comes along.</summary>
    public static Font Default => Loaded.Value;

    private static readonly Lazy<Font> Loaded = new(() =>
    {
        using var from = typeof(Font).Assembly.GetManifestResourceStream("font.ttf")!;
        var data = new byte[from.Length];
        from.ReadExactly(data);
        return new(data);
    });

    /// <summary>How long a line of text is.</summary>
    public double Width(string text, double size) =>
        text.EnumerateRunes().Sum(r => Advance(Glyph(r))) * size / unitsPerEm;

    /// <summary>The text, or as much of it as there is room for.</summary>
    public string Fitted(string text, double size, double room)
    {
        if (Width(text, size) <= room) return text;
        var runes = text.EnumerateRunes().ToList();
        while (runes.Count > 1 && Width(Joined(runes), size) > room) runes.RemoveAt(runes.Count - 1);
        return Joined(runes);

        static string Joined(IEnumerable<Rune> some) => string.Concat(some).TrimEnd() + "…";
    }

    /// <summary>The text as polygons.</summary>
    /// <param name="at">The beginning of its base line.</param>
    public List<List<Spot>> Outlines(string text, Spot at, double size)
    {
        List<List<Spot>> all = [];
        var (x, scale) = (at.X, size / unitsPerEm);
        foreach (var rune in text.EnumerateRunes())
        {
            var glyph = Glyph(rune);
            all.AddRange(Contours(glyph).Select(c => Flat(c).ConvertAll(p => new Spot(x + p.X * scale, at.Y - p.Y * scale))));
            x += Advance(glyph) * scale;
        }

        return all;
    }

    // What the font does not have is an empty box, the first glyph.
    private int Glyph(Rune rune) => glyphs.GetValueOrDefault(rune.Value);

    private int Advance(int glyph) => U16(tables["hmtx"] + 4 * Math.Min(glyph, wide - 1));

    // Format 4: ranges of characters, each with what to add to get the glyph.
    private void ReadCharacters(int at)
    {
        var doubled = U16(at + 6);
        for (var i = 0; i < doubled; i += 2)
        {
            var (last, first, add) = (U16(at + 14 + i), U16(at + 16 + doubled + i), U16(at + 16 + 2 * doubled + i));
            for (var c = first; c <= last && c != 0xffff; c++) glyphs[c] = (c + add) & 0xffff;
        }
    }

    // Each contour as its spots, and which of them lie on it; the others pull the curve to them.
    private List<List<(Spot At, bool On)>> Contours(int glyph)
    {
        var (loca, glyf) = (tables["loca"], tables["glyf"]);
        var (at, end) = (glyf + 2 * U16(loca + 2 * glyph), glyf + 2 * U16(loca + 2 * glyph + 2));
        if (at == end) return [];
        var ends = Enumerable.Range(0, U16(at)).Select(i => U16(at + 10 + 2 * i)).ToList();
        at += 10 + 2 * ends.Count;
        at += 2 + U16(at);
        List<byte> flags = [];
        while (flags.Count <= ends[^1])
        {
            var flag = data[at++];
            flags.Add(flag);
            if ((flag & 8) != 0) for (var n = data[at++]; n > 0; n--) flags.Add(flag);
        }

        var xs = Coordinates(flags, ref at, 2, 16);
        var ys = Coordinates(flags, ref at, 4, 32);
        List<List<(Spot, bool)>> contours = [];
        var start = 0;
        foreach (var last in ends)
        {
            contours.Add([.. Enumerable.Range(start, last + 1 - start).Select(i => (new Spot(xs[i], ys[i]), (flags[i] & 1) != 0))]);
            start = last + 1;
        }

        return contours;
    }

    private List<int> Coordinates(List<byte> flags, ref int at, int isShort, int isSame)
    {
        List<int> all = [];
        var value = 0;
        foreach (var flag in flags)
        {
            if ((flag & isShort) != 0) value += (flag & isSame) != 0 ? data[at++] : -data[at++];
            else if ((flag & isSame) == 0)
            {
                value += BinaryPrimitives.ReadInt16BigEndian(data.AsSpan(at));
                at += 2;
            }

            all.Add(value);
        }

        return all;
    }

    private static List<Spot> Flat(List<(Spot At, bool On)> contour)
    {
        // Between two that are not on the contour there is one that is, half way.
        List<(Spot At, bool On)> whole = [];
        for (var i = 0; i < contour.Count; i++)
        {
            var (here, next) = (contour[i], contour[(i + 1) % contour.Count]);
            whole.Add(here);
            if (!here.On && !next.On) whole.Add((new((here.At.X + next.At.X) / 2, (here.At.Y + next.At.Y) / 2), true));
        }

        List<Spot> spots = [];
        for (var i = 0; i < whole.Count; i++)
        {
            var (before, here, next) = (whole[(i + whole.Count - 1) % whole.Count], whole[i], whole[(i + 1) % whole.Count]);
            if (here.On) spots.Add(here.At);
            else for (var n = 1; n < Steps; n++) spots.Add(Curve(before.At, here.At, next.At, (double)n / Steps));
        }

        return spots;
    }

    private static Spot Curve(Spot a, Spot pull, Spot b, double t) => new(
        (1 - t) * (1 - t) * a.X + 2 * t * (1 - t) * pull.X + t * t * b.X,
        (1 - t) * (1 - t) * a.Y + 2 * t * (1 - t) * pull.Y + t * t * b.Y);

    private int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(at));
}
