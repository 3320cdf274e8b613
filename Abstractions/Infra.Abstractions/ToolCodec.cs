using System.Collections.Concurrent;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra;

/// <summary>
/// On a type parameter: the code that reads its arguments from JSON is made when the plugin is built, so that no serializer has to learn
/// them at the first call. <see cref="Tool{TIn,TOut}"/> and the kits have it; a tool has nothing to do with it.
/// </summary>
[AttributeUsage(AttributeTargets.GenericParameter)]
public sealed class ToolInputAttribute : Attribute;

/// <summary>As <see cref="ToolInputAttribute"/>, for the code that writes JSON.</summary>
[AttributeUsage(AttributeTargets.GenericParameter)]
public sealed class ToolOutputAttribute : Attribute;

/// <summary>Reads a record. Made by the build of a plugin.</summary>
/// <param name="json">What it is read from.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate T ToolReader<out T>(JsonElement json);

/// <summary>Writes a record. Made by the build of a plugin.</summary>
/// <param name="json">Where it is written.</param>
/// <param name="value">The record.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate void ToolWriter<in T>(Utf8JsonWriter json, T value);

/// <summary>Where the code that the build of a plugin makes is found, and what it is made of.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ToolCodec
{
    private const DateTimeStyles Utc = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal;

    private static readonly ConcurrentDictionary<Assembly, (Func<string, Delegate?> Readers, Func<string, Delegate?> Writers)> Made = new();

    /// <summary>Called by a plugin's own code before anything else of it runs.</summary>
    /// <param name="plugin">The assembly.</param>
    /// <param name="readers">Gives the <see cref="ToolReader{T}"/> of a type by the type's text, or null.</param>
    /// <param name="writers">The same for its <see cref="ToolWriter{T}"/>.</param>
    public static void Register(Assembly plugin, Func<string, Delegate?> readers, Func<string, Delegate?> writers) =>
        Made[plugin] = (readers, writers);

    /// <summary>What reads a type; null when no build made it, and the serializer does it.</summary>
    /// <param name="plugin">The assembly of the tool's own records: the type itself may be the contract's.</param>
    internal static ToolReader<T>? Reader<T>(Assembly plugin) =>
        Made.TryGetValue(plugin, out var made) ? made.Readers(typeof(T).ToString()) as ToolReader<T> : null;

    /// <summary>What writes a type; null when no build made it, and the serializer does it.</summary>
    /// <inheritdoc cref="Reader{T}"/>
    internal static ToolWriter<T>? Writer<T>(Assembly plugin) =>
        Made.TryGetValue(plugin, out var made) ? made.Writers(typeof(T).ToString()) as ToolWriter<T> : null;

    /// <summary>A text.</summary>
    public static string Text(JsonElement json) => json.ValueKind is JsonValueKind.String ? json.GetString()! : throw Unfit();

    /// <summary>True or false.</summary>
    public static bool Flag(JsonElement json) =>
        json.ValueKind is JsonValueKind.True || (json.ValueKind is JsonValueKind.False ? false : throw Unfit());

    /// <summary>A whole number.</summary>
    public static int Int32(JsonElement json) =>
        json.ValueKind is JsonValueKind.Number && json.TryGetInt32(out var number) ? number : throw Unfit();

    /// <summary>A long whole number.</summary>
    public static long Int64(JsonElement json) =>
        json.ValueKind is JsonValueKind.Number && json.TryGetInt64(out var number) ? number : throw Unfit();

    /// <summary>A number.</summary>
    public static double Double(JsonElement json) =>
        json.ValueKind is JsonValueKind.Number && json.TryGetDouble(out var number) ? number : throw Unfit();

    /// <summary>A short number.</summary>
    public static float Single(JsonElement json) =>
        json.ValueKind is JsonValueKind.Number && json.TryGetSingle(out var number) ? number : throw Unfit();

    /// <summary>An exact number.</summary>
    public static decimal Decimal(JsonElement json) =>
        json.ValueKind is JsonValueKind.Number && json.TryGetDecimal(out var number) ? number : throw Unfit();

    /// <summary>Any object.</summary>
    public static JsonObject Object(JsonElement json) => json.ValueKind is JsonValueKind.Object ? JsonObject.Create(json)! : throw Unfit();

    /// <summary>Any value.</summary>
    public static JsonNode Node(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(json)!,
        JsonValueKind.Array => JsonArray.Create(json)!,
        JsonValueKind.Null or JsonValueKind.Undefined => throw Unfit(),
        _ => JsonValue.Create(json)!,
    };

    /// <summary>A time.</summary>
    public static DateTime Time(JsonElement json) => json.ValueKind is JsonValueKind.String ? ReadTime(json.GetString()) : throw Unfit();

    /// <summary>Writes a time.</summary>
    public static void Time(Utf8JsonWriter json, DateTime time)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStringValue(Time(time));
    }

    /// <summary>The value is not what its place takes.</summary>
    public static JsonException Unfit() => new("The value does not fit.");

    /// <summary>The same failure, seen from the value around it.</summary>
    /// <param name="place">The name of the property that was read.</param>
    /// <param name="inner">The failure there.</param>
    public static JsonException At(string? place, JsonException inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (place is null) return inner;
        var path = inner.Path is null ? place : inner.Path.StartsWith('[') ? place + inner.Path : $"{place}.{inner.Path}";
        return new(inner.Message, path, null, null, inner);
    }

    /// <summary>Times are UTC, to the second, and end in Z: short, and never in the machine's own zone.</summary>
    internal static string Time(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    internal static DateTime ReadTime(string? text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time) ? time : throw new JsonException("not a time");
}
