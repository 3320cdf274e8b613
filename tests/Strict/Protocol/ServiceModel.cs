using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Infra.Strict.Protocol;

/// <summary>How a service writes its requests and answers.</summary>
public enum WireProtocol
{
    /// <summary>Amazon EC2's form of <see cref="Query"/>: every list is flat and names begin with a capital.</summary>
    Ec2,
    Query,
    Json,
    RestJson,
    RestXml,
}

/// <summary>A service as its botocore model describes it (tests/Strict/models, written by Sdk/tools/import_models.py --strict).</summary>
public sealed class ServiceModel
{
    private static readonly Lazy<IReadOnlyList<ServiceModel>> Loaded = new(() =>
        [.. typeof(ServiceModel).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal).Select(Load)]);

    private readonly JsonElement shapes;
    private readonly ConcurrentDictionary<string, Shape> known = new();

    private ServiceModel(string name, JsonElement model)
    {
        Name = name;
        shapes = model.GetProperty("shapes");
        var metadata = model.GetProperty("metadata");
        string? Text(string key) => metadata.TryGetProperty(key, out var value) ? value.GetString() : null;
        Version = Text("apiVersion")!;
        SigningName = Text("signingName") ?? Text("endpointPrefix")!;
        TargetPrefix = Text("targetPrefix");
        JsonVersion = Text("jsonVersion") ?? "1.0";
        Namespace = metadata.TryGetProperty("xmlNamespace", out var xml) ? xml.GetString()!
            : $"http://{Text("endpointPrefix")}.amazonaws.com/doc/{Version}/";
        Protocol = Enum.Parse<WireProtocol>(Text("protocol")!.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
        Operations = model.GetProperty("operations").EnumerateObject().ToDictionary(o => o.Name, o => new Operation(this, o.Name, o.Value));
    }

    /// <summary>Every service that the double knows.</summary>
    public static IReadOnlyList<ServiceModel> All => Loaded.Value;

    /// <summary>botocore's name of the service.</summary>
    public string Name { get; }
    public string Version { get; }
    public string SigningName { get; }
    public string? TargetPrefix { get; }
    public string JsonVersion { get; }
    public string Namespace { get; }
    public WireProtocol Protocol { get; }
    public IReadOnlyDictionary<string, Operation> Operations { get; }

    public static ServiceModel Of(string name) => All.Single(s => s.Name == name);

    public Shape Shape(string name) => known.GetOrAdd(name, n => new(this, n, shapes.GetProperty(n)));

    /// <summary>All shapes, for tests of the models.</summary>
    public IEnumerable<Shape> Shapes => shapes.EnumerateObject().Select(s => Shape(s.Name));

    private static ServiceModel Load(string name)
    {
        using var stream = typeof(ServiceModel).Assembly.GetManifestResourceStream(name)!;
        using var document = JsonDocument.Parse(stream);
        return new(name, document.RootElement.Clone());
    }
}

/// <summary>An operation: where its request goes and what it carries.</summary>
public sealed class Operation
{
    private readonly JsonElement json;

