using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Infra.Sdk.Generator;

/// <summary>A service model together with the names that the official .NET client gives to its parts.</summary>
internal sealed class ServiceDefinition
{
    // The marks keep these names apart from the names of shapes in the model.
    private const string RequestMark = "request:";
    private const string ResponseMark = "response:";
    private const string TextShape = "text:";

    private static readonly char[] EnumSeparators = { ' ', '-', '.', ':', '/', '(', ')', ',', '*', '+' };
    private static readonly JsonMap NoMembers = new();
    private static readonly JsonMap EmptyStructure = CreateShape("structure");
    private static readonly JsonMap PlainText = CreateShape("string");

    private readonly JsonMap _sdk;
    private readonly JsonMap _shapes;
    private readonly Dictionary<string, string> _sourceOfClone = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _order = new();

    public ServiceDefinition(string json)
    {
        var model = JsonReader.ReadObject(json);
        _sdk = Require(model, "sdk");
        _shapes = Require(model, "shapes");
        Metadata = Require(model, "metadata");
        Pagination = model.Map("pagination") ?? new JsonMap();
        EndpointRules = Require(model, "rules");
        Namespace = _sdk.Text("ns") ?? throw new FormatException("The model has no sdk.ns.");
        ClientName = _sdk.Text("client") ?? throw new FormatException("The model has no sdk.client.");
        var operations = Require(model, "operations");
        Operations = operations.Keys.Select(name => new OperationDefinition(this, name, operations.Map(name)!)).ToList();
        NumberShapes();
    }

    public JsonMap Metadata { get; }

    private bool IsJson => Metadata.Text("protocol") is "json" or "rest-json";

    public JsonMap Pagination { get; }

    public JsonMap EndpointRules { get; }

    /// <summary>Such as <c>Amazon.RDS</c>.</summary>
    public string Namespace { get; }

    public string ModelNamespace => Namespace + ".Model";

    /// <summary>The name in <c>AmazonRDSClient</c>.</summary>
    public string ClientName { get; }

    public string Prefix => "Amazon" + ClientName;

    public IReadOnlyList<OperationDefinition> Operations { get; }

    /// <summary>All types that the operations reach, in the order of their numbers.</summary>
    public IReadOnlyList<string> Shapes => _order;

    public int IdOf(string shape)
    {
        if (!_ids.TryGetValue(shape, out int id))
        {
            _ids[shape] = id = _order.Count;
            _order.Add(shape);
        }

        return id;
    }

    /// <summary>The number of a list's or map's items. The official clients keep enums in collections as text.</summary>
    public int IdOfItem(string shape) => IdOf(IsEnum(shape) ? TextShape : shape);

    public static string RequestShape(string operation) => RequestMark + operation;

    public static string ResponseShape(string operation) => ResponseMark + operation;

    public static bool IsRequest(string shape) => shape.StartsWith(RequestMark, StringComparison.Ordinal);

    public static bool IsResponse(string shape) => shape.StartsWith(ResponseMark, StringComparison.Ordinal);

    public JsonMap Shape(string name)
    {
        if (name == TextShape)
        {
            return PlainText;
        }

        if (_sourceOfClone.TryGetValue(name, out var source))
        {
            return source.Length == 0 ? EmptyStructure : Shape(source);
        }

        return _shapes.Map(name) ?? throw new FormatException($"The model has no shape {name}.");
    }

    public string TypeOf(string shape) => Shape(shape).Text("type") ?? "";

    /// <summary>The name of a shape in the model, for a request or response that of the shape it is made from.</summary>
    public string ModelName(string shape) =>
        shape == TextShape ? "String"
        : _sourceOfClone.TryGetValue(shape, out var source) && source.Length > 0 ? source
        : shape.Substring(shape.IndexOf(':') + 1);

    public bool IsException(string shape) =>
        Shape(shape) is var value && (value.Flag("exception") || value.Flag("error") || value.Has("error"));

    public bool IsEnum(string shape) => Shape(shape) is var value && value.Text("type") == "string" && value.Has("enum");

