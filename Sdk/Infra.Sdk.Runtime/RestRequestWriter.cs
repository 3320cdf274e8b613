using System.Collections;
using System.Globalization;
using System.Text;
using Amazon.Runtime.Internal;

namespace Infra.Sdk;

/// <summary>Requests of the REST protocols: members in the path, the query string, headers and the body.</summary>
internal static class RestRequestWriter
{
    private const string ContentType = "Content-Type";

    public static void Write(ServiceModel model, Operation operation, DefaultRequest request, IModelObject input)
    {
        request.ResourcePath = AddFixedQuery(request, operation.RequestUri);
        if (operation.Input is { } shape)
        {
            for (int i = 0; i < shape.Members.Length; i++)
            {
                if (shape.Members[i].Location != MemberLocation.Body && i != shape.Payload)
                {
                    WriteOutsideBody(model, operation, request, shape.Members[i], Input.GetMember(shape, input, i, operation));
                }
            }

            WriteBody(model, operation, request, shape, input);
        }

        request.UseQueryString = request.ParameterCollection.Count > 0;
    }

    private static string AddFixedQuery(DefaultRequest request, string uri)
    {
        int mark = uri.IndexOf('?', StringComparison.Ordinal);
        if (mark < 0)
        {
            return uri;
        }

        foreach (string pair in uri[(mark + 1)..].Split('&'))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                request.AddSubResource(pair);
            }
            else
            {
                request.AddSubResource(pair[..equals], pair[(equals + 1)..]);
            }
        }

        return uri[..mark];
    }

    private static void WriteOutsideBody(ServiceModel model, Operation operation, DefaultRequest request, Member member, object? value)
    {
        if (member.Location == MemberLocation.Uri)
        {
            WritePath(model, operation, request, member, value);
            return;
        }

        switch (member.Location)
        {
            case MemberLocation.Query when value is not null:
                WriteQuery(request, member, value);
                break;
            case MemberLocation.Header when value is not null:
                WriteHeader(request, member, value);
                break;
            case MemberLocation.PrefixedHeaders when value is IDictionary map:
                foreach (DictionaryEntry entry in map)
                {
                    request.Headers[member.WireName + entry.Key] = ScalarText.Format(entry.Value!, TimestampFormat.Rfc822);
                }

                break;
        }
    }

    private static void WritePath(ServiceModel model, Operation operation, DefaultRequest request, Member member, object? value)
    {
        string text = value is null ? "" : ScalarText.Format(value, member.FormatOr(TimestampFormat.Iso8601));
        if (text.Length == 0)
        {
            // An empty segment would make this another call, such as "delete one" into "delete all".
            throw model.CreateRequestException($"Request object does not have required field {member.Name} set");
        }

        bool wholeRest = operation.RequestUri.Contains($"{{{member.WireName}+}}", StringComparison.Ordinal);
        // Slashes at the start stay: "/a" and "a" are two keys, and the call must not act on the other one.
        request.AddPathResource(wholeRest ? $"{{{member.WireName}+}}" : $"{{{member.WireName}}}", text);
    }

    private static void WriteQuery(DefaultRequest request, Member member, object value)
    {
        var format = member.FormatOr(TimestampFormat.Iso8601);
        switch (value)
        {
            case IDictionary map:
                foreach (DictionaryEntry entry in map)
                {
                    // A member with a name of its own wins over an entry of the same name.
                    if (!request.ParameterCollection.ContainsKey((string)entry.Key))
                    {
                        AddQuery(request, (string)entry.Key, entry.Value!, format);
                    }
                }

                break;
            case IList { Count: 0 }:
                break;
            default:
                request.ParameterCollection.Remove(member.WireName);
                AddQuery(request, member.WireName, value, FormatOfItems(member.Shape, format));
                break;
        }
    }

    private static void AddQuery(DefaultRequest request, string name, object value, TimestampFormat format)
    {
        if (value is IList list)
        {
            request.ParameterCollection.Add(name, list.Cast<object>().Select(item => ScalarText.Format(item, format)).ToList());
        }
        else
        {
            request.ParameterCollection.Add(name, ScalarText.Format(value, format));
        }
    }

    private static void WriteHeader(DefaultRequest request, Member member, object value)
    {
        string text;
        if (value is IList list)
        {
            var format = FormatOfItems(member.Shape, TimestampFormat.Rfc822);
            bool quotes = member.Shape.Element.IsText;
            text = string.Join(",", list.Cast<object>().Select(item => Quote(ScalarText.Format(item, format), quotes)));
        }
        else
        {
            text = ScalarText.Format(value, member.FormatOr(TimestampFormat.Rfc822));
        }

        request.Headers[member.WireName] = member.IsJsonValue ? Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) : text;
    }

    private static TimestampFormat FormatOfItems(Shape shape, TimestampFormat usual) =>
        shape.Kind == ShapeKind.List ? shape.Element.FormatOr(usual) : usual;

    /// <summary>Quotes a text of a list that would otherwise fall apart at its comma.</summary>
    private static string Quote(string text, bool isText) =>
        isText && text.AsSpan().IndexOfAny(',', '"') >= 0
            ? $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : text;

    private static void WriteBody(ServiceModel model, Operation operation, DefaultRequest request, Shape shape, IModelObject input)
    {
        bool isXml = model.Protocol == ServiceProtocol.RestXml;
        if (shape.Payload >= 0)
        {
            var member = shape.Members[shape.Payload];
            WritePayload(model, request, member, Input.GetMember(shape, input, shape.Payload, operation), isXml);
        }
        else if (shape.HasBodyMembers && operation.HttpMethod is not ("GET" or "HEAD"))
        {
            request.Content = isXml
                ? XmlRequestWriter.Write(
                    shape.RootName ?? operation.InputRootName ?? shape.Name,
                    operation.InputNamespace ?? shape.XmlNamespace ?? model.XmlNamespace,
                    shape,
                    input,
                    operation)
                : JsonRequestWriter.WriteStructure(shape, input, operation);
            request.Headers[ContentType] = isXml ? "application/xml" : "application/json";
        }
    }

    private static void WritePayload(ServiceModel model, DefaultRequest request, Member member, object? value, bool isXml)
    {
        switch (member.Shape.Kind)
        {
            case ShapeKind.Stream:
                WriteStream(request, (Stream?)value);
                break;
            case ShapeKind.Blob:
                if (value is MemoryStream bytes)
                {
                    request.Content = bytes.ToArray();
                    // The service may let the caller say what the bytes are, in a header member of its own.
                    request.Headers.TryAdd(ContentType, "application/octet-stream");
                }

                break;
            case ShapeKind.String or ShapeKind.Enum:
                if (value is string text)
                {
                    request.Content = Encoding.UTF8.GetBytes(text);
                    request.Headers.TryAdd(ContentType, "text/plain");
                }

                break;
            default:
                if (isXml && value is null)
                {
                    break;
                }

                request.Content = isXml
                    ? XmlRequestWriter.Write(
                        member.WireName != member.Name ? member.WireName : member.Shape.RootName ?? member.Shape.Name,
                        member.XmlNamespace ?? member.Shape.XmlNamespace ?? model.XmlNamespace,
                        member.Shape,
                        value!,
                        null)
                    : value is null ? JsonRequestWriter.EmptyObject : JsonRequestWriter.WriteValue(member.Shape, value);
                request.Headers[ContentType] = isXml ? "application/xml" : "application/json";
                break;
        }
    }

    private static void WriteStream(DefaultRequest request, Stream? stream)
    {
        stream ??= new MemoryStream();
        request.ContentStream = stream;
        if (stream.CanSeek)
        {
            request.Headers["Content-Length"] = (stream.Length - stream.Position).ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            request.Headers["Transfer-Encoding"] = "chunked";
        }

        request.Headers.TryAdd(ContentType, "application/octet-stream");
    }
}
