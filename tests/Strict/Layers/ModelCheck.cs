using System.Globalization;
using System.Text.Json.Nodes;
using Infra.Strict.Protocol;

namespace Infra.Strict.Layers;

/// <summary>Holds a request against the constraints of its service's model, as AWS does before it looks at anything else.</summary>
public static class ModelCheck
{
    // Services that answer a value against the model with a code of their own. Source: "Common errors" of each API reference, and the
    // modelled errors where the service declares one for it.
    private static readonly Dictionary<string, string> Codes = new()
    {
        ["ec2"] = "InvalidParameterValue",
        ["rds"] = "InvalidParameterValue",
        ["logs"] = "InvalidParameterException",
        ["resourcegroupstaggingapi"] = "InvalidParameterException",
        ["secretsmanager"] = "ValidationException",
        ["ssm"] = "ValidationException",
        ["cloudtrail"] = "ValidationException",
        ["lambda"] = "ValidationException",
        ["route53"] = "InvalidInput",
        ["s3"] = "InvalidArgument",
    };

    // Names of AWS's newest values, of which a model is a snapshot: another value is refused by the resource's own error.
    private static readonly HashSet<string> Open = ["InstanceType", "_InstanceType"];

    /// <summary>The first thing that is against the model; null where there is none.</summary>
    public static Refusal? Check(Call call)
    {
        if (call.Unknown is [var unknown, ..])
        {
            return call.Service.Protocol switch
            {
                WireProtocol.Ec2 => new("UnknownParameter", $"The parameter {unknown} is not recognized"),
                WireProtocol.Json => new("SerializationException", $"Unknown member {unknown}"),
                _ => new("MalformedInput", $"Unexpected parameter {unknown}"),
            };
        }

        return call.Operation.Input is { } shape && Faults(shape, call.Input, "").Take(1).ToList() is [var fault] ? Refuse(call, fault)
            : null;
    }

    private static Refusal Refuse(Call call, (string Path, string Text, bool Missing) fault)
    {
        var service = call.Service;
        if (service.Name == "ec2" && fault.Missing) return new("MissingParameter", $"The request must contain the parameter {fault.Path}");
        if (service.Name == "s3" && service.Operations[call.Name].Input!.Payload is { } payload &&
            fault.Path.StartsWith(payload, StringComparison.Ordinal))
            return new("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema: " +
                $"{fault.Path}");
        var code = Codes.GetValueOrDefault(service.Name, "ValidationError");
        return new(code, fault.Missing
            ? $"1 validation error detected: Value at '{fault.Path}' failed to satisfy constraint: Member must not be null"
            : $"1 validation error detected: Value at '{fault.Path}' failed to satisfy constraint: {fault.Text}");
    }

    private static IEnumerable<(string Path, string Text, bool Missing)> Faults(Shape shape, JsonNode? node, string path)
    {
        switch (shape.Type)
        {
            case "structure":
                if (node is not JsonObject structure) return [(path, "Member must be a structure", false)];
                var missing = shape.Required.Where(r => structure[r] is null && shape.Members[r].Shape.Type != "blob")
                    .Select(r => (Join(path, r), "", true));
                var below = structure.Where(m => m.Value is not null && shape.Members.ContainsKey(m.Key))
                    .SelectMany(m => Faults(shape.Members[m.Key].Shape, m.Value, Join(path, m.Key)));
                var one = shape.Union && structure.Count != 1 ? [(path, "Exactly one member must be set", false)]
                    : Array.Empty<(string, string, bool)>();
                return missing.Concat(one).Concat(below);
            case "list":
                if (node is not JsonArray list) return [(path, "Member must be a list", false)];
                return Range(shape, list.Count, path, "length")
                    .Concat(list.SelectMany((item, i) => Faults(shape.Item.Shape, item, $"{path}.{i + 1}")));
            case "map":
                if (node is not JsonObject map) return [(path, "Member must be a map", false)];
                return Range(shape, map.Count, path, "length")
                    .Concat(map.SelectMany(m => Faults(shape.Key.Shape, m.Key, $"{path}.key")
                        .Concat(m.Value is null ? [] : Faults(shape.Value.Shape, m.Value, $"{path}.{m.Key}"))));
            default:
                return Call.TextOf(node) is { } text ? Scalar(shape, text, path) : [];
        }
    }

    private static IEnumerable<(string, string, bool)> Scalar(Shape shape, string text, string path)
    {
        switch (shape.Type)
        {
            case "string":
                if (shape.Enum.Count > 0 && !shape.Enum.Contains(text) && !Open.Contains(shape.Name))
                    return [(path, $"Member must satisfy enum value set: [{string.Join(", ", shape.Enum.Take(20))}]", false)];
                var faults = Range(shape, text.EnumerateRunes().Count(), path, "length");
                return shape.Pattern?.IsMatch(text) is false
                    ? faults.Append((path, $"Member must satisfy regular expression pattern: {shape.Pattern}", false)) : faults;
            case "integer" or "long":
                return long.TryParse(text, CultureInfo.InvariantCulture, out var whole) ? Range(shape, whole, path, "value")
                    : [(path, "Member must be a whole number", false)];
            case "float" or "double":
                return double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? Range(shape, number, path, "value")
                    : [(path, "Member must be a number", false)];
            case "boolean":
                return text is "true" or "false" ? [] : [(path, "Member must be true or false", false)];
            default:
                return [];
        }
    }

    private static IEnumerable<(string, string, bool)> Range(Shape shape, double size, string path, string of)
    {
        if (shape.Min is { } min && size < min) yield return (path, $"Member must have {of} greater than or equal to {min}", false);
        if (shape.Max is { } max && size > max) yield return (path, $"Member must have {of} less than or equal to {max}", false);
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
