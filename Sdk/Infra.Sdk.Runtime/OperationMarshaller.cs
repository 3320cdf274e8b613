using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Infra.Sdk;

/// <summary>Turns a request object into an HTTP request, at the place in the pipeline where the official clients do.</summary>
internal sealed class OperationMarshaller(ServiceModel model, Operation operation) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    /// <summary>The service takes the call without a signature.</summary>
    public bool IsUnsigned => operation.IsUnsigned;

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, "Amazon." + model.SdkName) { HttpMethod = operation.HttpMethod };
        var members = (IModelObject)input;
        if (operation.HostPrefix is { } hostPrefix)
        {
            request.HostPrefix = FillHostLabels(hostPrefix, members);
        }

        switch (model.Protocol)
        {
            case ServiceProtocol.Query:
                QueryWriter.Write(model, operation, request, members);
                break;
            case ServiceProtocol.Json10:
            case ServiceProtocol.Json11:
                request.ResourcePath = "/";
                request.Headers["X-Amz-Target"] = $"{model.TargetPrefix}.{operation.Name}";
                request.Headers["Content-Type"] =
                    model.Protocol == ServiceProtocol.Json10 ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1";
                request.Content = operation.Input is { } shape
                    ? JsonRequestWriter.WriteStructure(shape, members, operation)
                    : JsonRequestWriter.EmptyObject;
                break;
            default:
                RestRequestWriter.Write(model, operation, request, members);
                break;
        }

        if (model.Protocol != ServiceProtocol.Query)
        {
            request.Headers["x-amz-api-version"] = model.ApiVersion;
        }

        if (operation.CompressesRequest)
        {
            // Only marks the request: Core's handler compresses, if the body is large enough and nobody switched it off.
            CompressionAlgorithmUtils.SetCompressionAlgorithm(request, CompressionEncodingAlgorithm.gzip);
        }

        if (operation.RequiresChecksum)
        {
            ChecksumUtils.SetChecksumData(request);
        }

        return request;
    }

    private string FillHostLabels(string hostPrefix, IModelObject input)
    {
        if (operation.Input is not { } shape)
        {
            return hostPrefix;
        }

        for (int i = 0; i < shape.Members.Length; i++)
        {
            var member = shape.Members[i];
            if (member.IsHostLabel)
            {
                string label = input.GetMember(i) as string ?? "";
                if (label.Length == 0)
                {
                    throw model.CreateRequestException($"Request object does not have required field {member.Name} set");
                }

                hostPrefix = hostPrefix.Replace($"{{{member.Name}}}", label, StringComparison.Ordinal);
            }
        }

        return hostPrefix;
    }
}
