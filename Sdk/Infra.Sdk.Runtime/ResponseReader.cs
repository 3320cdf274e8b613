using System.Collections;
using System.Net;
using System.Text;
using System.Xml;
using Amazon.Runtime.Internal.Transform;

namespace Infra.Sdk;

/// <summary>Fills a response object from an HTTP response, protocol by protocol.</summary>
internal static class ResponseReader
{
    /// <summary>Reads the response.</summary>
    /// <returns>The request id, if the body holds it.</returns>
    public static string? Read(ServiceModel model, Operation operation, ResponseContext context, IModelObject target)
    {
        var shape = operation.Output;
        if (model.IsRest && shape is not null)
        {
            RestResponseHeaders.Read(shape, context.ResponseData, target);
            if (shape.Payload >= 0)
            {
                ReadPayload(model, shape.Members[shape.Payload], shape.Payload, context, target);
                return null;
            }
        }

        var body = ResponseBody.Read(context.Body, context.ResponseData.ContentLength);
        if (body.IsEmpty)
        {
            return RequireNoBody(shape, context.ResponseData);
        }

        if (model.Protocol == ServiceProtocol.Query)
        {
            return ReadQuery(operation, body, target);
        }

        if (shape is { HasBodyMembers: true })
        {
            if (model.IsXml)
            {
                using var reader = XmlResponseReader.Open(body);
                XmlResponseReader.ReadStructure(reader, shape, target);
                XmlResponseReader.ReadToEnd(reader);
            }
            else
            {
                JsonResponseReader.ReadStructure(shape, target, body.Span, context.JsonMaxDepth);
            }
        }
        else
        {
            RequireNoPage(body.Span);
        }

        return null;
    }

    /// <summary>
    /// Where an answer has nothing to read, whatever comes with status 200 would pass for it. A page is from a portal or a proxy, and
    /// then nothing was done.
    /// </summary>
    private static void RequireNoPage(ReadOnlySpan<byte> body)
    {
        var start = body.TrimStart(" \t\r\n"u8);
        if (Ascii.EqualsIgnoreCase(start[..Math.Min(start.Length, 5)], "<html"u8)
            || Ascii.EqualsIgnoreCase(start[..Math.Min(start.Length, 14)], "<!doctype html"u8))
        {
            throw new FormatException("The body is a web page, so it was not AWS that answered.");
        }
    }

    /// <summary>
    /// An answer of nothing is no empty answer: reading it as one would turn a broken connection into "there are none".
    /// </summary>
    private static string? RequireNoBody(Shape? shape, IWebResponseData response) =>
        shape is { HasBodyMembers: true } && response.StatusCode == HttpStatusCode.OK
            ? throw new FormatException("The body is empty.") : null;

    private static string? ReadQuery(Operation operation, ReadOnlyMemory<byte> body, IModelObject target)
    {
        string? requestId = null;
        using var reader = XmlResponseReader.Open(body);
        var children = new XmlResponseReader.ChildCursor(reader);
        while (children.MoveNext())
        {
            if (reader.LocalName == "ResponseMetadata")
            {
                requestId = ReadRequestId(reader);
            }
            else if (operation.Output is not { } shape)
            {
                XmlResponseReader.Skip(reader);
            }
            else if (operation.ResultWrapper is null)
            {
                XmlResponseReader.ReadMember(reader, shape, target);
            }
            else if (reader.LocalName == operation.ResultWrapper)
            {
                XmlResponseReader.ReadStructure(reader, shape, target);
            }
            else
            {
                XmlResponseReader.Skip(reader);
            }
        }

        XmlResponseReader.ReadToEnd(reader);
        return requestId;
    }

    private static string? ReadRequestId(XmlReader reader)
    {
        string? requestId = null;
        var children = new XmlResponseReader.ChildCursor(reader);
        while (children.MoveNext())
        {
            if (reader.LocalName == "RequestId")
            {
                requestId = XmlResponseReader.ReadText(reader);
            }
            else
            {
                XmlResponseReader.Skip(reader);
            }
        }

        return requestId;
    }

