using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Infra.Strict.Protocol;

/// <summary>An error as AWS answers it.</summary>
/// <param name="Code">AWS's error code.</param>
/// <param name="Status">The HTTP status.</param>
public sealed record Refusal(string Code, string Message, int Status = 400)
{
    /// <summary>Writes the error in the form of the service's protocol.</summary>
    public Answer AnswerTo(Call call)
    {
        var service = call.Service;
        var answer = new Answer(Status) { Rule = "" };
        switch (service.Protocol)
        {
            case WireProtocol.Ec2:
                answer.SetXml(new("Response", new XElement("Errors", Error()), new XElement("RequestID", Answer.RequestId)));
                break;
            case WireProtocol.Json:
                answer.SetJson(new JsonObject { ["__type"] = Code, ["message"] = Message },
                    $"application/x-amz-json-{service.JsonVersion}");
                break;
            case WireProtocol.RestJson:
                answer.SetJson(new JsonObject { ["Type"] = Status < 500 ? "User" : "Service", ["message"] = Message }, "application/json");
                answer.Headers["x-amzn-ErrorType"] = Code;
                break;
            case WireProtocol.RestXml when service.Name == "s3":
                if (call.Http.Method == "HEAD") answer.SetBody([], "application/xml");
                else answer.SetXml(new("Error", Error().Elements(), new XElement("RequestId", Answer.RequestId),
                    new XElement("HostId", "strict")));
                break;
            case WireProtocol.RestXml when Code == "InvalidChangeBatch":
                XNamespace r53 = service.Namespace;
                answer.SetXml(new(r53 + Code, new XElement(r53 + "Messages", new XElement(r53 + "Message", Message)),
                    new XElement(r53 + "RequestId", Answer.RequestId)));
                break;
            default:
                XNamespace ns = service.Namespace;
                answer.SetXml(new(ns + "ErrorResponse",
                    new XElement(ns + "Error", new XElement(ns + "Type", Status < 500 ? "Sender" : "Receiver"),
                        new XElement(ns + "Code", Code), new XElement(ns + "Message", Message)),
                    new XElement(ns + "RequestId", Answer.RequestId)));
                break;
        }

        return answer;
    }

    private XElement Error() => new("Error", new XElement("Code", Code), new XElement("Message", Message));
}
