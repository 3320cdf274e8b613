using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Strict.Protocol;

/// <summary>An HTTP request as it came.</summary>
/// <param name="Url">Path and query, encoded.</param>
/// <param name="Headers">By lower-case name.</param>
public sealed record HttpCall(string Method, string Url, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Path => Url.Split('?')[0];

    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The parameters of the query string, decoded.</summary>
    public IReadOnlyList<(string Name, string Value)> Query { get; } =
        Pairs(Url.Contains('?', StringComparison.Ordinal) ? Url[(Url.IndexOf('?', StringComparison.Ordinal) + 1)..] : "");

    /// <summary>Key, date, region and service of the signature, in its header or in a signed address; empty where it is not
    /// signed.</summary>
    public IReadOnlyList<string> Scope
    {
        get
        {
            var signed = Header("authorization") is { } header ? header.Split("Credential=").ElementAtOrDefault(1)?.Split(',')[0]
                : Query.FirstOrDefault(q => q.Name == "X-Amz-Credential").Value;
            return signed?.Split('/') ?? [];
        }
    }

    /// <summary>The pairs of a form or query string.</summary>
    public static IReadOnlyList<(string Name, string Value)> Pairs(string text) =>
        [.. text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2))
            .Select(p => (WebUtility.UrlDecode(p[0]), p.Length > 1 ? WebUtility.UrlDecode(p[1]) : ""))];
}

/// <summary>A request as the model of its service reads it.</summary>
public sealed class Call
{
    private Call(HttpCall http, Operation operation, JsonObject input, IReadOnlyList<string> unknown)
    {
        (Http, Operation, Input, Unknown) = (http, operation, input, unknown);
        var scope = http.Scope;
        Region = scope.ElementAtOrDefault(2) ?? "us-east-1";
    }

    public HttpCall Http { get; private set; }
    public Operation Operation { get; }
    public ServiceModel Service => Operation.Service;
    public string Name => Operation.Name;

    /// <summary>The input by the model's names. Of the query protocols every scalar is text.</summary>
    public JsonObject Input { get; }

    /// <summary>Parameters that the operation does not have.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>The region that the request is signed for.</summary>
    public string Region { get; }

    public bool Has(string member) => Input[member] is { } value && value is not JsonArray { Count: 0 };

    /// <summary>A scalar of the input as text.</summary>
    public string? Text(string member) => TextOf(Input[member]);

    /// <summary>A list of scalars of the input.</summary>
    public IReadOnlyList<string> Texts(string member) => Input[member] is JsonArray array ? [.. array.Select(i => TextOf(i)!)] : [];

    /// <summary>A list of structures of the input.</summary>
    public IReadOnlyList<JsonObject> Objects(string member) => ObjectsOf(Input[member]);

    public static IReadOnlyList<JsonObject> ObjectsOf(JsonNode? list) => list is JsonArray array ? [.. array.OfType<JsonObject>()] : [];

    public static string? TextOf(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value => value.TryGetValue<string>(out var text) ? text : value.ToJsonString(),
        _ => node.ToJsonString(),
    };

    /// <summary>Sends the changed input on in place of what came; not for REST services.</summary>
    public void Rewrite()
    {
        var body = Service.Protocol switch
        {
            WireProtocol.Json => Input.ToJsonString(),
            WireProtocol.Ec2 or WireProtocol.Query => FormWriter.Write(Operation, Input),
            _ => throw new InvalidOperationException($"A request of {Service.Name} is changed by its body."),
        };
        RewriteBody(body);
    }

    /// <summary>Sends another body on.</summary>
    public void RewriteBody(string body) => Http = Http with { Body = Encoding.UTF8.GetBytes(body) };

