using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Infra.Emulator.Safety;

/// <summary>
/// Bad input at scale, over the real transport: every call gets a structured answer, and a call that is wrong sends nothing to AWS.
/// The seed is fixed, so that a failure comes back.
/// </summary>
[Collection(EmulatorFixture.Serving)]
public sealed class BadInputTests(EmulatorFixture fixture, ITestOutputHelper output)
{
    private const int Calls = 50_000;
    private const int InFlight = 64;

    private static readonly string[] Hostile =
    [
        "", " ", "\0", "\u202e\u0007", string.Concat(Enumerable.Repeat("🦆", 300)), "'; DROP TABLE x; --", "$(reboot)", "`id`",
        "../../../../etc/passwd", "..\\..\\windows\\system32", "%2e%2e%2f", "a/../../b",
        "arn:aws:iam::000000000000:role/*", "arn:aws:s3:::x/../../y", "*", "?x=1&Action=DeleteVpc", "x&Action=TerminateInstances",
        "x\r\nX-Amz-Target: y", "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\"}]}",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>", "i-0123456789abcdef0", "vpc-1", "9999999999999999999999",
        "-1", "1e309", "NaN", "true", "null", "[]", "{}", "2026-02-30T25:61:00Z",
        new('A', 70_000),
    ];

    [Fact]
    public async Task Every_call_gets_a_structured_answer_and_a_wrong_one_sends_nothing()
    {
        await using var server = await InfraServer.StartAsync(fixture.Wire.Url, arguments: ["--log-level", "fatal"]);
        var tools = server.Tools.Values.Select(t => (t.Name, Schema: t.ProtocolTool.InputSchema)).ToList();
        var random = new Random(20261123);

        // First what is wrong by the schema alone: not one request may go out.
        fixture.Wire.Forget();
        var wrong = Generate(tools, Calls * 4 / 5, (schema, arguments) => Spoil(schema, arguments, random));
        await SendAsync(server, wrong, (tool, arguments, answer) =>
            Assert.True(answer["error"]?["code"]?.GetValue<string>() is "InvalidInput", $"{tool} {Short(arguments)} -> {Short(answer)}"));
        Assert.Empty(fixture.Wire.Seen);

        // Then what a schema may or may not let through: AWS, played by one that refuses everything, may be asked.
        fixture.Wire.Answer(_ => true,
            "<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>", 400);
        var hostile = Generate(tools, Calls / 5, (schema, arguments) => Poison(schema, arguments, random));
        await SendAsync(server, hostile, (tool, arguments, answer) =>
            Assert.False(answer["error"]?["code"]?.GetValue<string>() is "Internal" or "Refused",
            $"{tool} {Short(arguments)} -> {Short(answer)}"));

        output.WriteLine($"{Calls} calls over {tools.Count} tools; {fixture.Wire.Seen.Count} AWS requests, all in the second part.");
        fixture.Wire.Forget();
        Assert.NotEmpty(await server.Client.ListToolsAsync());
    }

    private static List<(string Tool, JsonObject Arguments)> Generate(List<(string Name, JsonElement Schema)> tools, int count,
        Action<JsonElement, JsonObject> change) =>
        [.. Enumerable.Range(0, count).Select(n =>
        {
            var (name, schema) = tools[n % tools.Count];
            var arguments = Arguments.For(schema);
            change(schema, arguments);
            return (name, arguments);
        })];

    private static async Task SendAsync(InfraServer server, List<(string Tool, JsonObject Arguments)> calls,
        Action<string, JsonObject, JsonObject> check)
    {
        await Parallel.ForEachAsync(calls, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (call, ct) =>
        {
            var answer = await server.Client.CallToolAsync(call.Tool, call.Arguments.ToDictionary(a => a.Key, a => (object?)a.Value),
                cancellationToken: ct).AsTask().WaitAsync(TimeSpan.FromMinutes(2), ct);
            var text = ((ModelContextProtocol.Protocol.TextContentBlock)answer.Content.Single()).Text;
            Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
            Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
            check(call.Tool, call.Arguments, answer.IsError is true ? JsonNode.Parse(text)!.AsObject() : []);
        });
    }

    // One change that no reading of the schema allows.
    private static void Spoil(JsonElement schema, JsonObject arguments, Random random)
    {
        var properties = schema.GetProperty("properties").EnumerateObject().ToList();
        if (properties.Count == 0)
        {
            arguments["unknown"] = "text";
            return;
        }

        var property = properties[random.Next(properties.Count)];
        var required = schema.TryGetProperty("required", out var r) ? r.EnumerateArray().Select(x => x.GetString()!).ToList() : [];
        switch (random.Next(5))
        {
            case 0 when required.Count > 0:
                arguments.Remove(required[random.Next(required.Count)]);
                break;
            case 1 when Type(property.Value) is not "anything":
                arguments[property.Name] = WrongType(property.Value, random);
                break;
            case 2 when property.Value.TryGetProperty("enum", out _):
                arguments[property.Name] = Hostile[random.Next(5)] + "x";
                break;
            case 3 when property.Value.TryGetProperty("maximum", out var max):
                arguments[property.Name] = max.GetDouble() + 1 + random.Next(1000);
                break;
            default:
                arguments[$"{property.Name}{Hostile[random.Next(Hostile.Length - 1)]}_"] = property.Name;
                break;
        }
    }

    private static string Type(JsonElement schema) => schema.TryGetProperty("type", out var type) ? type.GetString()! : "anything";

    private static JsonNode? WrongType(JsonElement schema, Random random) => Type(schema) switch
    {
        // An object or a list is taken as the text that it was written as.
        "string" => random.Next(2) == 0,
        "integer" or "number" => random.Next(3) switch { 0 => "many", 1 => new JsonArray(1, 2), _ => new JsonObject() },
        "boolean" => random.Next(3) switch { 0 => "maybe", 1 => 7, _ => new JsonArray(true) },
        // A single value stands for a list of one, so the entries have to be wrong.
        "array" => new JsonArray(Deep(40)),
        _ => random.Next(2) == 0 ? "text" : 5,
    };

    private static void Poison(JsonElement schema, JsonObject arguments, Random random)
    {
        var properties = schema.GetProperty("properties").EnumerateObject().Where(p => p.Name is not ("dryRun" or "confirm")).ToList();
        for (var n = random.Next(1, 4); n > 0 && properties.Count > 0; n--)
        {
            var property = properties[random.Next(properties.Count)];
            var text = Hostile[random.Next(Hostile.Length)];
            arguments[property.Name] = Type(property.Value) switch
            {
                "array" => new JsonArray(text, text),
                "object" => new JsonObject { [text] = text },
                "integer" => random.NextInt64(),
                _ => text,
            };
        }
    }

    private static JsonArray Deep(int levels) => levels == 0 ? [] : new JsonArray(Deep(levels - 1));

    private static string Short(JsonNode node) => node.ToJsonString() is { Length: > 400 } text ? text[..400] : node.ToJsonString();
}