    private static void ReadPayload(ServiceModel model, Member member, int index, ResponseContext context, IModelObject target)
    {
        var shape = member.Shape;
        if (shape.Kind == ShapeKind.Stream)
        {
            target.SetMember(index, context.Body);
            return;
        }

        // Bytes are handed on and not parsed, so only the memory of the process bounds them.
        var body = ResponseBody.Read(
            context.Body, context.ResponseData.ContentLength, shape.Kind == ShapeKind.Blob ? int.MaxValue - 1 : ResponseBody.MaxBytes);
        switch (shape.Kind)
        {
            case ShapeKind.Blob:
                target.SetMember(index, new MemoryStream(body.ToArray()));
                break;
            case ShapeKind.String or ShapeKind.Enum:
                if (!body.IsEmpty)
                {
                    target.SetMember(index, ScalarText.Parse(shape, Encoding.UTF8.GetString(body.Span), TimestampFormat.Default));
                }

                break;
            case var _ when body.IsEmpty:
                break;
            default:
                target.SetMember(index, model.IsXml
                    ? ReadXml(shape, body) : JsonResponseReader.ReadValue(shape, body.Span, context.JsonMaxDepth));
                break;
        }
    }

    private static object? ReadXml(Shape shape, ReadOnlyMemory<byte> body)
    {
        using var reader = XmlResponseReader.Open(body);
        object? value = XmlResponseReader.ReadValue(reader, shape, TimestampFormat.Iso8601);
        XmlResponseReader.ReadToEnd(reader);
        return value;
    }
}

/// <summary>The members of a REST response that travel outside its body.</summary>
internal static class RestResponseHeaders
{
    public static void Read(Shape shape, IWebResponseData response, IModelObject target)
    {
        for (int i = 0; i < shape.Members.Length; i++)
        {
            var member = shape.Members[i];
            switch (member.Location)
            {
                case MemberLocation.StatusCode:
                    target.SetMember(i, (int)response.StatusCode);
                    break;
                case MemberLocation.Header when response.IsHeaderPresent(member.WireName):
                    target.SetMember(i, ReadHeader(member, response.GetHeaderValue(member.WireName)));
                    break;
                case MemberLocation.PrefixedHeaders:
                    ReadPrefixed(shape, i, response, target);
                    break;
            }
        }
    }

    private static object? ReadHeader(Member member, string text)
    {
        var shape = member.Shape;
        if (member.IsJsonValue)
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }

        if (shape.Kind != ShapeKind.List)
        {
            return ScalarText.Parse(shape, text, member.FormatOr(TimestampFormat.Rfc822));
        }

        var list = (IList)shape.Model.CreateValue(shape.Id);
        var format = shape.Element.FormatOr(TimestampFormat.Rfc822);
        bool commaInItem = shape.Element.Kind == ShapeKind.Timestamp && format == TimestampFormat.Rfc822;
        foreach (string item in HeaderList.Split(text, commaInItem))
        {
            list.Add(ScalarText.Parse(shape.Element, item, format));
        }

        return list;
    }

    private static void ReadPrefixed(Shape shape, int index, IWebResponseData response, IModelObject target)
    {
        var member = shape.Members[index];
        IDictionary? map = null;
        foreach (string name in response.GetHeaderNames())
        {
            if (name.StartsWith(member.WireName, StringComparison.OrdinalIgnoreCase))
            {
                map ??= (IDictionary)shape.Model.CreateValue(member.Shape.Id);
                map[name[member.WireName.Length..]] = response.GetHeaderValue(name);
            }
        }

        target.SetMember(index, map);
    }
}

/// <summary>A list in one header: items between commas, text perhaps in quotes.</summary>
internal static class HeaderList
{
    /// <param name="text">The header.</param>
    /// <param name="commaInItem">Each item holds one comma itself, as the dates of HTTP do.</param>
    public static IEnumerable<string> Split(string text, bool commaInItem)
    {
        var item = new StringBuilder();
        bool quoted = false;
        int commas = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i];
            if (quoted && letter == '\\' && i + 1 < text.Length)
            {
                item.Append(text[++i]);
            }
            else if (letter == '"' && (quoted || string.IsNullOrWhiteSpace(item.ToString())))
            {
                quoted = !quoted;
            }
            else if (letter == ',' && !quoted && (!commaInItem || ++commas % 2 == 0))
            {
                yield return item.ToString().Trim();
                item.Clear();
            }
            else
            {
                item.Append(letter);
            }
        }

        yield return item.ToString().Trim();
    }
}