    public bool IsDocument(string shape) => Shape(shape).Flag("document");

    /// <summary>A class of the model namespace that is neither a request, a response nor an exception.</summary>
    public bool IsPlainStructure(string shape) =>
        TypeOf(shape) == "structure" && !IsDocument(shape) && !IsException(shape) && !IsRequest(shape) && !IsResponse(shape);

    public bool IsEventStream(string shape) => Shape(shape).Flag("eventstream");

    public JsonMap MembersOf(string shape) => Shape(shape).Map("members") ?? NoMembers;

    /// <summary>The members that become properties: the message of an exception is .NET's own.</summary>
    public IEnumerable<string> Members(string shape)
    {
        var members = MembersOf(shape);
        bool isException = IsException(shape);
        var kept = members.Keys.Where(name =>
            !(isException && name.Equals("message", StringComparison.OrdinalIgnoreCase)) && !IsEventStream(MemberShape(shape, name)));
        // The official clients write the members of JSON by their names in C#; whoever compares or records requests sees the same bytes.
        return IsJson
            ? kept.OrderBy(name => PropertyName(shape, name), StringComparer.Ordinal)
            : kept;
    }

    public string MemberShape(string shape, string member) => ShapeOf(MembersOf(shape).Map(member));

    public static string ShapeOf(JsonMap? reference) =>
        reference?.Text("shape") ?? throw new FormatException("A reference names no shape.");

    /// <summary>The name of the class.</summary>
    public string ClassName(string shape)
    {
        if (IsRequest(shape) || IsResponse(shape))
        {
            return shape.Substring(shape.IndexOf(':') + 1) + (IsRequest(shape) ? "Request" : "Response");
        }

        string name = _sdk.Map("rename")?.Text(shape) ?? Capitalize(shape);
        if (!IsException(shape))
        {
            return name;
        }

        return name.EndsWith("Fault", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Fault".Length) + "Exception"
            : name.EndsWith("Exception", StringComparison.Ordinal) ? name
            : name + "Exception";
    }

    public string FullClassName(string shape) => $"global::{ModelNamespace}.{ClassName(shape)}";

    public string EnumName(string shape) => _sdk.Map("rename")?.Text(shape) ?? Capitalize(shape);

    public string FullEnumName(string shape) => $"global::{Namespace}.{EnumName(shape)}";

    public string PropertyName(string shape, string member) =>
        _sdk.Map("prop")?.Text(ModelName(shape) + "." + member) ?? Capitalize(member);

    /// <summary>The C# type of a member, or of an item of a collection.</summary>
    public string CSharpType(string shape, bool isItem)
    {
        var definition = Shape(shape);
        string optional = isItem ? "" : "?";
        switch (definition.Text("type"))
        {
            case "string" or "character":
                return definition.Has("enum") && !isItem ? FullEnumName(shape) : "string";
            case "integer":
                return "int" + optional;
            case "long":
                return "long" + optional;
            case "float":
                return "float" + optional;
            case "double":
                return "double" + optional;
            case "boolean":
                return "bool" + optional;
            case "timestamp":
                return "global::System.DateTime" + optional;
            case "blob":
                return definition.Flag("streaming") ? "global::System.IO.Stream" : "global::System.IO.MemoryStream";
            case "list":
                return $"global::System.Collections.Generic.List<{CSharpType(ShapeOf(definition.Map("member")), true)}>";
            case "map":
                return $"global::System.Collections.Generic.Dictionary<string, {CSharpType(ShapeOf(definition.Map("value")), true)}>";
            case "structure":
                return definition.Flag("document") ? "global::Amazon.Runtime.Documents.Document" : FullClassName(shape);
            default:
                throw new FormatException($"The type of shape {shape} is unknown.");
        }
    }

    public bool IsCollection(string shape) => TypeOf(shape) is "list" or "map";

    public bool HasNoArgumentOverload(string operation) => _sdk.Texts("noArg").Contains(operation);

    /// <summary>The members of a request that an overload takes one by one.</summary>
    public IEnumerable<IReadOnlyList<string>> SimpleOverloads(string operation) =>
        (_sdk.Map("simple")?.List(operation) ?? new List<object?>()).Select(list => ((List<object?>)list!).Cast<string>().ToList());

    public static string Capitalize(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);

    /// <summary>The field that holds a value of an enum.</summary>
    public static string EnumField(string value)
    {
        var name = new StringBuilder();
        foreach (string part in value.Split(EnumSeparators, StringSplitOptions.RemoveEmptyEntries))
        {
            name.Append(Capitalize(part));
        }

        return name.Length == 0 ? "Empty" : char.IsDigit(name[0]) ? "_" + name : name.ToString();
    }

    private static JsonMap Require(JsonMap model, string name) => model.Map(name) ?? throw new FormatException($"The model has no {name}.");

    private static JsonMap CreateShape(string type)
    {
        var shape = new JsonMap();
        shape.Set("type", type);
        return shape;
    }

    /// <summary>
    /// Gives every type its number. Each operation gets a request and a response class of its own, as in the official
    /// client, even where operations of the model share a shape.
    /// </summary>
    private void NumberShapes()
    {
        foreach (var operation in Operations)
        {
            _sourceOfClone[RequestShape(operation.Name)] = operation.InputShape ?? "";
            _sourceOfClone[ResponseShape(operation.Name)] = operation.OutputShape ?? "";
            IdOf(RequestShape(operation.Name));
            IdOf(ResponseShape(operation.Name));
        }

        foreach (string error in Operations.SelectMany(operation => operation.Errors))
        {
            IdOf(error);
        }

        for (int i = 0; i < _order.Count; i++)
        {
            foreach (string reached in Reached(_order[i]).Where(name => !IsEventStream(name)))
            {
                IdOf(reached);
            }
        }

        IdOf(TextShape);
    }

    private IEnumerable<string> Reached(string name)
    {
        var shape = Shape(name);
        foreach (string member in shape.Map("members")?.Keys ?? Array.Empty<string>())
        {
            yield return MemberShape(name, member);
        }

        foreach (string part in new[] { "member", "value" })
        {
            if (shape.Map(part) is { } reference)
            {
                yield return ShapeOf(reference);
            }
        }

        // The keys of a map are text in C#, but an enum among them has its class.
        if (shape.Map("key") is { } key && IsEnum(ShapeOf(key)))
        {
            yield return ShapeOf(key);
        }
    }
}

/// <summary>One operation of the model.</summary>
internal sealed class OperationDefinition
{
    private readonly ServiceDefinition _service;
    private readonly JsonMap _operation;

