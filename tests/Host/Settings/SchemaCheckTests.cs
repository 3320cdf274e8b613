using System.Text.Json;
using Infra.Host.Cli;

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
            "name": { "type": "string", "minLength": 1 },
            "service": { "type": "string", "description": "Service principal.", "pattern": "^(?:[a-z0-9.-]+\\.amazonaws\\.com(\\.cn)?)$", "examples": ["lambda.amazonaws.com"] },
            "role": { "type": "string", "description": "Role ARN, as arn:aws:iam::123456789012:role/web.", "pattern": "^(?:arn:.+:role/.+)$" },
            "alias": { "type": "string", "description": "A name for it.", "pattern": "^(?:[\\w.-]+)$" },
            "word": { "type": "string", "minLength": 8, "format": "password" },
            "document": { "type": "string" },
            "payload": {},
            "kind": { "type": "string", "default": "get" },
            "size": { "type": "number", "default": 10 },
            "rule": { "type": "object", "properties": { "port": { "type": "integer" } }, "required": ["port"] }
          },
          "required": ["ids"]
        }
        """);

    [Theory]
    // The first way tries for ages.
    [InlineData("^(?:(a+)+c|a+b)$", "b", true)]
    [InlineData("^(?:(a+)+c|a+b)$", "d", false)]
    public void A_match_that_takes_long_ends_with_the_right_answer(string pattern, string end, bool matches) =>
        Assert.Equal(matches, SchemaCheck.Matches(pattern, new string('a', 40) + end));

    [Theory]
    [InlineData("""{ "ids": ["i-1"], "limit": "42" }""", """{"limit":42,"ids":["i-1"]}""")]
    [InlineData("""{ "ids": ["i-1"], "limit": 42.0 }""", """{"limit":42,"ids":["i-1"]}""")]
    [InlineData("""{ "ids": "i-1", "wait": "true" }""", """{"ids":["i-1"],"wait":true}""")]
    [InlineData("""{ "ids": "[\"i-1\",\"i-2\"]" }""", """{"ids":["i-1","i-2"]}""")]
    [InlineData("""{ "ids": ["i-1"], "tags": "{\"a\":1}" }""", """{"ids":["i-1"],"tags":{"a":"1"}}""")]
    [InlineData("""{ "ids": ["i-1"], "state": null }""", """{"ids":["i-1"]}""")]
    public void What_models_send_is_forgiven(string given, string taken) =>
        Assert.Equal(taken, SchemaCheck.Object(Schema, JsonElement.Parse(given), "argument").Value?.ToJsonString());

    [Theory]
    [InlineData("""{ "ids": ["i-1"], "stat": "running" }""", "Unknown argument 'stat'. Did you mean 'state'?")]
    [InlineData("""{ }""", "The argument 'ids' is missing: a list, each text like i-….")]
    [InlineData("""{ "ids": null }""", "'ids' must be a list")]
    [InlineData("""{ "ids": [] }""", "'ids' must have 1 to 3 items; it has 0.")]
    [InlineData("""{ "ids": ["i-1\n"] }""", "'ids[0]' must be text like i-…; got")]
    [InlineData("""{ "ids": [["i-1"]] }""", "'ids[0]' must be text like i-…; got")]
    [InlineData("""{ "ids": ["i-1"], "limit": 900 }""", "'limit' must be an integer from 1 to 500; got 900.")]
    [InlineData("""{ "ids": ["i-1"], "limit": 1.5 }""", "'limit' must be an integer from 1 to 500; got 1.5.")]
    [InlineData("""{ "ids": ["i-1"], "limit": 1e400 }""", "'limit' must be an integer from 1 to 500")]
    [InlineData("""{ "ids": ["i-1"], "state": "Running" }""",
        "'state' must be one of running, stopped; got 'Running'. Did you mean 'running'?")]
    [InlineData("""{ "ids": ["i-1"], "tags": { "a": ["b"] } }""", "'tags.a' must be text")]
    [InlineData("""{ "ids": ["i-1"], "at": "soon" }""", "'at' must be a time such as")]
    [InlineData("""{ "ids": ["i-1"], "rule": {} }""", "The argument 'rule.port' is missing: an integer.")]
    [InlineData("""{ "ids": ["i-1"], "name": "" }""", "'name' must not be empty.")]
    [InlineData("""{ "ids": ["i-1"], "service": "lambda" }""",
        "'service' must be a service principal, for example lambda.amazonaws.com; got 'lambda'.")]
    [InlineData("""{ "ids": ["i-1"], "role": "web" }""",
        "'role' must be a role ARN, for example arn:aws:iam::123456789012:role/web; got 'web'.")]
    [InlineData("""{ "ids": ["i-1"], "alias": "a b" }""",
        "'alias' must be text of letters, digits, _, . and - (A name for it); got 'a b'.")]
    [InlineData("""{ "ids": ["i-1"], "ids": ["i-2"] }""", "The argument 'ids' is given twice.")] // SAF-L12
    [InlineData("""{ "ids": ["i-1"], "rule": { "port": 1, "port": 2 } }""", "The argument 'rule.port' is given twice.")]
    [InlineData("""{ "ids": ["i-1"], "tags": { "a": "1", "a": "2" } }""", "The argument 'tags.a' is given twice.")]
    [InlineData("""{ "ids": ["i-1"], "payload": [{ "a": 1, "a": 2 }] }""", "The argument 'payload[0].a' is given twice.")]
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
        var (_, faults) = SchemaCheck.Object(Schema,
            JsonSerializer.SerializeToElement(
            new Dictionary<string, object> { ["ids"] = new[] { new string('x', 100_000) }, [new string('y', 100_000)] = 1 }), "argument");

        Assert.True(string.Join(" ", faults).Length < 1000);
    }

    [Fact]
    public void A_wrong_password_is_not_repeated()
    {
        var (_, faults) = SchemaCheck.Object(Schema, JsonElement.Parse("""{ "ids": ["i-1"], "word": "hunter2" }"""), "argument");

        Assert.Equal("'word' must be text of at least 8 characters.", Assert.Single(faults));
    }

    [Theory]
    [InlineData("^(?:[\\w-]+)$", "text of letters, digits, _ and -")]
    [InlineData("^(?:[A-Za-z0-9-]{1,64})$", "text of 1 to 64 letters, digits and -")]
    [InlineData("^(?:\\w{16,128})$", "text of 16 to 128 letters, digits and _")]
    [InlineData("^(?:arn:.+:iam::\\w+:policy/.+)$", "text like arn:…:iam::…:policy/…")]
    [InlineData("^(?:arn:.+:(user|group|role)/.+)$", "text like arn:…:user/…")]
    [InlineData("^(?:(/hostedzone/)?[A-Z0-9]{1,32})$", "text of 1 to 32 capital letters and digits")]
    [InlineData("^(?:[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])$", "text of 3 to 63 small letters, digits, . and -")]
    [InlineData("^(?:[a-zA-Z][-a-zA-Z0-9]*)$", "text of letters, digits and -")]
    [InlineData("^https?://.+$", "text like https://…")]
    [InlineData("^(?:v[0-9]+)$", "text like v…")]
    [InlineData("^[0-9]{12}$", "text of 12 digits")]
    public void A_pattern_is_said_in_words(string pattern, string said) => Assert.Equal(said, PatternWords.Shape(pattern));

    [Fact]
    public void An_object_for_a_text_is_taken_to_the_byte() // PUB-27
    {
        var (value, _) = SchemaCheck.Object(Schema, JsonElement.Parse("""{ "ids": ["i-1"], "document": { "ratio": 1.10,  "a":[ 1 ] } }"""),
            "argument");

        Assert.Equal("""{ "ratio": 1.10,  "a":[ 1 ] }""", value!["document"]!.GetValue<string>());
    }

    [Fact]
    public void A_value_on_the_command_line_stays_as_it_was_typed() // PUB-27
    {
        string[] typed =
        [
            "document={\"ratio\": 1.10}", "ids=[\"i-1\"]", "rule={\"port\": 22}", "payload=[1,2]", "tags={\"a\":\"b\"}", "limit=7"
        ];

        var (value, faults) = SchemaCheck.Object(Schema, JsonSerializer.SerializeToElement(CallCommand.Parse(typed, Schema)), "argument");

        Assert.Empty(faults);
        Assert.Equal("""
            {"limit":7,"ids":["i-1"],"tags":{"a":"b"},"document":"{\u0022ratio\u0022: 1.10}","payload":[1,2],"rule":{"port":22}}
            """, value!.ToJsonString());
    }

    [Theory]
    [InlineData("""{ "ids": ["i-1"], "rule": { "port": 22 }, "tags": { "b": "2", "a": "1" }, "payload": { "y": 1.50, "x": [1e2] } }""")]
    [InlineData("""
        { "payload": { "x": [100.0], "y": 1.5 }, "tags": { "a": 1, "b": "2" }, "ids": "i-1", "kind": "get", "rule": "{\"port\": 22.0}" }
        """)]
    [InlineData("""
        { "size": "10.0", "state": null, "tags": { "a": "1", "b": "2" }, "payload": { "x": [100], "y": 1.5 }, "rule": { "port": "22" }, "ids": ["i-1"] }
        """)]
    public void The_same_call_has_one_canonical_form_however_it_is_written(string given)
    {
        var (value, faults) = SchemaCheck.Object(Schema, JsonElement.Parse(given), "argument");

        Assert.Empty(faults);
        Assert.Equal("""{"ids":["i-1"],"kind":"get","payload":{"x":[100],"y":1.5},"rule":{"port":22},"size":10,"tags":{"a":"1","b":"2"}}""",
            SchemaCheck.Canonical(Schema, value!).ToJsonString());
    }

    [Fact]
    public void Another_call_has_another_canonical_form()
    {
        var forms = new[] { """{"ids":["i-1","i-2"]}""", """{"ids":["i-2","i-1"]}""", """{"ids":["i-1","i-2"],"kind":"put"}""",
            """{"ids":["i-1","i-2"],"wait":false}""" }
            .Select(given => SchemaCheck.Canonical(Schema, SchemaCheck.Object(Schema, JsonElement.Parse(given), "argument").Value!)
            .ToJsonString());

        Assert.Equal(4, forms.Distinct().Count());
    }
}