    /// <summary>Reads a request; null where no model has such an operation.</summary>
    public static Call? Read(HttpCall http)
    {
        var name = http.Scope.ElementAtOrDefault(3);
        // S3 would take the paths of S3 Control, which signs with the same name, for buckets.
        foreach (var service in ServiceModel.All.Where(s => s.SigningName == name).OrderByDescending(s => s.Name.Length))
        {
            switch (service.Protocol)
            {
                case WireProtocol.Ec2 or WireProtocol.Query:
                    var form = http.Method == "GET" ? http.Query : HttpCall.Pairs(http.Text);
                    if (form.FirstOrDefault(p => p.Name == "Action").Value is { } action &&
                        service.Operations.TryGetValue(action, out var asked))
                    {
                        var tree = new FormTree(form);
                        return new(http, asked, FormReader.Read(asked, tree), tree.Unread(["Action", "Version"]));
                    }

                    break;
                case WireProtocol.Json:
                    // CloudTrail's prefix has dots of its own.
                    if (http.Header("x-amz-target") is { } target && target.StartsWith($"{service.TargetPrefix}.", StringComparison.Ordinal)
                        && service.Operations.TryGetValue(target[(service.TargetPrefix!.Length + 1)..], out asked))
                    {
                        var body = (http.Body.Length == 0 ? new JsonObject() : JsonNode.Parse(http.Body) as JsonObject) ?? [];
                        return new(http, asked, body, [.. body.Select(m => m.Key)
                            .Where(k => asked.Input?.Members.ContainsKey(k) is not true)]);
                    }

                    break;
                default:
                    if (RestReader.Find(service, http) is { } found) return new(http, found, RestReader.Read(found, http), []);
                    break;
            }
        }

        return null;
    }
}

/// <summary>The parameters of a form as the tree that their dots make of them.</summary>
internal sealed class FormTree
{
    private readonly Dictionary<string, FormTree> children = new(StringComparer.Ordinal);
    private string? value;
    private bool read;

    private FormTree() { }

    public FormTree(IEnumerable<(string Name, string Value)> form)
    {
        foreach (var (name, text) in form)
        {
            var node = this;
            foreach (var part in name.Split('.'))
            {
                if (!node.children.TryGetValue(part, out var child)) node.children[part] = child = new();
                node = child;
            }

            node.value = text;
        }
    }

    public string? Value
    {
        get
        {
            read = true;
            return value;
        }
    }

    public FormTree? this[string name] => children.GetValueOrDefault(name);

    /// <summary>The children that are numbered, in the order of their numbers.</summary>
    public IEnumerable<FormTree> Numbered =>
        children.Where(c => int.TryParse(c.Key, out _)).OrderBy(c => int.Parse(c.Key, System.Globalization.CultureInfo.InvariantCulture))
            .Select(c => c.Value);

    /// <summary>The names of the parameters that nobody looked at.</summary>
    public IReadOnlyList<string> Unread(IReadOnlyCollection<string> besides) => [.. Names("").Where(n => !besides.Contains(n))];

    private IEnumerable<string> Names(string prefix)
    {
        if (value is not null && !read) yield return prefix;
        foreach (var (name, child) in children)
            foreach (var below in child.Names(prefix.Length == 0 ? name : $"{prefix}.{name}")) yield return below;
    }
}

/// <summary>Reads the forms of the two query protocols.</summary>
internal static class FormReader
{
    public static JsonObject Read(Operation operation, FormTree form) => operation.Input is { } shape
        ? (JsonObject?)Structure(shape, form, operation.Service.Protocol) ?? [] : [];

    public static string NameOf(Member member, WireProtocol protocol) => protocol == WireProtocol.Ec2
        ? member.QueryName ?? (member.LocationName is { Length: > 0 } name ? char.ToUpperInvariant(name[0]) + name[1..] : member.Name)
        : member.Flattened && member.Shape.Type == "list" && member.Shape.Item.LocationName is { } item ? item : member.LocationName
            ?? member.Name;

    private static JsonObject Structure(Shape shape, FormTree form, WireProtocol protocol)
    {
        var read = new JsonObject();
        foreach (var (name, member) in shape.Members)
            if (form[NameOf(member, protocol)] is { } below && Value(member, below, protocol) is { } value) read[name] = value;
        return read;
    }

