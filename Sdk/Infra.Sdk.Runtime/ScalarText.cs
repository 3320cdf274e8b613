using System.Globalization;

namespace Infra.Sdk;

/// <summary>Scalars as text, for XML, form parameters, headers and paths.</summary>
internal static class ScalarText
{
    private const string Iso8601Seconds = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string Iso8601Milliseconds = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const string Rfc822 = "ddd, dd MMM yyyy HH:mm:ss 'GMT'";
    private const DateTimeStyles Utc = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal;

    // The last second that a DateTime holds; anything beyond is no date.
    private const decimal MaxEpochSeconds = 253402300799;
    private const decimal MinEpochSeconds = -62135596800;

    public static string Format(object value, TimestampFormat format) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => FormatNumber(number, number.ToString("R", CultureInfo.InvariantCulture)),
        float number => FormatNumber(number, number.ToString("R", CultureInfo.InvariantCulture)),
        DateTime time => FormatTime(time, format),
        MemoryStream bytes => ToBase64(bytes),
        _ => value.ToString() ?? "",
    };

    public static string FormatTime(DateTime time, TimestampFormat format)
    {
        time = time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time;
        return format switch
        {
            TimestampFormat.UnixTimestamp => FormatEpoch(time),
            TimestampFormat.Rfc822 => time.ToString(Rfc822, CultureInfo.InvariantCulture),
            _ => time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? Iso8601Seconds : Iso8601Milliseconds,
                CultureInfo.InvariantCulture),
        };
    }

    public static byte[] GetBytes(MemoryStream stream) => stream.ToArray();

    public static string ToBase64(MemoryStream stream) =>
        stream.TryGetBuffer(out var buffer) ? Convert.ToBase64String(buffer) : Convert.ToBase64String(stream.ToArray());

    /// <summary>Reads the text of a scalar into the form that the generated property has.</summary>
    /// <exception cref="FormatException">The text is no value of this kind.</exception>
    public static object? Parse(Shape shape, string text, TimestampFormat format) => shape.Kind switch
    {
        ShapeKind.String => text,
        ShapeKind.Blob => new MemoryStream(Convert.FromBase64String(text)),
        // Services send an empty element for a value that is not there.
        _ when text.Length == 0 => null,
        ShapeKind.Enum => shape.Model.CreateConstant(shape.Id, text),
        ShapeKind.Integer => int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture),
        ShapeKind.Long => long.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture),
        ShapeKind.Float => (float)ParseNumber(text),
        ShapeKind.Double => ParseNumber(text),
        ShapeKind.Boolean => ParseBoolean(text),
        ShapeKind.Timestamp => ParseTime(text, format),
        _ => throw new FormatException($"A {shape.Kind} is not text."),
    };

    public static double ParseNumber(string text) => text switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    public static DateTime ParseTime(string text, TimestampFormat format)
    {
        // Services do not always keep to the format of their own model; a number can only be seconds.
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal seconds))
        {
            return FromEpoch(seconds);
        }

        return format == TimestampFormat.Rfc822 && DateTime.TryParseExact(text, Rfc822, CultureInfo.InvariantCulture, Utc, out var time)
            ? time
            : DateTime.Parse(text, CultureInfo.InvariantCulture, Utc);
    }

    /// <summary>As the official clients do: whole milliseconds, and what is beyond them is dropped.</summary>
    public static DateTime FromEpoch(decimal seconds)
    {
        if (seconds is < MinEpochSeconds or > MaxEpochSeconds)
        {
            throw new FormatException($"{seconds} seconds since 1970 are not a date.");
        }

        return DateTime.UnixEpoch.AddTicks((long)(seconds * 1000) * TimeSpan.TicksPerMillisecond);
    }

    private static string FormatNumber(double number, string text) =>
        double.IsPositiveInfinity(number) ? "Infinity" : double.IsNegativeInfinity(number) ? "-Infinity" : text;

    private static string FormatEpoch(DateTime time)
    {
        long milliseconds = (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;
        return milliseconds % 1000 == 0
            ? (milliseconds / 1000).ToString(CultureInfo.InvariantCulture)
            : (milliseconds / 1000m).ToString(CultureInfo.InvariantCulture);
    }

    private static bool ParseBoolean(string text) => text switch
    {
        "true" or "True" or "TRUE" or "1" => true,
        "false" or "False" or "FALSE" or "0" => false,
        _ => throw new FormatException($"'{text}' is neither true nor false."),
    };
}
