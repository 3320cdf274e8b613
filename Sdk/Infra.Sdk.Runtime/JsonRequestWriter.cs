using System.Buffers;
using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Runtime.Documents;
using Amazon.Runtime.Documents.Internal.Transform;

namespace Infra.Sdk;

/// <summary>JSON bodies of requests.</summary>
internal static class JsonRequestWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        // As the official clients escape, so that the bytes on the wire are the same.
        Encoder = JavaScriptEncoder.Default,
        SkipValidation = true,
    };

    public static readonly byte[] EmptyObject = [(byte)'{', (byte)'}'];

    /// <summary>Writes a structure, only the members that travel in the body.</summary>
    /// <param name="shape">The structure.</param>
    /// <param name="value">The object.</param>
    /// <param name="root">The operation, if the structure is the whole request.</param>
    public static byte[] WriteStructure(Shape shape, IModelObject value, Operation? root) =>
        Write(writer => WriteStructure(writer, shape, value, root));

    /// <summary>Writes any value.</summary>
    public static byte[] WriteValue(Shape shape, object value) => Write(writer => WriteValue(writer, shape, value, null));

    private static byte[] Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            content(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteStructure(Utf8JsonWriter writer, Shape shape, IModelObject value, Operation? root)
    {
        writer.WriteStartObject();
        for (int i = 0; i < shape.Members.Length; i++)
        {
            var member = shape.Members[i];
            if ((root is null || member.Location == MemberLocation.Body) && Input.GetMember(shape, value, i, root) is { } item)
            {
                writer.WritePropertyName(member.JsonName);
                WriteValue(writer, member.Shape, item, member);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, Shape shape, object? value, Member? member)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case double number:
                WriteNumber(writer, number);
                break;
            case float number:
                WriteNumber(writer, number);
                break;
            case DateTime time:
                WriteTime(writer, time, member?.FormatOr(TimestampFormat.UnixTimestamp) ?? shape.FormatOr(TimestampFormat.UnixTimestamp));
                break;
            case MemoryStream bytes:
                writer.WriteBase64StringValue(bytes.TryGetBuffer(out var buffer) ? buffer : bytes.ToArray());
                break;
            case Document document:
                DocumentMarshaller.Instance.Write(writer, document);
                break;
            case IModelObject structure:
                WriteStructure(writer, shape, structure, null);
                break;
            case IDictionary map:
                writer.WriteStartObject();
                foreach (DictionaryEntry entry in map)
                {
                    writer.WritePropertyName((string)entry.Key);
                    WriteValue(writer, shape.Element, entry.Value, null);
                }

                writer.WriteEndObject();
                break;
            case IList list:
                writer.WriteStartArray();
                foreach (object? item in list)
                {
                    WriteValue(writer, shape.Element, item, null);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new NotSupportedException($"{value.GetType()} has no JSON form.");
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, double number)
    {
        if (double.IsFinite(number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(ScalarText.Format(number, TimestampFormat.Default));
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, float number)
    {
        if (float.IsFinite(number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(ScalarText.Format(number, TimestampFormat.Default));
        }
    }

    private static void WriteTime(Utf8JsonWriter writer, DateTime time, TimestampFormat format)
    {
        string text = ScalarText.FormatTime(time, format);
        if (format == TimestampFormat.UnixTimestamp)
        {
            writer.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }
}
