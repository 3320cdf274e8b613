using System.Globalization;

namespace Infra.Drawing;

/// <summary>Numbers with their unit, as short as they can be told: 1.5 MB, 93 %, 12 ms.</summary>
internal static class Figures
{
    private static readonly (double Factor, string Sign)[] Prefixes =
    [
        (1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"),
    ];

    /// <summary>A number with four digits.</summary>
    /// <param name="value">Any.</param>
    /// <param name="unit">B, s, % ...; null for none.</param>
    public static string Short(double value, string? unit)
    {
        var (factor, sign) = Prefix(Math.Abs(value), unit);
        return Joined(Number(value / factor, null), sign, unit);
    }

    /// <summary>The numbers at an axis: all with the same prefix and the same number of decimals.</summary>
    /// <param name="values">With equal steps between them.</param>
    /// <param name="unit">B, s, % ...; null for none.</param>
    public static IReadOnlyList<string> Axis(IReadOnlyList<double> values, string? unit)
    {
        var step = values.Count > 1 ? values[1] - values[0] : values[0];
        var (factor, sign) = Prefix(values.Max(Math.Abs), unit);
        // Where the values are near to each other a large prefix would need more decimals than one can read.
        while (factor > 1 && step / factor < 0.001) (factor, sign) = Prefix(factor / 1000, unit);
        var decimals = step == 0 ? 0 : Math.Max(0, -(int)Math.Floor(Math.Log10(Math.Abs(step / factor)) + 1e-9));
        return [.. values.Select(v => Joined(Number(v / factor, decimals), sign, unit))];
    }

    private static (double Factor, string Sign) Prefix(double size, string? unit)
    {
        var fitting = unit switch
        {
            null or "" or "B" or "B/s" or "bit" or "bit/s" => Array.FindAll(Prefixes, p => p.Factor >= 1),
            "s" => Array.FindAll(Prefixes, p => p.Factor <= 1),
            _ => Array.FindAll(Prefixes, p => p.Factor == 1),
        };
        // 999.96 is told as 1 k, not as 1000. Zero has no prefix, and what is larger than all of them has none either.
        return size is 0 or >= 1e21 ? (1, "") : fitting.FirstOrDefault(p => size >= p.Factor * 0.99995, fitting[^1]);
    }

    private static string Number(double value, int? decimals)
    {
        var size = Math.Abs(value);
        if (value == 0) decimals = Math.Min(decimals ?? 0, 6);
        // Where decimals would be a row of zeros, or digits a row without end.
        if (size >= (decimals is null ? 1e6 : 1e15) || size is > 0 and < 1e-3 && decimals is null or > 6)
            return value.ToString("0.###e+0", CultureInfo.InvariantCulture);
        return value.ToString(decimals is { } places ? $"F{places}" : size >= 1000 ? "0" : "G4", CultureInfo.InvariantCulture);
    }

    private static string Joined(string number, string sign, string? unit) =>
        $"{sign}{unit}" is { Length: > 0 } behind ? $"{number} {behind}" : number;
}
