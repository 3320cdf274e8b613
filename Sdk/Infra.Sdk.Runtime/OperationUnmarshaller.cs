using System.Net;
using System.Text.Json;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Infra.Sdk;

/// <summary>Turns an HTTP response into a response object or an exception.</summary>
internal sealed class OperationUnmarshaller(ServiceModel model, Operation operation, Func<AmazonWebServiceResponse> create)
    : ResponseUnmarshaller
{
    public override bool HasStreamingProperty => operation.HasStreamingOutput;

    public override AmazonWebServiceResponse Unmarshall(UnmarshallerContext input)
    {
        var context = (ResponseContext)input;
        var response = create();
        string? requestId = null;
        try
        {
            requestId = ResponseReader.Read(model, operation, context, (IModelObject)response);
        }
        catch (Exception unreadable) when (IsUnreadable(unreadable))
        {
            throw new AmazonUnmarshallingException(
                RequestIdOf(context.ResponseData), operation.Name, context.ResponseBody, unreadable, context.ResponseData.StatusCode)
            {
                ErrorType = ErrorType.Receiver,
            };
        }

        response.ResponseMetadata =
            new ResponseMetadata { RequestId = RequestIdOf(context.ResponseData) is { Length: > 0 } inHeader ? inHeader : requestId };
        return response;
    }

    public override AmazonServiceException UnmarshallException(
        UnmarshallerContext input, Exception innerException, HttpStatusCode statusCode) =>
        ErrorReader.Read(model, operation, (ResponseContext)input, innerException, statusCode);

    internal static string RequestIdOf(IWebResponseData response)
    {
        string id = response.GetHeaderValue("x-amzn-RequestId");
        return !string.IsNullOrEmpty(id) ? id : response.GetHeaderValue("x-amz-request-id") ?? "";
    }

    /// <summary>Everything that a wrong answer can cause on its way through the readers.</summary>
    internal static bool IsUnreadable(Exception exception) => exception is XmlException or JsonException or FormatException
        or OverflowException or InvalidOperationException or InvalidCastException or ArgumentException or NotSupportedException
        or InvalidDataException or IOException;

    protected override UnmarshallerContext ConstructUnmarshallerContext(
        Stream responseStream, bool maintainResponseBody, IWebResponseData response, bool isException) =>
        new ResponseContext(responseStream, maintainResponseBody, response, isException, null);

    protected override UnmarshallerContext ConstructUnmarshallerContext(
        Stream responseStream, bool maintainResponseBody, IWebResponseData response, bool isException, IRequestContext requestContext) =>
        new ResponseContext(responseStream, maintainResponseBody, response, isException, requestContext);

    protected override bool ShouldReadEntireResponse(IWebResponseData response, bool readEntireResponse) =>
        readEntireResponse && !HasStreamingProperty;
}

/// <summary>A response on its way through the readers.</summary>
internal sealed class ResponseContext : UnmarshallerContext
{
    private const int UsualJsonDepth = 64;

    public ResponseContext(
        Stream body, bool maintainResponseBody, IWebResponseData response, bool isException, IRequestContext? requestContext)
    {
        if (isException || maintainResponseBody)
        {
            // Core logs the body, and puts it into the exception, from this copy.
            WrappingStream = new CachingWrapperStream(body, null);
            body = WrappingStream;
        }

        Body = body;
        WebResponseData = response;
        MaintainResponseBody = maintainResponseBody;
        IsException = isException;
        JsonMaxDepth = (requestContext?.ClientConfig as ClientConfig)?.JsonMaxDepth is > 0 and var depth ? depth : UsualJsonDepth;
    }

    public Stream Body { get; }

    public int JsonMaxDepth { get; }

    public override string CurrentPath => "";

    public override int CurrentDepth => 0;

    public override bool IsStartElement => false;

    public override bool IsEndElement => false;

    public override bool IsStartOfDocument => true;
}
