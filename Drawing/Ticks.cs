using System.Globalization;

namespace Infra.Drawing;

/// <summary>Where the marks of an axis stand.</summary>
internal static class Ticks
{
    private static readonly TimeSpan[] Steps =
    [
        .. new[] { 1, 5, 10, 15, 30 }.Select(s => TimeSpan.FromSeconds(s)),
        .. new[] { 1, 5, 10, 15, 30 }.Select(m => TimeSpan.FromMinutes(m)),
        .. new[] { 1, 2, 3, 6, 12 }.Select(h => TimeSpan.FromHours(h)),
        .. new[] { 1, 2, 7, 14, 28, 56, 91, 182, 364 }.Select(d => TimeSpan.FromDays(d)),
    ];

    /// <summary>Round values that go around all values, zero among them unless all are far from it.</summary>
    /// <param name="least">The least value.</param>
    /// <param name="most">The largest value.</param>
    /// <param name="count">About how many.</param>
    public static IReadOnlyList<double> Values(double least, double most, int count)
    {
        // From a quarter below the top on, zero would leave nothing of the curve; the numbers at the axis tell it.
        if (least >= 0 && (least < 0.75 * most || least == most)) least = 0;
        if (most <= 0 && (most > 0.75 * least || least == most)) most = 0;
        if (least == most) most = 1;
        var rough = (most - least) / Math.Max(1, count);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power) switch { <= 1.0001 => 1, <= 2.0001 => 2, <= 5.0001 => 5, _ => 10 };
        var (first, last) = (Math.Floor(least / step + 1e-9), Math.Ceiling(most / step - 1e-9));
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
    }

    /// <summary>Round times of UTC within a range, with what to write at them.</summary>
    public static IReadOnlyList<(DateTime At, string Text)> Times(DateTime from, DateTime to, int count)
    {
        var step = Steps.FirstOrDefault(s => (to - from) / s <= Math.Max(1, count), Steps[^1]);
        List<(DateTime, string)> all = [];
        for (var at = new DateTime((from.Ticks + step.Ticks - 1) / step.Ticks * step.Ticks, DateTimeKind.Utc); at <= to; at += step)
        {
            var form = at.TimeOfDay == TimeSpan.Zero ? "MM-dd" : step < TimeSpan.FromMinutes(1) ? "HH:mm:ss" : "HH:mm";
            all.Add((at, at.ToString(form, CultureInfo.InvariantCulture)));
        }

        return all;
    }
}
