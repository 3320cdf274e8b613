using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Infra;

/// <summary>
/// JSON Schema of a record. Hand-made because the framework's exporter writes <c>type</c> arrays, nulls and <c>$ref</c>s, which
/// several MCP clients refuse, and calls optional what the serializer leaves out. Here optional means absent, never null.
/// </summary>
internal static class ToolSchema
{
    public static JsonElement Of(Type type, bool isInput)
    {
        if (ToolJson.Options.GetTypeInfo(type).Kind is not (JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary))
            throw new InvalidOperationException($"{type} cannot be a tool's {(isInput ? "input" : "output")}: it is not an object.");
        if (isInput && type is { IsAbstract: true, IsInterface: false })
            throw new InvalidOperationException(
                $"{type} is abstract and cannot be a tool's input; derive a record from it: public sealed record Input : {type.Name};");
        return JsonSerializer.SerializeToElement(Describe(type, isInput, []), ToolJson.Options);
    }

    private static JsonObject Describe(Type type, bool isInput, HashSet<Type> above)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(JsonElement) || type == typeof(JsonNode)) return [];
        if (type == typeof(JsonObject)) return new() { ["type"] = "object" };
        if (type == typeof(string)) return new() { ["type"] = "string" };
        if (type == typeof(bool)) return new() { ["type"] = "boolean" };
        if (type == typeof(int) || type == typeof(long)) return new() { ["type"] = "integer" };
        if (type == typeof(double) || type == typeof(decimal) || type == typeof(float)) return new() { ["type"] = "number" };
        if (type == typeof(DateTime)) return new() { ["type"] = "string", ["format"] = "date-time" };
        if (type.IsEnum) return new() { ["type"] = "string", ["enum"] = Values(Enum.GetValues(type)) };

        var info = ToolJson.Options.GetTypeInfo(type);
        if (info.Kind is JsonTypeInfoKind.Dictionary)
            return new() { ["type"] = "object", ["additionalProperties"] = Describe(info.ElementType!, isInput, above) };
        if (info.Kind is JsonTypeInfoKind.Enumerable)
            return new() { ["type"] = "array", ["items"] = Describe(info.ElementType!, isInput, above) };
        if (info.Kind is not JsonTypeInfoKind.Object)
            throw new InvalidOperationException(
                $"{type} has no JSON Schema; use strings, numbers, booleans, times, enums, records, lists or maps.");
        if (!above.Add(type))
            throw new InvalidOperationException($"{type} contains itself; a schema without references cannot tell that.");

        var defaults = isInput && type.GetConstructor([]) is not null ? Activator.CreateInstance(type) : null;
        var (properties, required) = (new JsonObject(), new JsonArray());
        // One that is marked JsonIgnore is there, but can be neither read nor written.
        foreach (var property in info.Properties.Where(p => p.Get is not null || p.Set is not null))
        {
            properties[property.Name] = Describe(property, isInput, above, defaults);
            if (isInput ? property.IsRequired : !property.IsGetNullable) required.Add(property.Name);
        }

        above.Remove(type);
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0) schema["required"] = required;
        return schema;
    }

    private static JsonObject Describe(JsonPropertyInfo property, bool isInput, HashSet<Type> above, object? defaults)
    {
        var schema = Describe(property.PropertyType, isInput, above);
        // What bounds a list or a map bounds each of its values, but for how many there are. An example of a map is a whole one.
        var entry = schema["items"] as JsonObject ?? schema;
        var inner = schema["additionalProperties"] as JsonObject ?? entry;
        var size = entry != schema ? "Items" : inner != schema ? "Properties" : "Length";
        foreach (var attribute in Attributes(property))
        {
            switch (attribute)
            {
                case DescriptionAttribute a: schema["description"] = a.Description; break;
                case RangeAttribute a:
                    inner["minimum"] = JsonValue.Create(a.Minimum);
                    inner["maximum"] = JsonValue.Create(a.Maximum);
                    break;
                case AllowedValuesAttribute a: inner["enum"] = Values(a.Values); break;
                case RegularExpressionAttribute a: inner["pattern"] = $"^(?:{a.Pattern})$"; break;
                case DataTypeAttribute { DataType: DataType.Password }: entry["format"] = "password"; break;
                case StringLengthAttribute a: inner["minLength"] = a.MinimumLength; inner["maxLength"] = a.MaximumLength; break;
                case MinLengthAttribute a: schema[$"min{size}"] = a.Length; break;
                case ExampleAttribute a: entry["examples"] = new JsonArray(a.Value); break;
                case OutsidePlanAttribute: schema["x-outside-plan"] = true; break;
                case ResourceTextAttribute a: schema["contentMediaType"] = a.MediaType; break;
                case LocalFileAttribute: schema["x-local-file"] = true; break;
                case FromPersonAttribute: schema["x-from-person"] = true; entry["format"] = "password"; break;
                case MaxLengthAttribute a: schema[$"max{size}"] = a.Length; break;
            }
        }

        // What the record itself starts with is the default that holds, false and empty ones too: a bool? that is left out is not false.
        // What must be given has none.
        var value = defaults is null || property.IsRequired ? null : property.Get?.Invoke(defaults);
        if (value is not null)
            schema["default"] = JsonSerializer.SerializeToNode(value, ToolJson.Options);
        return schema;
    }

    private static IEnumerable<object> Attributes(JsonPropertyInfo property) =>
        (property.AttributeProvider?.GetCustomAttributes(inherit: true) ?? [])
        .Concat(property.AssociatedParameter?.AttributeProvider?.GetCustomAttributes(inherit: true) ?? []);

    private static JsonArray Values(IEnumerable values) =>
        [.. values.Cast<object?>().Where(v => v is not null).Select(v => JsonSerializer.SerializeToNode(v, ToolJson.Options))];
}