    private static JsonNode? Value(Member member, FormTree form, WireProtocol protocol)
    {
        var shape = member.Shape;
        switch (shape.Type)
        {
            case "structure":
                return form.Value is null || form.Value.Length > 0 ? Structure(shape, form, protocol) : new JsonObject();
            case "list":
                _ = form.Value;
                var items = protocol == WireProtocol.Ec2 || member.Flattened ? form : form[shape.Item.LocationName ?? "member"];
                return new JsonArray([.. items?.Numbered.Select(n => Value(shape.Item, n, protocol)) ?? []]);
            case "map":
                _ = form.Value;
                var map = new JsonObject();
                foreach (var entry in (member.Flattened ? form : form["entry"])?.Numbered ?? [])
                    map[entry[shape.Key.LocationName ?? "key"]?.Value ?? ""] = entry[shape.Value.LocationName ?? "value"] is { } value
                        ? Value(shape.Value, value, protocol) : null;
                return map;
            default:
                return form.Value;
        }
    }
}

/// <summary>Writes the forms of the two query protocols.</summary>
internal static class FormWriter
{
    public static string Write(Operation operation, JsonObject input)
    {
        var pairs = new List<(string Name, string Value)> { ("Action", operation.Name), ("Version", operation.Service.Version) };
        if (operation.Input is { } shape) Structure(shape, input, "", operation.Service.Protocol, pairs);
        return string.Join('&', pairs.Select(p => $"{Uri.EscapeDataString(p.Name)}={Uri.EscapeDataString(p.Value)}"));
    }

    private static void Structure(Shape shape, JsonObject input, string prefix, WireProtocol protocol, List<(string, string)> pairs)
    {
        foreach (var (name, member) in shape.Members)
            if (input[name] is { } value) Value(member, value, prefix + FormReader.NameOf(member, protocol), protocol, pairs);
    }

    private static void Value(Member member, JsonNode value, string name, WireProtocol protocol, List<(string, string)> pairs)
    {
        var shape = member.Shape;
        switch (value)
        {
            case JsonObject map when shape.Type == "map":
                foreach (var ((key, item), i) in map.Select((entry, i) => (entry, i + 1)))
                {
                    var entry = member.Flattened ? $"{name}.{i}" : $"{name}.entry.{i}";
                    pairs.Add(($"{entry}.{shape.Key.LocationName ?? "key"}", key));
                    if (item is not null) Value(shape.Value, item, $"{entry}.{shape.Value.LocationName ?? "value"}", protocol, pairs);
                }

                break;
            case JsonObject structure:
                Structure(shape, structure, $"{name}.", protocol, pairs);
                break;
            case JsonArray list:
                if (list.Count == 0 && protocol == WireProtocol.Query) pairs.Add((name, ""));
                var items = protocol == WireProtocol.Ec2 || member.Flattened ? name : $"{name}.{shape.Item.LocationName ?? "member"}";
                for (var i = 0; i < list.Count; i++) Value(shape.Item, list[i]!, $"{items}.{i + 1}", protocol, pairs);
                break;
            default:
                pairs.Add((name, Call.TextOf(value)!));
                break;
        }
    }
}

/// <summary>Finds the operation of a REST request, and reads its input.</summary>
internal static class RestReader
{
    public static Operation? Find(ServiceModel service, HttpCall http)
    {
        var parts = Parts(http.Path);
        var fits = service.Operations.Values.Where(o => o.Method == http.Method && PathFits(o, parts) &&
            o.Query.All(q => http.Query.Any(h => h.Name == q.Name && (q.Value is null || q.Value == h.Value)))).ToList();
        // The most that is fixed is what is meant: ?list-type=2 before the bare bucket, x-amz-copy-source before a plain PUT.
        return fits.Where(o => Marks(o).All(m => Present(m, http))).OrderByDescending(o => o.Query.Count)
            .ThenByDescending(o => o.PathParts.Count(p => p[0] != '{'))
            .ThenByDescending(o => Marks(o).Count()).FirstOrDefault() ?? fits.OrderByDescending(o => o.Query.Count).FirstOrDefault();
    }