    public OperationDefinition(ServiceDefinition service, string name, JsonMap operation)
    {
        _service = service;
        _operation = operation;
        Name = name;
    }

    public string Name { get; }

    public string HttpMethod => _operation.Map("http")?.Text("method") ?? "POST";

    public string RequestUri => _operation.Map("http")?.Text("requestUri") ?? "/";

    public JsonMap? Input => _operation.Map("input");

    public string? InputShape => Input?.Text("shape");

    public string? OutputShape => _operation.Map("output")?.Text("shape");

    public string? ResultWrapper => _operation.Map("output")?.Text("resultWrapper");

    public string? HostPrefix => _operation.Map("endpoint")?.Text("hostPrefix");

    public IReadOnlyList<string> Errors => _operation.Texts("errors");

    public bool IsUnsigned => _operation.Text("authtype") == "none";

    public bool CompressesRequest => _operation.Map("requestcompression")?.Texts("encodings").Contains("gzip") == true;

    public bool RequiresChecksum => _operation.Flag("httpChecksumRequired");

    public bool UsesEventStream => HasMember(InputShape, _service.IsEventStream) || HasMember(OutputShape, _service.IsEventStream);

    public bool HasStreamingOutput => HasMember(OutputShape, shape => _service.Shape(shape) is var value
        && value.Text("type") == "blob" && value.Flag("streaming"));

    private bool HasMember(string? shape, Func<string, bool> matches) =>
        shape is not null && _service.MembersOf(shape).Keys.Any(member => matches(_service.MemberShape(shape, member)));
}
