using System.Text.Json;

namespace Infra.Core.Settings;

public sealed class SchemaCheckTests
{
    private static readonly JsonElement Schema = JsonElement.Parse("""
        {
          "type": "object",
          "properties": {
            "state": { "type": "string", "enum": ["running", "stopped"] },
            "limit": { "type": "integer", "minimum": 1, "maximum": 500 },
            "ids": { "type": "array", "items": { "type": "string", "pattern": "^i-[0-9a-f]+$" }, "minItems": 1, "maxItems": 3 },
            "wait": { "type": "boolean" },
            "tags": { "type": "object", "additionalProperties": { "type": "string" } },
            "at": { "type": "string", "format": "date-time" },
            "rule": { "type": "object", "properties": { "port": { "type": "integer" } }, "required": ["port"] }
          },
          "required": ["ids"]
        }
        """);

    [Theory]
    [InlineData("""{ "ids": ["i-1"], "limit": "42" }""", """{"ids":["i-1"],"limit":42}""")]
    [InlineData("""{ "ids": ["i-1"], "limit": 42.0 }""", """{"ids":["i-1"],"limit":42}""")]
    [InlineData("""{ "ids": "i-1", "wait": "true" }""", """{"ids":["i-1"],"wait":true}""")]
    [InlineData("""{ "ids": "[\"i-1\",\"i-2\"]" }""", """{"ids":["i-1","i-2"]}""")]
    [InlineData("""{ "ids": ["i-1"], "tags": "{\"a\":1}" }""", """{"ids":["i-1"],"tags":{"a":"1"}}""")]
    [InlineData("""{ "ids": ["i-1"], "state": null }""", """{"ids":["i-1"]}""")]
    public void What_models_send_is_forgiven(string given, string taken) =>
        Assert.Equal(taken, SchemaCheck.Object(Schema, JsonElement.Parse(given), "argument").Value?.ToJsonString());

    [Theory]
    [InlineData("""{ "ids": ["i-1"], "stat": "running" }""", "Unknown argument 'stat'. Did you mean 'state'?")]
    [InlineData("""{ }""", "The argument 'ids' is missing: a list, each text like ^i-[0-9a-f]+$.")]
    [InlineData("""{ "ids": null }""", "'ids' must be a list")]
    [InlineData("""{ "ids": [] }""", "'ids' must have 1 to 3 items; it has 0.")]
    [InlineData("""{ "ids": ["i-1\n"] }""", "'ids[0]' must be text like")]
    [InlineData("""{ "ids": [["i-1"]] }""", "'ids[0]' must be text like")]
    [InlineData("""{ "ids": ["i-1"], "limit": 900 }""", "'limit' must be an integer from 1 to 500; got 900.")]
    [InlineData("""{ "ids": ["i-1"], "limit": 1.5 }""", "'limit' must be an integer from 1 to 500; got 1.5.")]
    [InlineData("""{ "ids": ["i-1"], "limit": 1e400 }""", "'limit' must be an integer from 1 to 500")]
    [InlineData("""{ "ids": ["i-1"], "state": "Running" }""", "'state' must be one of running, stopped; got \"Running\".")]
    [InlineData("""{ "ids": ["i-1"], "tags": { "a": ["b"] } }""", "'tags.a' must be text")]
    [InlineData("""{ "ids": ["i-1"], "at": "soon" }""", "'at' must be a time such as")]
    [InlineData("""{ "ids": ["i-1"], "rule": {} }""", "The argument 'rule.port' is missing: an integer.")]
    [InlineData("""[]""", "The arguments must be an object.")]
    public void What_is_wrong_is_named_with_what_is_allowed(string given, string said)
    {
        var (value, faults) = SchemaCheck.Object(Schema, JsonElement.Parse(given), "argument");

        Assert.Null(value);
        var fault = string.Join(" ", faults);
        Assert.Contains(said, fault, StringComparison.Ordinal);
        Assert.DoesNotMatch("System|Json|Infra|Exception", fault);
    }

    [Fact]
    public void Huge_values_are_not_repeated()
    {
        var (_, faults) = SchemaCheck.Object(Schema, JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["ids"] = new[] { new string('x', 100_000) }, [new string('y', 100_000)] = 1 }), "argument");

        Assert.True(string.Join(" ", faults).Length < 1000);
    }
}
