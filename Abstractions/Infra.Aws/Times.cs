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
