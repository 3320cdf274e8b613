using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Infra;

/// <summary>How records become JSON and JSON becomes records, the same for every tool.</summary>
internal static class ToolJson
{
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower), new UtcConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        // The default encoder shows > and ' to the model as \u003E and \u0027.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static T Read<T>(JsonElement arguments) where T : class
    {
        try
        {
            return arguments.Deserialize<T>(Options)
                ?? throw new ToolException(ToolErrorCode.InvalidInput, "The arguments must be an object.");
        }
        catch (JsonException e)
        {
            // The host has checked the arguments against the schema, so this is a value that the schema cannot exclude (a date, say).
            // The message of the serializer names .NET types; the path alone is safe to show.
            throw new ToolException(ToolErrorCode.InvalidInput, $"The value at '{e.Path?.TrimStart('$', '.')}' cannot be read.", inner: e);
        }
    }

    public static JsonElement Write<T>(T value) => JsonSerializer.SerializeToElement(value, Options);

    /// <summary>Times are UTC, to the second, and end in Z: short, and never in the machine's own zone.</summary>
    private sealed class UtcConverter : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            DateTime.TryParse(reader.GetString(), CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : throw new JsonException("not a time");

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }
}
