using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Infra.Strict.Protocol;

/// <summary>Reads XML, of a request or an answer, by the model's names.</summary>
internal static class XmlReader
{
    public static JsonNode? Read(Shape shape, XElement element)
    {
        switch (shape.Type)
        {
            case "structure":
                var structure = new JsonObject();
                foreach (var (name, member) in shape.Members)
                    if (Member(member, element) is { } value) structure[name] = value;
                return structure;
            case "list":
                return new JsonArray([.. element.Elements().Select(e => Read(shape.Item.Shape, e))]);
            case "map":
                var map = new JsonObject();
                foreach (var entry in element.Elements())
                    map[Child(entry, shape.Key.LocationName ?? "key")?.Value ?? ""] =
                        Child(entry, shape.Value.LocationName ?? "value") is { } value ? Read(shape.Value.Shape, value) : null;
                return map;
            default:
                return element.Value;
        }
    }

    public static XElement? Child(XElement parent, string name) => parent.Elements().FirstOrDefault(e => e.Name.LocalName == name);

    private static JsonNode? Member(Member member, XElement parent)
    {
        var name = member.LocationName ?? member.Name;
        if (member.Shape.Type == "list" && member.Flattened)
        {
            var all = parent.Elements().Where(e => e.Name.LocalName == name).Select(e => Read(member.Shape.Item.Shape, e)).ToArray();
            return all.Length == 0 ? null : new JsonArray(all);
        }

        if (Child(parent, name) is { } child) return Read(member.Shape, child);
        // xsi:type, the only attribute that requests carry
        return parent.Attributes().FirstOrDefault(a =>
            $"{parent.GetPrefixOfNamespace(a.Name.Namespace)}:{a.Name.LocalName}" == name)?.Value;
    }
}
