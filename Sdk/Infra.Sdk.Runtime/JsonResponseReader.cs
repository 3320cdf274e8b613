using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.Runtime.Documents;

namespace Infra.Sdk;

/// <summary>JSON bodies of responses, read straight from the bytes into the generated classes.</summary>
internal static class JsonResponseReader
{
    private static readonly object True = true;
    private static readonly object False = false;

    /// <summary>Reads the whole body into a structure.</summary>
    /// <exception cref="JsonException">The body is not the JSON of such a structure.</exception>
    public static void ReadStructure(Shape shape, IModelObject target, ReadOnlySpan<byte> body, int maxDepth)
    {
        var reader = CreateReader(body, maxDepth);
        ReadFirst(ref reader);
        if (reader.TokenType != JsonTokenType.Null)
        {
            ReadStructure(ref reader, shape, target);
        }

        ReadToEnd(ref reader);
    }

    /// <summary>Reads the whole body as one value.</summary>
    public static object? ReadValue(Shape shape, ReadOnlySpan<byte> body, int maxDepth)
    {
        var reader = CreateReader(body, maxDepth);
        ReadFirst(ref reader);
        object? value = ReadValue(ref reader, shape, shape.FormatOr(TimestampFormat.UnixTimestamp));
        ReadToEnd(ref reader);
        return value;
    }

    public static Utf8JsonReader CreateReader(ReadOnlySpan<byte> body, int maxDepth)
    {
        ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
        return new Utf8JsonReader(
            body.StartsWith(byteOrderMark) ? body[byteOrderMark.Length..] : body, new JsonReaderOptions { MaxDepth = maxDepth });
    }

    private static void ReadFirst(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            throw new JsonException("The body is empty.");
        }
    }

    /// <summary>What follows the value must not be ignored: two answers in one body are no answer.</summary>
    private static void ReadToEnd(ref Utf8JsonReader reader)
    {
        if (reader.Read())
        {
            throw new JsonException("The body goes on behind its value.");
        }
    }

    private static void ReadStructure(ref Utf8JsonReader reader, Shape shape, IModelObject target)
    {
        Expect(ref reader, JsonTokenType.StartObject, shape);
        int next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int index = shape.FindBodyMember(ref reader, ref next);
            reader.Read();
            if (index < 0)
            {
                reader.Skip();
            }
            else if (reader.TokenType != JsonTokenType.Null)
            {
                var member = shape.Members[index];
                target.SetMember(index, ReadValue(ref reader, member.Shape, member.FormatOr(TimestampFormat.UnixTimestamp)));
            }
        }
    }

    private static object? ReadValue(ref Utf8JsonReader reader, Shape shape, TimestampFormat format)
    {
        if (reader.TokenType == JsonTokenType.Null && shape.Kind != ShapeKind.Document)
        {
            return null;
        }

        switch (shape.Kind)
        {
            case ShapeKind.String:
                return ReadText(ref reader, shape);
            case ShapeKind.Enum:
                return shape.Model.CreateConstant(shape.Id, ReadText(ref reader, shape));
            case ShapeKind.Integer:
                return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int integer)
                    ? integer
                    : checked((int)ReadWholeNumber(ref reader, shape));
            case ShapeKind.Long:
                return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number)
                    ? number
                    : ReadWholeNumber(ref reader, shape);
            case ShapeKind.Float:
                return (float)ReadNumber(ref reader, shape);
            case ShapeKind.Double:
                return ReadNumber(ref reader, shape);
            case ShapeKind.Boolean:
                return reader.TokenType switch
                {
                    JsonTokenType.True => True,
                    JsonTokenType.False => False,
                    _ => throw Unexpected(ref reader, shape),
                };
            case ShapeKind.Timestamp:
                return reader.TokenType == JsonTokenType.Number
                    ? ScalarText.FromEpoch(reader.GetDecimal())
                    : ScalarText.ParseTime(ReadText(ref reader, shape), format);
            case ShapeKind.Blob:
                Expect(ref reader, JsonTokenType.String, shape);
                return new MemoryStream(reader.GetBytesFromBase64());
            case ShapeKind.Structure:
                var structure = (IModelObject)shape.Model.CreateValue(shape.Id);
                ReadStructure(ref reader, shape, structure);
                return structure;
            case ShapeKind.List:
                return ReadList(ref reader, shape);
            case ShapeKind.Map:
                return ReadMap(ref reader, shape);
            case ShapeKind.Document:
                return ReadDocument(ref reader);
            default:
                throw Unexpected(ref reader, shape);
        }
    }

    private static IList ReadList(ref Utf8JsonReader reader, Shape shape)
    {
        Expect(ref reader, JsonTokenType.StartArray, shape);
        var list = (IList)shape.Model.CreateValue(shape.Id);
        var element = shape.Element;
        var format = element.FormatOr(TimestampFormat.UnixTimestamp);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            object? item = ReadValue(ref reader, element, format);
            if (item is not null || element.IsText)
            {
                list.Add(item);
            }
        }

        return list;
    }

    private static IDictionary ReadMap(ref Utf8JsonReader reader, Shape shape)
    {
        Expect(ref reader, JsonTokenType.StartObject, shape);
        var map = (IDictionary)shape.Model.CreateValue(shape.Id);
        var element = shape.Element;
        var format = element.FormatOr(TimestampFormat.UnixTimestamp);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            object? item = ReadValue(ref reader, element, format);
            if (item is not null || element.IsText)
            {
                map[key] = item;
            }
        }

        return map;
    }

    /// <summary>Text; a number or a flag in its place is taken as it is written.</summary>
    private static string ReadText(ref Utf8JsonReader reader, Shape shape) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => throw Unexpected(ref reader, shape),
    };

    private static double ReadNumber(ref Utf8JsonReader reader, Shape shape) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : ScalarText.ParseNumber(ReadText(ref reader, shape));

    /// <summary>A whole number that is written as 5.0, 5e0 or "5".</summary>
    private static long ReadWholeNumber(ref Utf8JsonReader reader, Shape shape)
    {
        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
        {
            throw Unexpected(ref reader, shape);
        }

        return decimal.ToInt64(decimal.Parse(ReadText(ref reader, shape), NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    private static Document ReadDocument(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return default(Document);
            case JsonTokenType.True:
                return new Document(true);
            case JsonTokenType.False:
                return new Document(false);
            case JsonTokenType.String:
                return new Document(reader.GetString());
            case JsonTokenType.Number:
                return reader.TryGetInt32(out int integer) ? new Document(integer)
                    : reader.TryGetInt64(out long number) ? new Document(number)
                    : new Document(reader.GetDouble());
            case JsonTokenType.StartArray:
                var items = new List<Document>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(ReadDocument(ref reader));
                }

                return new Document(items);
            default:
                var members = new Dictionary<string, Document>();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    string name = reader.GetString()!;
                    reader.Read();
                    members[name] = ReadDocument(ref reader);
                }

                return new Document(members);
        }
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, Shape shape)
    {
        if (reader.TokenType != type)
        {
            throw Unexpected(ref reader, shape);
        }
    }

    private static JsonException Unexpected(ref Utf8JsonReader reader, Shape shape) =>
        new($"A {reader.TokenType} stands where {shape.Name}, a {shape.Kind}, should be.");
}
