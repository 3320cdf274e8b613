namespace Infra.Drawing;

/// <summary>Lays a chart out as a drawing: a title, both axes, the lines, and a legend with statistics below.</summary>
internal static class ChartPicture
{
    private const double Width = 960, PlotHeight = 320, Edge = 24, LegendLine = 20, Small = 12, Large = 15;

    public static Picture Draw(MetricChart chart)
    {
        var font = Font.Default;
        var notes = chart.Series.Count(s => s.Note is not null);
        var (top, bottom) = (Edge + 48, Edge + 48 + PlotHeight);
        var height = bottom + 40 + (chart.Series.Count + notes) * LegendLine + Edge - 8;
        var picture = new Picture(Width, height, $"{chart.Title}, {chart.Range}");
        picture.Text(Edge, Edge + 12, font.Fitted(chart.Title, Large, Width - 2 * Edge), Large, bold: true);
        picture.Text(Edge, Edge + 31, chart.Range, Small, Tone.Faint);
        if (chart.IsEmpty)
        {
            picture.Add(new Box(Edge, top, Width - 2 * Edge, PlotHeight, 4, Tone.Paper, Tone.Grid));
            picture.Text(Width / 2, (top + bottom) / 2, "no data", Large, Tone.Faint, Anchor.Middle);
        }
        else
        {
            Plot(chart, picture, font, top, bottom);
        }

        var y = bottom + 48;
        foreach (var (i, series) in chart.Series.Index())
        {
            picture.Line(Edge, y - 4, Edge + 18, y - 4, Tones.OfSeries(i), 3);
            var statistics = chart.Statistics(series);
            var room = Width - 2 * Edge - 26 - font.Width(statistics, Small) - 16;
            if (chart.Series.Count > 1) picture.Text(Edge + 26, y, font.Fitted(series.Label, Small, room), Small);
            picture.Text(Width - Edge, y, statistics.Replace("  ", "   ", StringComparison.Ordinal), Small, Tone.Faint, Anchor.End);
            y += LegendLine;
            if (series.Note is not { } note) continue;
            picture.Text(Edge + 26, y - 3, font.Fitted(note, Small - 1, Width - 2 * Edge - 26), Small - 1, Tone.Faint);
            y += LegendLine;
        }

        return picture;
    }

    private static void Plot(MetricChart chart, Picture picture, Font font, double top, double bottom)
    {
        var ticks = chart.ValueTicks(6);
        var texts = Figures.Axis(ticks, chart.Unit);
        var (left, right) = (Edge + texts.Max(t => font.Width(t, Small)) + 8, Width - Edge);
        foreach (var (value, text) in ticks.Zip(texts))
        {
            picture.Line(left, Y(value), right, Y(value), Tone.Grid);
            picture.Text(left - 8, Y(value) + 4, text, Small, Tone.Faint, Anchor.End);
        }

        foreach (var (at, text) in Ticks.Times(chart.From, chart.To, 10))
        {
            var half = font.Width(text, Small) / 2;
            picture.Line(X(at), bottom, X(at), bottom + 5, Tone.Faint);
            picture.Text(Math.Clamp(X(at), half, Width - half), bottom + 19, text, Small, Tone.Faint, Anchor.Middle);
        }

        picture.Line(left, bottom, right, bottom, Tone.Faint);
        foreach (var (i, series) in chart.Series.Index())
        {
            foreach (var piece in chart.Pieces(series))
            {
                List<Spot> spots = [.. piece.Select(p => new Spot(X(p.At), Y(p.Value)))];
                // A point between two gaps has no line.
                if (spots is [var only]) picture.Add(new Disc(only.X, only.Y, 3, Tones.OfSeries(i)));
                else picture.Add(new Stroke(spots, Tones.OfSeries(i), 2));
            }
        }

        double X(DateTime at) => left + chart.Along(at) * (right - left);

        double Y(double value) => bottom - (value - ticks[0]) / (ticks[^1] - ticks[0]) * (bottom - top);
    }
}
