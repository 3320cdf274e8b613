using System.Collections;
using System.Globalization;
using Amazon.Runtime.Internal;
using Amazon.Util;

namespace Infra.Sdk;

/// <summary>Requests of the awsQuery protocol: a form with dotted names such as <c>Tags.member.1.Key</c>.</summary>
internal static class QueryWriter
{
    public static void Write(ServiceModel model, Operation operation, DefaultRequest request, IModelObject input)
    {
        var parameters = request.ParameterCollection;
        parameters.Add("Action", operation.Name);
        parameters.Add("Version", model.ApiVersion);
        if (operation.Input is { } shape)
        {
            WriteStructure(parameters, "", shape, input, operation);
        }

        request.ResourcePath = "/";
        request.Headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8";
        request.ContentStream = AWSSDKUtils.WriteParametersToPooledStream(request);
    }

    private static void WriteStructure(ParameterCollection parameters, string prefix, Shape shape, IModelObject value, Operation? root)
    {
        for (int i = 0; i < shape.Members.Length; i++)
        {
            var member = shape.Members[i];
            if (Input.GetMember(shape, value, i, root) is { } item)
            {
                WriteValue(parameters, prefix.Length == 0 ? member.WireName : $"{prefix}.{member.WireName}", member.Shape, item, member);
            }
        }
    }

    private static void WriteValue(ParameterCollection parameters, string name, Shape shape, object value, Member? member)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Structure:
                WriteStructure(parameters, name, shape, (IModelObject)value, null);
                break;
            case ShapeKind.List:
                WriteList(parameters, name, shape, (IList)value, member is { IsFlattened: true });
                break;
            case ShapeKind.Map:
                WriteMap(parameters, name, shape, (IDictionary)value, member is { IsFlattened: true });
                break;
            default:
                var format = member?.FormatOr(TimestampFormat.Iso8601) ?? shape.FormatOr(TimestampFormat.Iso8601);
                parameters.Add(name, ScalarText.Format(value, format));
                break;
        }
    }

    private static void WriteList(ParameterCollection parameters, string name, Shape shape, IList list, bool flattened)
    {
        if (list.Count == 0)
        {
            // An empty list is not the same as none: it clears what was there.
            parameters.Add(name, "");
            return;
        }

        string items = flattened ? name : $"{name}.{shape.ElementName}";
        int position = 0;
        foreach (object? item in list)
        {
            position++;
            if (item is not null)
            {
                WriteValue(parameters, string.Create(CultureInfo.InvariantCulture, $"{items}.{position}"), shape.Element, item, null);
            }
        }
    }

    private static void WriteMap(ParameterCollection parameters, string name, Shape shape, IDictionary map, bool flattened)
    {
        int position = 0;
        foreach (DictionaryEntry entry in map)
        {
            position++;
            string item = string.Create(CultureInfo.InvariantCulture, $"{name}{(flattened ? "" : ".entry")}.{position}");
            parameters.Add($"{item}.{shape.KeyName}", (string)entry.Key);
            if (entry.Value is not null)
            {
                WriteValue(parameters, $"{item}.{shape.ElementName}", shape.Element, entry.Value, null);
            }
        }
    }
}
