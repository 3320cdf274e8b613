using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Infra.Sdk.Generator;

/// <summary>
/// Writes what the engine needs of a model as text, one line an operation or shape. The engine's <c>ServiceModel</c>
/// is the other half of this class and says how the fields are parted.
/// </summary>
internal sealed class TableWriter
{
    private static readonly char[] Separators = { '|', ';', ',', '\n' };

    private readonly ServiceDefinition _service;
    private readonly StringBuilder _text = new();

    private TableWriter(ServiceDefinition service) => _service = service;

    public static string Write(ServiceDefinition service)
    {
        var writer = new TableWriter(service);
        writer.WriteHeader();
        foreach (var operation in service.Operations)
        {
            writer.WriteOperation(operation);
        }

        foreach (string shape in service.Shapes)
        {
            writer.Line(writer.ShapeFields(shape));
        }

        return writer._text.ToString();
    }

    private void WriteHeader()
    {
        var metadata = _service.Metadata;
        string protocol = metadata.Text("protocol") switch
        {
            "query" => "Query",
            "rest-xml" => "RestXml",
            "rest-json" => "RestJson",
            "json" => metadata.Text("jsonVersion") == "1.0" ? "Json10" : "Json11",
            var other => throw new FormatException($"The protocol {other} is unknown."),
        };
        Line(
            Clean(metadata.Text("serviceId")),
            Clean(metadata.Text("apiVersion")),
            protocol,
            Clean(metadata.Text("endpointPrefix")),
            Clean(metadata.Text("signingName") ?? metadata.Text("endpointPrefix")),
            XmlName(metadata),
            Clean(metadata.Text("targetPrefix")),
            Clean(_service.Namespace.Substring("Amazon.".Length)),
            Number(_service.Operations.Count));
        _text.Append(ToJson(_service.EndpointRules)).Append('\n');
    }

    private void WriteOperation(OperationDefinition operation)
    {
        string flags = (operation.IsUnsigned ? "n" : "") + (operation.CompressesRequest ? "z" : "")
            + (operation.RequiresChecksum ? "c" : "") + (operation.HasStreamingOutput ? "s" : "");
        Line(
            Clean(operation.Name),
            Clean(operation.HttpMethod),
            Clean(operation.RequestUri),
            operation.InputShape is null ? "" : Number(_service.IdOf(ServiceDefinition.RequestShape(operation.Name))),
            operation.OutputShape is null ? "" : Number(_service.IdOf(ServiceDefinition.ResponseShape(operation.Name))),
            Clean(operation.ResultWrapper),
            Clean(operation.Input?.Text("locationName")),
            operation.Input is { } input ? XmlName(input) : "",
            string.Join(",", operation.Errors.Select(error => Number(_service.IdOf(error)))),
            Clean(operation.HostPrefix),
            flags);
    }

    private string[] ShapeFields(string name)
    {
        var shape = _service.Shape(name);
        string label = Clean(_service.ModelName(name));
        switch (shape.Text("type"))
        {
            case "structure" when shape.Flag("document"):
                return new[] { "D", label };
            case "structure":
                var members = _service.Members(name).ToList();
                int payload = shape.Text("payload") is { } payloadName ? members.IndexOf(payloadName) : -1;
                return new[]
                {
                    "S",
                    label,
                    XmlName(shape),
                    Number(payload),
                    Clean(shape.Map("error")?.Text("code")),
                    Clean(shape.Text("locationName")),
                    string.Join(";", members.Select(member => MemberFields(name, member))),
                };
            case "list":
                var item = shape.Map("member")!;
                return new[]
                {
                    "L", label, Number(_service.IdOfItem(ServiceDefinition.ShapeOf(item))), Clean(item.Text("locationName")), XmlName(item),
                };
            case "map":
                var key = shape.Map("key")!;
                var value = shape.Map("value")!;
                return new[]
                {
                    "M",
                    label,
                    Number(_service.IdOfItem(ServiceDefinition.ShapeOf(value))),
                    Clean(value.Text("locationName")),
                    XmlName(value),
                    Clean(key.Text("locationName")),
                    XmlName(key),
                };
            case "string" or "character":
                return new[] { shape.Has("enum") ? "e" : "s", label };
            case "integer":
                return new[] { "i", label };
            case "long":
                return new[] { "l", label };
            case "float":
                return new[] { "f", label };
            case "double":
                return new[] { "d", label };
            case "boolean":
                return new[] { "b", label };
            case "timestamp":
                return new[] { "t", label, Clean(shape.Text("timestampFormat")) };
            case "blob":
                return new[] { shape.Flag("streaming") ? "R" : "B", label };
            default:
                throw new FormatException($"The type of shape {name} is unknown.");
        }
    }

    private string MemberFields(string structure, string name)
    {
        var reference = _service.MembersOf(structure).Map(name)!;
        string shape = ServiceDefinition.ShapeOf(reference);
        var definition = _service.Shape(shape);
        bool flattened = reference.Flag("flattened") || definition.Flag("flattened");
        string? wireName = reference.Text("locationName");
        if (definition.Flag("flattened") && !reference.Flag("flattened") && definition.Text("type") == "list")
        {
            // A list that is flat everywhere gives its items their name; one that is flat here takes the name of its place.
            wireName = definition.Map("member")!.Text("locationName") ?? wireName;
        }

        // A response has neither a path nor a query: what a shared shape says about them holds for requests only.
        bool isResponse = ServiceDefinition.IsResponse(structure);
        int location = reference.Text("location") switch
        {
            "uri" when !isResponse => 1,
            "querystring" when !isResponse => 2,
            "header" => 3,
            "headers" => 4,
            "statusCode" => 5,
            _ => 0,
        };
        string flags = Number(location)
            + (reference.Flag("xmlAttribute") ? "a" : "") + (reference.Flag("idempotencyToken") ? "i" : "")
            + (flattened ? "f" : "") + (reference.Flag("hostLabel") ? "h" : "") + (reference.Flag("jsonvalue") ? "j" : "")
            + (wireName is "" ? "e" : "");
        var facts = new List<string>
        {
            Clean(name),
            wireName == name ? "" : Clean(wireName),
            Number(_service.IdOf(shape)),
            flags,
            XmlName(reference),
            Clean(reference.Text("timestampFormat")),
        };

        // Most members have none of the last three.
        while (facts[facts.Count - 1] is "" or "0")
        {
            facts.RemoveAt(facts.Count - 1);
            if (facts.Count == 3)
            {
                break;
            }
        }

        return string.Join(",", facts);
    }

    private static string XmlName(JsonMap holder)
    {
        if (holder.Map("xmlNamespace") is not { } name)
        {
            return Clean(holder.Text("xmlNamespace"));
        }

        string uri = Clean(name.Text("uri"));
        return name.Text("prefix") is { Length: > 0 } prefix ? Clean(prefix) + " " + uri : uri;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Clean(string? text) =>
        text is null ? ""
        : text.IndexOfAny(Separators) < 0 ? text
        : throw new FormatException($"'{text}' holds a character that parts the fields of the table.");

    private void Line(params string[] fields) => _text.Append(string.Join("|", fields)).Append('\n');

    private static string ToJson(object? value) => value switch
    {
        JsonMap map => "{" + string.Join(",", map.Keys.Select(key => Quote(key) + ":" + ToJson(map.Get(key)))) + "}",
        List<object?> list => "[" + string.Join(",", list.Select(ToJson)) + "]",
        string text => Quote(text),
        bool flag => flag ? "true" : "false",
        double number => number.ToString(CultureInfo.InvariantCulture),
        _ => "null",
    };

    private static string Quote(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
}