    public static JsonObject Read(Operation operation, HttpCall http)
    {
        var input = new JsonObject();
        if (operation.Input is not { } shape) return input;
        var parts = Parts(http.Path);
        foreach (var (name, member) in shape.Members)
        {
            var at = member.LocationName ?? member.Name;
            JsonNode? value = member.Location switch
            {
                "uri" => Label(operation, parts, at),
                "querystring" when member.Shape.Type == "list" =>
                    http.Query.Where(q => q.Name == at).Select(q => (JsonNode)q.Value).ToArray() is { Length: > 0 } all
                    ? new JsonArray(all) : null,
                "querystring" when member.Shape.Type == "map" => null,
                "querystring" => http.Query.Where(q => q.Name == at).Select(q => q.Value).FirstOrDefault(),
                "header" when member.Shape.Type == "list" => http.Header(at.ToLowerInvariant()) is { } list
                    ? new JsonArray([.. list.Split(',').Select(i => (JsonNode)i.Trim())]) : null,
                // The only header whose value is encoded as an address is.
                "header" when name == "CopySource" => Uri.UnescapeDataString(http.Header(at) ?? ""),
                "header" => http.Header(at.ToLowerInvariant()),
                "headers" => Headers(http, at),
                _ => null,
            };
            if (value is not null) input[name] = value;
        }

        if (shape.Payload is { } payload)
        {
            var member = shape.Members[payload];
            if (http.Body.Length == 0) return input;
            if (member.Shape.Type is not ("structure" or "list")) input[payload] = "";
            else if (operation.Service.Protocol == WireProtocol.RestXml && Xml(http) is { } root) input[payload] =
                XmlReader.Read(member.Shape, root);
            else if (Json(http) is { } json) input[payload] = json;
        }
        else if (http.Body.Length > 0)
        {
            var body = operation.Service.Protocol == WireProtocol.RestXml ? Xml(http) is { } root
                ? XmlReader.Read(shape, root) as JsonObject : null : Json(http) as JsonObject;
            foreach (var (name, member) in shape.Members.Where(m => m.Value.Location is null))
                if (body?[operation.Service.Protocol == WireProtocol.RestXml ? name : member.LocationName
                    ?? name] is { } value) input[name] = value.DeepClone();
        }

        return input;
    }

    private static JsonNode? Json(HttpCall http)
    {
        try
        {
            return JsonNode.Parse(http.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static System.Xml.Linq.XElement? Xml(HttpCall http)
    {
        try
        {
            return System.Xml.Linq.XDocument.Load(new MemoryStream(http.Body)).Root;
        }
        catch (System.Xml.XmlException)
        {
            return null;
        }
    }

    private static string[] Parts(string path) => path.TrimStart('/').Length == 0 ? [] : path[1..].Split('/');

    private static bool PathFits(Operation operation, string[] parts)
    {
        var wanted = operation.PathParts;
        var greedy = wanted.Count > 0 && wanted[^1].EndsWith("+}", StringComparison.Ordinal);
        // A slash at the end is no part; but a key may consist of one.
        if (!greedy && parts.Length == wanted.Count + 1 && parts[^1].Length == 0) parts = parts[..^1];
        return (greedy ? parts.Length >= wanted.Count && string.Concat(parts[(wanted.Count - 1)..]).Length > 0
            : parts.Length == wanted.Count) &&
            wanted.Zip(parts).All(p => p.First[0] == '{' ? p.Second.Length > 0 || greedy : p.First == p.Second);
    }

    private static string? Label(Operation operation, string[] parts, string name)
    {
        for (var i = 0; i < operation.PathParts.Count && i < parts.Length; i++)
        {
            if (operation.PathParts[i] == $"{{{name}}}") return Uri.UnescapeDataString(parts[i]);
            if (operation.PathParts[i] == $"{{{name}+}}") return Uri.UnescapeDataString(string.Join('/', parts[i..]));
        }

        return null;
    }

    private static IEnumerable<Member> Marks(Operation operation) =>
        operation.Input?.Required.Select(r => operation.Input.Members[r]).Where(m => m.Location is "querystring" or "header") ?? [];

    private static bool Present(Member member, HttpCall http) => member.Location == "header"
        ? http.Header(member.LocationName!.ToLowerInvariant()) is not null
        : http.Query.Any(q => q.Name == member.LocationName);

    private static JsonObject? Headers(HttpCall http, string prefix)
    {
        var map = new JsonObject();
        foreach (var (name, value) in http.Headers.Where(h =>
            h.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))) map[name[prefix.Length..]] = value;
        return map.Count == 0 ? null : map;
    }
}
