using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Infra.Sdk;

/// <summary>
/// Turns an error response into the service's typed exception. Whatever the body is, an exception of the service
/// comes out, with the status and the request id: a page of a proxy must not hide which call failed and how.
/// </summary>
internal static class ErrorReader
{
    /// <summary>Errors are short; what is longer is no error of a service and only its beginning is of use.</summary>
    private const int MaxBytes = 4 * 1024 * 1024;

    private const int MaxQuotedBody = 512;

    public static AmazonServiceException Read(
        ServiceModel model, Operation operation, ResponseContext context, Exception innerException, HttpStatusCode statusCode)
    {
        var error = new ErrorFacts
        {
            RequestId = OperationUnmarshaller.RequestIdOf(context.ResponseData),
            Type = ErrorType.Unknown,
        };
        ReadOnlyMemory<byte> body = default;
        bool readable = false;
        try
        {
            body = ResponseBody.Read(context.Body, context.ResponseData.ContentLength, MaxBytes);
            if (model.IsXml)
            {
                readable = !body.IsEmpty && ReadXml(body, error);
            }
            else
            {
                ReadJsonHeaders(context.ResponseData, error);
                readable = body.IsEmpty || ReadJson(body.Span, context.JsonMaxDepth, error);
                ReadQueryCompatibleCode(context.ResponseData, error);
            }
        }
        catch (Exception unreadable) when (OperationUnmarshaller.IsUnreadable(unreadable))
        {
            // The status and the headers still say enough for a typed exception.
        }

        string message = string.IsNullOrEmpty(error.Message) ? DescribeBody(body.Span, readable, statusCode) : error.Message;
        var shape = FindShape(model, operation, error);
        var exception = model.CreateException(
            shape?.Id ?? -1, message, innerException, error.Type, error.Code, error.RequestId, statusCode);
        if (shape is not null && exception is IModelObject target)
        {
            ReadMembers(model, shape, readable ? body : default, context, target);
        }

        return exception;
    }

    private static Shape? FindShape(ServiceModel model, Operation operation, ErrorFacts error)
    {
        foreach (int id in operation.ErrorIds)
        {
            var shape = model.GetShape(id);
            if ((shape.ErrorCode ?? shape.Name) == error.ShapeCode || shape.Name == error.ShapeCode)
            {
                return shape;
            }
        }

        return null;
    }

    private static void ReadMembers(ServiceModel model, Shape shape, ReadOnlyMemory<byte> body, ResponseContext context,
        IModelObject target)
    {
        try
        {
            if (model.IsRest)
            {
                RestResponseHeaders.Read(shape, context.ResponseData, target);
            }

            if (!body.IsEmpty && model.IsXml)
            {
                ReadXmlMembers(shape, body, target);
            }
            else if (!body.IsEmpty)
            {
                JsonResponseReader.ReadStructure(shape, target, body.Span, context.JsonMaxDepth);
            }
        }
        catch (Exception unreadable) when (OperationUnmarshaller.IsUnreadable(unreadable))
        {
            // The further facts of an error are worth less than the error.
        }
    }

    private static void ReadXmlMembers(Shape shape, ReadOnlyMemory<byte> body, IModelObject target)
    {
        using var reader = XmlResponseReader.Open(body);
        if (MoveToError(reader))
        {
            XmlResponseReader.ReadStructure(reader, shape, target);
        }
    }

