using System.Globalization;

namespace Infra.Host.Cli.Output;

/// <summary>A time as its distance from now.</summary>
internal static class Age
{
    /// <summary><c>3 h ago</c>, <c>in 5 min</c>.</summary>
    public static string Of(DateTimeOffset time, DateTimeOffset now)
    {
        var span = (now - time).Duration();
        if (span < TimeSpan.FromSeconds(5)) return "now";
        var text = span switch
        {
            { TotalSeconds: < 90 } => Count(span.TotalSeconds, "s"),
            { TotalMinutes: < 90 } => Count(span.TotalMinutes, "min"),
            { TotalHours: < 48 } => Count(span.TotalHours, "h"),
            { TotalDays: < 60 } => Count(span.TotalDays, "d"),
            { TotalDays: < 730 } => Count(span.TotalDays / 30.44, "months"),
            _ => Count(span.TotalDays / 365.25, "years"),
        };
        return time <= now ? $"{text} ago" : $"in {text}";
    }

    private static string Count(double n, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(n):0} {unit}");
}
