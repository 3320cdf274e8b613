using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace Infra.Emulator.Safety;

/// <summary>In read mode no tool that writes is listed, none can be called, and nothing is sent.</summary>
[Collection(EmulatorFixture.Serving)]
public sealed class ReadModeTests(EmulatorFixture fixture)
{
    [Fact]
    public async Task Every_write_and_destructive_tool_is_refused_and_sends_nothing()
    {
        var writes = fixture.Server.Tools.Values.Where(t => t.ProtocolTool.Annotations!.ReadOnlyHint is not true).ToList();
        Assert.NotEmpty(writes);
        // --read-only wins over a configuration that allows everything.
        await using var server = await InfraServer.StartAsync(fixture.Wire.Url, """ "mode": "destructive" """, ["--read-only"]);
        fixture.Wire.Forget();

        Assert.All(server.Tools.Values, t => Assert.True(t.ProtocolTool.Annotations!.ReadOnlyHint));
        foreach (var tool in writes)
        {
            var answer = await server.CallAsync(tool.Name, Arguments.For(tool.ProtocolTool.InputSchema));
            Assert.True(answer.IsError is true, tool.Name);
            Assert.Equal("Refused", JsonElement.Parse(((TextContentBlock)answer.Content[0]).Text).GetProperty("error").GetProperty("code")
                .GetString());
        }

        Assert.Empty(fixture.Wire.Seen);
    }

    [Fact]
    public async Task Every_read_tool_sends_reads_only()
    {
        await using var server = await InfraServer.StartAsync(fixture.Wire.Url, """ "mode": "read" """);
        fixture.Wire.Forget();
        foreach (var tool in server.Tools.Values) await server.CallAsync(tool.Name, Arguments.For(tool.ProtocolTool.InputSchema));

        // By what AWS calls them, not by our own list.
        Assert.NotEmpty(fixture.Wire.Seen);
        Assert.All(fixture.Wire.Seen,
            r => Assert.Matches(Reads, r.Operation));
    }

    internal const string Reads = "^(FilterLogEvents$|DownloadDBLogFilePortion$|Describe|Get|List|Search|Lookup|Simulate|Validate|Test"
        + "|Head|Estimate|GET |HEAD )";
}

/// <summary>Arguments that a schema accepts.</summary>
internal static class Arguments
{
    public static JsonObject For(JsonElement schema)
    {
        var result = new JsonObject();
        if (!schema.TryGetProperty("required", out var required)) return result;
        foreach (var name in required.EnumerateArray().Select(r => r.GetString()!))
            result[name] = Value(schema.GetProperty("properties").GetProperty(name), name);
        return result;
    }

    private static JsonNode? Value(JsonElement schema, string name)
    {
        if (schema.TryGetProperty("enum", out var allowed)) return JsonNode.Parse(allowed[0].GetRawText());
        return schema.GetProperty("type").GetString() switch
        {
            "integer" or "number" => schema.TryGetProperty("minimum", out var min) ? JsonNode.Parse(min.GetRawText()) : 1,
            "boolean" => true,
            "array" => new JsonArray(Value(schema.GetProperty("items"), name)),
            "object" when schema.TryGetProperty("properties", out _) => For(schema),
            "object" => new JsonObject { ["a"] = "b" },
            _ => Text(schema, name),
        };
    }

    private static string Text(JsonElement schema, string name)
    {
        if (schema.TryGetProperty("format", out _)) return "2026-01-01T00:00:00Z";
        var pattern = schema.TryGetProperty("pattern", out var p) ? p.GetString()! : null;
        string[] candidates =
        [
            $"{name}-1", "10.0.0.0/16", "10.0.0.0/24", "80", "1.2.3.4", "i-0123456789abcdef0", "arn:aws:iam::123456789012:role/x",
            "123456789012",
            "us-east-1a", "{\"Version\":\"2012-10-17\",\"Statement\":[]}", "https://example.com", "example.com", "cron(0 0 * * ? *)",
            "vpc-0123456789abcdef0", "a", "A", "1h", "2026-01-01",
            "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/x/0123456789abcdef",
            "arn:aws:lambda:us-east-1:123456789012:function:x", "index.handler", "python3.13",
        ];
        return pattern is null ? candidates[0]
            : candidates.FirstOrDefault(c => System.Text.RegularExpressions.Regex.IsMatch(c, pattern)) ?? candidates[0];
    }
}