    internal Operation(ServiceModel service, string name, JsonElement json)
    {
        (Service, Name, this.json) = (service, name, json);
        Method = Text("method")!;
        var uri = Text("uri")!.Split('?');
        PathParts = uri[0].Trim('/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        Query = uri.Length < 2 ? [] : [.. uri[1].Split('&').Select(p => p.Split('=')).Select(p => (p[0], p.Length > 1 ? p[1] : null))];
    }

    public ServiceModel Service { get; }
    public string Name { get; }
    public string Method { get; }
    public IReadOnlyList<string> PathParts { get; }

    /// <summary>What the query string must hold for this operation to be meant; a null value is any.</summary>
    public IReadOnlyList<(string Name, string? Value)> Query { get; }
    public Shape? Input => Text("input") is { } name ? Service.Shape(name) : null;
    public Shape? Output => Text("output") is { } name ? Service.Shape(name) : null;

    /// <summary>The element around the result of the query protocol.</summary>
    public string? Wrapper => Text("wrapper");

    /// <summary>The names of its token, in the request and in the answer, and of its rows; null where it has no pages, or several
    /// tokens.</summary>
    public (string In, string Out, string Rows, string? More)? Pages =>
        Text("input_token") is { } input && Text("output_token") is { } output && Text("result_key") is { } rows &&
            !(input + output + rows).Any(c => c is ' ' or '.')
            ? (input, output, rows, Text("more_results"))
            : null;

    /// <summary>The member that asks for a size of page.</summary>
    public string? Limit => Text("limit_key");

    // Of several results the first has the rows; several tokens are no handle, but the name of the last row.
    private string? Text(string key) => !json.TryGetProperty(key, out var value) ? null
        : value.ValueKind == JsonValueKind.Array && key == "result_key" ? value[0].GetString()
        : value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>A type of the model with its constraints.</summary>
public sealed class Shape
{
    private readonly ServiceModel service;
    private readonly JsonElement json;
    private readonly Lazy<IReadOnlyDictionary<string, Member>> members;
    private readonly Lazy<Regex?> pattern;

    internal Shape(ServiceModel service, string name, JsonElement json)
    {
        (this.service, Name, this.json) = (service, name, json);
        Type = json.GetProperty("type").GetString()!;
        members = new(() => json.TryGetProperty("members", out var all)
            ? all.EnumerateObject().ToDictionary(m => m.Name, m => new Member(service, m.Name, m.Value)) : []);
        pattern = new(() => Text("pattern") is { } text ? new($@"\A(?:{text})\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))
            : null);
        Required = json.TryGetProperty("required", out var required) ? [.. required.EnumerateArray().Select(r => r.GetString()!)] : [];
        Enum = json.TryGetProperty("enum", out var values) ? [.. values.EnumerateArray().Select(v => v.GetString()!)] : [];
    }

    public string Name { get; }
    public string Type { get; }
    public IReadOnlyDictionary<string, Member> Members => members.Value;
    public IReadOnlyList<string> Required { get; }
    public IReadOnlyList<string> Enum { get; }
    public Regex? Pattern => pattern.Value;
    public double? Min => Number("min");
    public double? Max => Number("max");
    public bool Flattened => Flag("flattened");
    public bool Streaming => Flag("streaming");
    public bool Union => Flag("union");
    public string? Payload => Text("payload");
    public Member Item => new(service, "member", json.GetProperty("member"));
    public Member Key => new(service, "key", json.GetProperty("key"));
    public Member Value => new(service, "value", json.GetProperty("value"));

    private string? Text(string key) => json.TryGetProperty(key, out var value) ? value.GetString() : null;

    private double? Number(string key) => json.TryGetProperty(key, out var value) ? value.GetDouble() : null;

    private bool Flag(string key) => json.TryGetProperty(key, out var value) && value.GetBoolean();
}

/// <summary>A member of a structure, or what a list or map is made of.</summary>
public sealed class Member
{
    private readonly ServiceModel service;
    private readonly JsonElement json;

    internal Member(ServiceModel service, string name, JsonElement json) => (this.service, Name, this.json) = (service, name, json);

    public string Name { get; }
    public Shape Shape => service.Shape(json.GetProperty("shape").GetString()!);
    public string? LocationName => Text("locationName");
    public string? QueryName => Text("queryName");

    /// <summary>Where a REST service carries it: uri, querystring, header, headers; null is the body.</summary>
    public string? Location => Text("location");
    public bool Flattened => Flag("flattened") || Shape.Flattened;
    public bool Streaming => Flag("streaming") || Shape.Streaming;
    public bool IsJson => Flag("jsonvalue");

    private string? Text(string key) => json.TryGetProperty(key, out var value) ? value.GetString() : null;

    private bool Flag(string key) => json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.True;
}
