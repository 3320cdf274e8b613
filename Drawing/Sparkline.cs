namespace Infra.Drawing;

/// <summary>A curve in one line of characters.</summary>
public static class Sparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█";
    private const string Ascii = "_.-=+*%#";

    /// <summary>A character for each value, from zero to the largest; from the least where some are below zero. A gap is a space.</summary>
    /// <param name="values">Null where there is none.</param>
    /// <param name="isPlain">Whether to use ASCII only.</param>
    public static string Of(IReadOnlyList<double?> values, bool isPlain = false)
    {
        var (signs, least, most) = (isPlain ? Ascii : Blocks, Math.Min(0, values.Min() ?? 0), Math.Max(0, values.Max() ?? 0));
        return string.Concat(values.Select(v => v is not { } value ? ' '
            : most == least ? signs[0]
            : signs[(int)Math.Round((value - least) / (most - least) * (signs.Length - 1))]));
    }

    /// <summary>A number with four digits at most: 1.5 MB, 93 %.</summary>
    /// <param name="value">Any.</param>
    /// <param name="metric">The metric's name, which tells the unit where it can be told.</param>
    public static string Figure(double value, string metric) => Figures.Short(value, MetricChart.UnitOf(metric));
}
