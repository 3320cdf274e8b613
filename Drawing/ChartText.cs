namespace Infra.Drawing;

/// <summary>A chart of characters: lines in Braille dots, two by four in a character, where colours tell the series apart.</summary>
internal static class ChartText
{
    private const string Signs = "*o+x#@%&";
    private const int LeastRows = 5, MostRows = 18, LeastColumns = 20;

    // The bits of a Braille character, row by row.
    private static readonly int[] Dots = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

    public static IReadOnlyList<TextLine> Draw(MetricChart chart, TextStyle style)
    {
        // Several lines without colours cannot be told apart as dots.
        var asSigns = style.IsPlain || !style.HasColour && chart.Series.Count > 1;
        List<TextLine> lines = [new(Cut(chart.Title, style)), new(Cut(chart.Range, style), Tone.Faint)];
        if (!chart.IsEmpty)
        {
            lines.Add(new(""));
            lines.AddRange(Plot(chart, style, asSigns));
        }

        lines.Add(new(""));
        foreach (var (i, series) in chart.Series.Index()) lines.AddRange(Legend(chart, series, i, style, asSigns));
        return lines;
    }

    private static IEnumerable<TextLine> Plot(MetricChart chart, TextStyle style, bool asSigns)
    {
        var rows = Math.Clamp(style.Height - 7 - chart.Series.Count, LeastRows, MostRows);
        var ticks = chart.ValueTicks(Math.Max(2, rows / 3));
        var texts = Figures.Axis(ticks, chart.Unit);
        var margin = texts.Max(t => t.Length) + 2;
        var columns = Math.Max(LeastColumns, style.Width - margin - 1);
        var (cells, owners) = (new int[rows * columns], new int[rows * columns]);
        foreach (var (i, series) in chart.Series.Index())
        {
            foreach (var piece in chart.Pieces(series))
            {
                var spots = piece.Select(p => (X: chart.Along(p.At) * (2 * columns - 1),
                    Y: (1 - (p.Value - ticks[0]) / (ticks[^1] - ticks[0])) * (4 * rows - 1))).ToList();
                Mark(spots[0].X, spots[0].Y, i);
                for (var n = 1; n < spots.Count; n++)
                {
                    var ((x1, y1), (x2, y2)) = (spots[n - 1], spots[n]);
                    var steps = Math.Max(1, (int)Math.Ceiling(Math.Max(Math.Abs(x2 - x1), Math.Abs(y2 - y1))));
                    for (var s = 1; s <= steps; s++) Mark(x1 + (x2 - x1) * s / steps, y1 + (y2 - y1) * s / steps, i);
                }
            }
        }

        var (bar, tick) = style.IsPlain ? ('|', '+') : ('│', '┤');
        var at = ticks.Select((t, i) => (Row: (int)Math.Round((1 - (t - ticks[0]) / (ticks[^1] - ticks[0])) * (rows - 1)), Text: texts[i]))
            .GroupBy(t => t.Row).ToDictionary(g => g.Key, g => g.First().Text);
        for (var row = 0; row < rows; row++)
        {
            var text = at.GetValueOrDefault(row);
            List<TextSpan> spans = [new($"{(text ?? "").PadLeft(margin - 1)} {(text is null ? bar : tick)}", Tone.Faint)];
            for (var column = 0; column < columns; column++)
                spans.Add(cells[row * columns + column] is 0 ? new(" ") : Cell(row * columns + column));
            yield return new(Joined(spans));
        }

        foreach (var line in TimeAxis(chart, columns, margin, style.IsPlain)) yield return line;

        TextSpan Cell(int cell) => new(
            (asSigns ? Signs[owners[cell] % Signs.Length] : (char)(0x2800 + cells[cell])).ToString(), Tones.OfSeries(owners[cell]));

        void Mark(double x, double y, int series)
        {
            var (column, row) = ((int)Math.Round(x), (int)Math.Round(y));
            var cell = row / 4 * columns + column / 2;
            cells[cell] |= Dots[2 * (row % 4) + column % 2];
            owners[cell] = series;
        }
    }

    private static IEnumerable<TextLine> TimeAxis(MetricChart chart, int columns, int margin, bool isPlain)
    {
        var (corner, line, tick) = isPlain ? ('+', '-', '+') : ('└', '─', '┬');
        var (axis, texts, free) = (new string(line, columns).ToCharArray(), new string(' ', margin + columns + 1).ToCharArray(), 0);
        foreach (var (time, text) in Ticks.Times(chart.From, chart.To, columns / 12))
        {
            var column = (int)Math.Round(chart.Along(time) * (columns - 1));
            var start = Math.Min(margin + 1 + column - text.Length / 2, texts.Length - text.Length);
            if (start < free) continue;
            axis[column] = tick;
            text.CopyTo(texts.AsSpan(start));
            free = start + text.Length + 2;
        }

        yield return new($"{new string(' ', margin)}{corner}{new string(axis)}", Tone.Faint);
        yield return new(new string(texts).TrimEnd(), Tone.Faint);
    }

    private static IEnumerable<TextLine> Legend(MetricChart chart, ChartSeries series, int index, TextStyle style, bool asSigns)
    {
        var sign = asSigns ? Signs[index % Signs.Length].ToString() : "━━";
        var (label, statistics) = (chart.Series.Count == 1 ? "" : $"{series.Label}  ", chart.Statistics(series));
        var (indent, room) = (new string(' ', sign.Length + 1), style.Width - sign.Length - 1);
        var narrow = style with { Width = room };
        if (label.Length + statistics.Length <= room)
        {
            yield return new([new(sign, Tones.OfSeries(index)), new($" {label}"), new(statistics, Tone.Faint)]);
        }
        else
        {
            if (label.Length > 0) yield return new([new(sign, Tones.OfSeries(index)), new($" {Cut(label.TrimEnd(), narrow)}")]);
            yield return new(indent + Cut(statistics, narrow), Tone.Faint);
        }

        if (series.Note is { } note) yield return new(indent + Cut(note, narrow), Tone.Faint);
    }

    // Neighbours of one colour as one.
    private static List<TextSpan> Joined(List<TextSpan> spans)
    {
        List<TextSpan> joined = [spans[0]];
        foreach (var span in spans.Skip(1))
        {
            if (span.Tone == joined[^1].Tone || span.Text == " ") joined[^1] = new(joined[^1].Text + span.Text, joined[^1].Tone);
            else joined.Add(span);
        }

        return joined;
    }

    internal static string Cut(string text, TextStyle style) =>
        text.Length <= style.Width ? text : text[..Math.Max(1, style.Width - 1)] + (style.IsPlain ? "~" : "…");
}
