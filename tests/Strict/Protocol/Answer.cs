using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;

namespace Infra.Strict.Protocol;

/// <summary>An HTTP answer, which can be looked into and changed by the names of the model.</summary>
public sealed class Answer(int status)
{
    public const string RequestId = "5f7c1e52-0000-4000-8000-000000000000";

    private byte[] body = [];
    private bool xmlChanged;
    private XDocument? xml;
    private JsonNode? json;

    public int Status { get; set; } = status;
    public bool Ok => Status is >= 200 and < 300;

    /// <summary>By name, as they are written.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase) { ["x-amzn-RequestId"] = RequestId };

    /// <summary>The rule that made this answer in the emulator's place; null where the emulator did.</summary>
    public string? Rule { get; init; }

    /// <summary>The bytes as they go out.</summary>
    public byte[] Body
    {
        get
        {
            if (xml is not null && xmlChanged)
            {
                var text = xml.Root!.ToString(SaveOptions.DisableFormatting);
                return Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}");
            }

            return json is not null ? Encoding.UTF8.GetBytes(json.ToJsonString(new JsonSerializerOptions
            {
                Encoder =
                System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping
            })) : body;
        }
    }

    public void SetBody(byte[] bytes, string? contentType)
    {
        body = bytes;
        if (contentType is not null) Headers["Content-Type"] = contentType;
    }

    public void SetXml(XElement root)
    {
        xml = new(root);
        xmlChanged = true;
        Headers["Content-Type"] = "text/xml";
    }

    public void SetJson(JsonNode node, string contentType)
    {
        json = node;
        Headers["Content-Type"] = contentType;
    }

    /// <summary>The output of the operation; null where there is none, or none that can be read.</summary>
    public Node? Output(Operation operation)
    {
        if (!Ok || operation.Output is not { } shape ||
            shape.Payload is not null && shape.Members[shape.Payload].Shape.Type != "structure") return null;
        try
        {
            switch (operation.Service.Protocol)
            {
                case WireProtocol.Json or WireProtocol.RestJson:
                    json ??= body.Length == 0 ? null : JsonNode.Parse(body);
                    return json is JsonObject root ? new JsonOutput(shape, root) : null;
                default:
                    if (xml is null && body.Length > 0)
                    {
                        xml = XDocument.Load(new MemoryStream(body), LoadOptions.PreserveWhitespace);
                        // What nobody changes goes out byte for byte.
                        xml.Changed += (_, _) => xmlChanged = true;
                    }

                    if (xml?.Root is not { } element) return null;
                    if (operation.Wrapper is { } wrapper) element = XmlReader.Child(element, wrapper);
                    return element is null ? null : new XmlOutput(shape.Payload is { } payload ? shape.Members[payload].Shape : shape,
                        element);
            }
        }
        catch (Exception e) when (e is JsonException or XmlException)
        {
            return null;
        }
    }

    /// <summary>A copy that can be changed on its own.</summary>
    public Answer Copy()
    {
        var copy = new Answer(Status) { Rule = Rule };
        copy.body = Body;
        foreach (var (name, value) in Headers) copy.Headers[name] = value;
        return copy;
    }
}

/// <summary>A value in an answer, by the model's names.</summary>
public abstract class Node(Shape shape)
{
    public Shape Shape { get; } = shape;

    /// <summary>A scalar's text.</summary>
    public abstract string? Text { get; }

    /// <summary>The items of a list; empty for all else.</summary>
    public abstract IReadOnlyList<Node> Items { get; }

    /// <summary>The member of a structure; null where it is absent.</summary>
    public abstract Node? this[string member] { get; }

    /// <summary>Leaves these items of the list, in this order.</summary>
    public abstract void Keep(IEnumerable<Node> items);

    /// <summary>Sets a scalar member, or takes a member away.</summary>
    public abstract void Set(string member, string? text);

    /// <summary>The whole value by the model's names.</summary>
    public abstract JsonNode? ToJson();

    /// <summary>All that a path leads to: <c>Reservations[].Instances[].State.Name</c>.</summary>
    public IEnumerable<Node> Find(string path)
    {
        IEnumerable<Node> found = [this];
        foreach (var part in path.Split('.'))
        {
            var name = part.Replace("[]", "", StringComparison.Ordinal);
            found = found.Select(n => n[name]).OfType<Node>();
            if (part.EndsWith("[]", StringComparison.Ordinal)) found = found.SelectMany(n => n.Items);
        }

        return found.ToList();
    }
}

internal sealed class XmlOutput(Shape shape, XElement element, Member? flattened = null) : Node(shape)
{
    public override string? Text => element.Value;

    public override IReadOnlyList<Node> Items => Shape.Type == "list" ? [.. Elements.Select(e => new XmlOutput(Shape.Item.Shape, e))] : [];

    public override Node? this[string member]
    {
        get
        {
            if (!Shape.Members.TryGetValue(member, out var found)) return null;
            var name = found.LocationName ?? member;
            if (found.Shape.Type == "list" && found.Flattened) return new XmlOutput(found.Shape, element, found);
            return XmlReader.Child(element, name) is { } child ? new XmlOutput(found.Shape, child) : null;
        }
    }

    // A flat list has no element of its own: its items stand in that of the structure.
    private List<XElement> Elements =>
        [.. element.Elements().Where(e => flattened is null || e.Name.LocalName == (flattened.LocationName ?? flattened.Name))];

    private XElement Element => element;

    public override void Keep(IEnumerable<Node> items)
    {
        var kept = items.Cast<XmlOutput>().Select(i => i.Element).ToList();
        var anchor = Elements.FirstOrDefault();
        if (anchor is null) return;
        var before = anchor.NodesBeforeSelf().LastOrDefault();
        foreach (var old in Elements) old.Remove();
        if (before is null) element.AddFirst(kept);
        else before.AddAfterSelf(kept);
    }

    public override void Set(string member, string? text)
    {
        var name = Shape.Members[member].LocationName ?? member;
        var child = XmlReader.Child(element, name);
        if (text is null) child?.Remove();
        else if (child is not null) child.Value = text;
        else element.Add(new XElement(element.Name.Namespace + name, text));
    }

    public override JsonNode? ToJson() => flattened is null ? XmlReader.Read(Shape, element)
        : new JsonArray([.. Elements.Select(e => XmlReader.Read(Shape.Item.Shape, e))]);
}

internal sealed class JsonOutput(Shape shape, JsonNode json) : Node(shape)
{
    public override string? Text => Call.TextOf(json);

    public override IReadOnlyList<Node> Items => json is JsonArray array && Shape.Type == "list"
        ? [.. array.OfType<JsonNode>().Select(i => new JsonOutput(Shape.Item.Shape, i))] : [];

    public override Node? this[string member] =>
        Shape.Members.TryGetValue(member, out var found) && json is JsonObject structure &&
            structure[found.LocationName ?? member] is { } value ? new JsonOutput(found.Shape, value) : null;

    private JsonNode Json => json;

    public override void Keep(IEnumerable<Node> items)
    {
        var kept = items.Cast<JsonOutput>().Select(i => i.Json).ToList();
        var array = (JsonArray)json;
        array.Clear();
        foreach (var item in kept) array.Add(item);
    }

    public override void Set(string member, string? text)
    {
        var found = Shape.Members[member];
        var structure = (JsonObject)json;
        var name = found.LocationName ?? member;
        if (text is null) structure.Remove(name);
        else structure[name] = found.Shape.Type == "boolean" ? bool.Parse(text) : text;
    }

    public override JsonNode? ToJson() => json.DeepClone();
}
