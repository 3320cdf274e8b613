using System.Globalization;

namespace Infra.Plugins.CloudWatch;

/// <summary>Times as callers give them: <c>3h</c> for three hours ago, or a date and time.</summary>
internal static class Times
{
    public static DateTime Parse(string text, DateTime now)
    {
        if (text.Length is > 1 and <= 6 && Unit(text[^1]) is { } unit && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return now - count * unit;
        return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new ToolException(ToolErrorCode.InvalidInput, $"'{text}' is no time.", "Give 30m, 3h, 2d or 1w for a time ago, or 2026-01-31T08:00Z.");
    }

    private static TimeSpan? Unit(char letter) => letter switch
    {
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        'w' => TimeSpan.FromDays(7),
        _ => null,
    };
}
