using System.Globalization;

namespace Infra.Plugins.CloudWatch;

/// <summary>Times as callers give them: <c>3h</c> for three hours ago, or a date and time.</summary>
internal static class Times
{
    /// <summary>What such a time looks like.</summary>
    public const string Pattern = @"\d{1,4}[mhdw]|\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?";

    public static DateTime Parse(string text, DateTime now)
    {
        if (int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return now - text[^1] switch
            {
                'm' => TimeSpan.FromMinutes(count),
                'h' => TimeSpan.FromHours(count),
                'd' => TimeSpan.FromDays(count),
                _ => TimeSpan.FromDays(7 * count),
            };
        }

        return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new ToolException(ToolErrorCode.InvalidInput, $"'{text}' is no time.", "Give 30m, 3h, 2d or 1w for a time ago, or 2026-01-31T08:00Z.");
    }
}
