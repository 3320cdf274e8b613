using System.Globalization;

namespace Infra.Aws;

/// <summary>Times as callers give them: <c>3h</c> for three hours ago, or a date and time.</summary>
public static class Times
{
    /// <summary>The time that the text means.</summary>
    /// <param name="text">For example <c>30m</c>, <c>2d</c>, <c>2d ago</c> or <c>2026-01-31T08:00Z</c>; without a zone it is UTC.</param>
    /// <param name="now">What "ago" counts from.</param>
    /// <exception cref="ToolException">It is neither.</exception>
    public static DateTime Parse(string text, DateTime now)
    {
        var age = text.EndsWith(" ago", StringComparison.Ordinal) ? text[..^4] : text;
        if (age.Length is > 1 and <= 6 && Unit(age[^1]) is { } unit
            && int.TryParse(age.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return now - count * unit;
        const DateTimeStyles utc = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal;
        return DateTime.TryParse(text, CultureInfo.InvariantCulture, utc, out var time)
            ? time
            : throw ToolException.InvalidInput(
                $"'{text}' is not a time.", "Pass 30m, 3h, 2d or 1w for that long ago, or a time such as 2026-01-31T08:00Z.");
    }

    /// <summary>The range that two texts mean.</summary>
    /// <param name="from">Its start, as <see cref="Parse"/> takes it.</param>
    /// <param name="to">Its end; null for <paramref name="now"/>.</param>
    /// <param name="now">What "ago" counts from.</param>
    /// <exception cref="ToolException">One is no time, or the end is not behind the start.</exception>
    public static (DateTime From, DateTime To) Range(string from, string? to, DateTime now)
    {
        var (start, end) = (Parse(from, now), to is null ? now : Parse(to, now));
        return start < end ? (start, end) : throw ToolException.InvalidInput("from must be before to.");
    }

    private static TimeSpan? Unit(char letter) => letter switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        'w' => TimeSpan.FromDays(7),
        _ => null,
    };
}
