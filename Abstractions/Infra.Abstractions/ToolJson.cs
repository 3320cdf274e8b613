using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Infra;

/// <summary>
/// How records become JSON and JSON becomes records, the same for every tool: by the code that the build of the plugin made for them, and
/// else by the serializer, which learns them at run time. The generator of that code (Infra.Generator) follows these options.
/// </summary>
internal static class ToolJson
{
    // The default encoder shows > and ' to the model as \u003E and \u0027.
    internal static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Made only where there is no codec, and for schemas.</summary>
    internal static JsonSerializerOptions Options => Serializer.Options;

    private static class Serializer
    {
        internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.Strict,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower), new UtcConverter() },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Encoder = Encoder,
        };
    }

    /// <param name="arguments">The value.</param>
    /// <param name="made">What the build made for the type; null for the serializer.</param>
    public static T Read<T>(JsonElement arguments, ToolReader<T>? made) where T : class
    {
        try
        {
            return (made is null ? arguments.Deserialize<T>(Options) : made(arguments))
                ?? throw new ToolException(ToolErrorCode.InvalidInput, "The arguments must be an object.");
        }
        catch (JsonException e)
        {
            // The host has checked the arguments against the schema, so this is a value that the schema cannot exclude (a date, say).
            // The message of the serializer names .NET types; the path alone is safe to show.
            throw new ToolException(ToolErrorCode.InvalidInput, $"The value at '{e.Path?.TrimStart('$', '.')}' cannot be read.", inner: e);
        }
    }

    /// <param name="value">The value.</param>
    /// <param name="made">What the build made for the type; null for the serializer.</param>
    public static JsonElement Write<T>(T value, ToolWriter<T>? made)
    {
        if (made is null) return JsonSerializer.SerializeToElement(value, Options);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = Encoder, SkipValidation = true }))
        {
            if (value is null) json.WriteNullValue();
            else made(json, value);
        }

        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }

    private sealed class UtcConverter : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ToolCodec.ReadTime(reader.GetString());

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(ToolCodec.Time(value));
    }
}
