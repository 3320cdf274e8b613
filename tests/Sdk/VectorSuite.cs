using System.Text.Json.Nodes;

namespace Infra.Sdk.Tests;

/// <summary>One case of the protocol vectors, and the service model that it needs.</summary>
internal sealed class VectorCase(string id, string suite, int service, string operation, JsonObject data)
{
    public string Id { get; } = id;

    public string Suite { get; } = suite;

    /// <summary>The number in the namespace of the generated client.</summary>
    public int Service { get; } = service;

    public string Operation { get; } = operation;

    public JsonObject Data { get; } = data;

    public override string ToString() => Id;
}

/// <summary>
/// A file of protocol vectors in the format of botocore: suites with shapes and cases. Each suite becomes a service
/// model, so that the cases run through generated clients and not through a part of the engine.
/// </summary>
internal sealed class VectorFile
{
    private readonly List<(JsonObject Model, Dictionary<string, string> Given)> _services = [];
    private readonly int _firstService;

    public VectorFile(string path, int firstService)
    {
        _firstService = firstService;
        foreach (var suite in JsonNode.Parse(File.ReadAllText(path))!.AsArray().Cast<JsonObject>())
        {
            int firstOfSuite = _services.Count;
            foreach (var data in suite["cases"]!.AsArray().Cast<JsonObject>())
            {
                AddCase(suite, data, firstOfSuite);
            }
        }
    }

    public List<VectorCase> Cases { get; } = [];

    public IEnumerable<string> Models => _services.Select(static service => service.Model.ToJsonString());

    public int ServiceCount => _services.Count;

    private void AddCase(JsonObject suite, JsonObject data, int firstOfSuite)
    {
        var given = data["given"]!.AsObject();
        string operation = (string)given["name"]!;
        string text = given.ToJsonString();

        // Cases of one suite may state one operation in two ways; then the suite becomes two services.
        int index = firstOfSuite;
        while (index < _services.Count && _services[index].Given.GetValueOrDefault(operation, text) != text)
        {
            index++;
        }

        if (index == _services.Count)
        {
            _services.Add((CreateModel(suite["metadata"]!.AsObject(), suite["shapes"]!, _firstService + index), []));
        }

        if (_services[index].Given.TryAdd(operation, text))
        {
            _services[index].Model["operations"]![operation] = CreateOperation(given, operation, (string)suite["metadata"]!["protocol"]!);
        }

        string description = (string?)suite["description"] ?? "";
        Cases.Add(new VectorCase((string?)data["id"] ?? description, description, _firstService + index, operation, data));
    }

    private static JsonObject CreateModel(JsonObject metadata, JsonNode shapes, int number)
    {
        var model = new JsonObject
        {
            ["apiVersion"] = (string?)metadata["apiVersion"] ?? "2014-01-01",
            ["serviceId"] = "Vector",
            ["endpointPrefix"] = "vector",
            ["protocol"] = (string)metadata["protocol"]!,
            ["jsonVersion"] = (string?)metadata["jsonVersion"] ?? "1.1",
            ["targetPrefix"] = (string?)metadata["targetPrefix"] ?? "",
        };
        if (metadata["xmlNamespace"] is { } xmlNamespace)
        {
            model["xmlNamespace"] = xmlNamespace.DeepClone();
        }

        return new JsonObject
        {
            ["sdk"] = new JsonObject { ["ns"] = $"Amazon.Vector{number}", ["client"] = $"Vector{number}" },
            ["metadata"] = model,
            ["operations"] = new JsonObject(),
            ["shapes"] = shapes.DeepClone(),
            ["rules"] = JsonNode.Parse(
                """
                {
                  "version": "1.0",
                  "parameters": { "Endpoint": { "builtIn": "SDK::Endpoint", "type": "String" } },
                  "rules": [ { "conditions": [], "endpoint": { "url": { "ref": "Endpoint" }, "properties": {}, "headers": {} }, "type": "endpoint" } ]
                }
                """),
        };
    }

    private static JsonObject CreateOperation(JsonObject given, string name, string protocol)
    {
        var operation = given.DeepClone().AsObject();
        operation.Remove("name");
        if (operation["errors"] is JsonArray errors)
        {
            operation["errors"] = new JsonArray([.. errors.Select(static error => (JsonNode)(string)error!["shape"]!)]);
        }

        // The vectors leave out what all operations of the protocol have.
        if (protocol == "query" && operation["output"] is JsonObject output && output["resultWrapper"] is null)
        {
            output["resultWrapper"] = name + "Result";
        }

        return operation;
    }
}