    private static string DescribeBody(ReadOnlySpan<byte> body, bool readable, HttpStatusCode statusCode)
    {
        string status = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)statusCode} ({statusCode})");
        if (body.IsEmpty || readable)
        {
            return $"The service answered {status} without a message.";
        }

        bool cut = body.Length > MaxQuotedBody;
        string text = Encoding.UTF8.GetString(cut ? body[..MaxQuotedBody] : body);
        return $"The service answered {status} with a body that is no error of its protocol: {text}{(cut ? " …" : "")}";
    }

    private static bool MoveToError(XmlReader reader)
    {
        for (int depth = 0; depth < 3; depth++)
        {
            if (reader.LocalName == "Error")
            {
                return true;
            }

            if (depth == 0 && reader.LocalName is not ("ErrorResponse" or "Response"))
            {
                // A few errors of Route 53 are a root element of their own.
                return true;
            }

            var children = new XmlResponseReader.ChildCursor(reader);
            if (!children.MoveNext())
            {
                return false;
            }
        }

        return false;
    }

    private static bool ReadXml(ReadOnlyMemory<byte> body, ErrorFacts error)
    {
        using var reader = XmlResponseReader.Open(body);
        string root = reader.LocalName;
        if (root == "Error")
        {
            ReadXmlError(reader, error);
        }
        else
        {
            ReadXmlRoot(reader, error);
            if (error.Code is null && root is not ("ErrorResponse" or "Response"))
            {
                error.SetCode(root);
            }
        }

        XmlResponseReader.ReadToEnd(reader);
        return error.Code is not null || error.Message is not null;
    }

    private static void ReadXmlRoot(XmlReader reader, ErrorFacts error)
    {
        var messages = new List<string>();
        var children = new XmlResponseReader.ChildCursor(reader);
        while (children.MoveNext())
        {
            switch (reader.LocalName)
            {
                case "Error":
                    ReadXmlError(reader, error);
                    break;
                case "Errors":
                    ReadXmlRoot(reader, error);
                    break;
                case "Messages" or "messages":
                    ReadXmlMessages(reader, messages);
                    break;
                case "Message" or "message":
                    messages.Add(XmlResponseReader.ReadText(reader));
                    break;
                case "RequestId" or "RequestID" or "requestId":
                    error.SetRequestId(XmlResponseReader.ReadText(reader));
                    break;
                default:
                    XmlResponseReader.Skip(reader);
                    break;
            }
        }

        error.Message ??= messages.Count > 0 ? string.Join("; ", messages) : null;
    }

    private static void ReadXmlMessages(XmlReader reader, List<string> messages)
    {
        var children = new XmlResponseReader.ChildCursor(reader);
        while (children.MoveNext())
        {
            messages.Add(XmlResponseReader.ReadText(reader));
        }
    }

    private static void ReadXmlError(XmlReader reader, ErrorFacts error)
    {
        var children = new XmlResponseReader.ChildCursor(reader);
        while (children.MoveNext())
        {
            switch (reader.LocalName)
            {
                case "Code":
                    error.SetCode(XmlResponseReader.ReadText(reader));
                    break;
                case "Message" or "message":
                    error.Message = XmlResponseReader.ReadText(reader);
                    break;
                case "Type":
                    error.Type = XmlResponseReader.ReadText(reader) switch
                    {
                        "Sender" => ErrorType.Sender,
                        "Receiver" => ErrorType.Receiver,
                        _ => error.Type,
                    };
                    break;
                case "RequestId" or "RequestID":
                    error.SetRequestId(XmlResponseReader.ReadText(reader));
                    break;
                default:
                    XmlResponseReader.Skip(reader);
                    break;
            }
        }
    }

    private static void ReadJsonHeaders(IWebResponseData response, ErrorFacts error)
    {
        if (response.GetHeaderValue("x-amzn-ErrorType") is { Length: > 0 } type)
        {
            error.SetCode(StripCode(type));
        }
    }

    private static bool ReadJson(ReadOnlySpan<byte> body, int maxDepth, ErrorFacts error)
    {
        var reader = JsonResponseReader.CreateReader(body, maxDepth);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isCode = reader.ValueTextEquals("__type"u8) || reader.ValueTextEquals("code"u8);
            bool isMessage = reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("Message"u8)
                || reader.ValueTextEquals("errorMessage"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && isCode && error.Code is null)
            {
                error.SetCode(StripCode(reader.GetString()!));
            }
            else if (reader.TokenType == JsonTokenType.String && isMessage)
            {
                error.Message = reader.GetString();
            }
            else
            {
                reader.Skip();
            }
        }

        return true;
    }

    /// <summary>Services that once spoke awsQuery keep their old codes in a header; the shape goes by the new one.</summary>
    private static void ReadQueryCompatibleCode(IWebResponseData response, ErrorFacts error)
    {
        if (response.GetHeaderValue("x-amzn-query-error") is { Length: > 0 } text)
        {
            var parts = text.Split(';');
            error.Code = parts[0];
            error.Type = parts.Length < 2 ? error.Type
                : parts[1] == "Sender" ? ErrorType.Sender
                : parts[1] == "Receiver" ? ErrorType.Receiver
                : error.Type;
        }
    }

    /// <summary>The code in <c>namespace#Code:http://address</c>.</summary>
    private static string StripCode(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        text = colon > 0 ? text[..colon] : text;
        return text[(text.IndexOf('#', StringComparison.Ordinal) + 1)..];
    }

    private sealed class ErrorFacts
    {
        /// <summary>The code that the caller sees.</summary>
        public string? Code { get; set; }

        /// <summary>The code that names the shape.</summary>
        public string? ShapeCode { get; private set; }

        public string? Message { get; set; }

        public ErrorType Type { get; set; }

        public string? RequestId { get; set; }

        /// <summary>Takes the id of the body, if it has one, over that of the headers.</summary>
        public void SetRequestId(string id) => RequestId = id.Length > 0 ? id : RequestId;

        public void SetCode(string code)
        {
            Code = code;
            ShapeCode = code;
        }
    }
}
