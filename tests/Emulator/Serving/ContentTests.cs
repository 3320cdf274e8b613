#pragma warning disable MCP9005 // Clients of 2025-11-25 and before still ask for the log; later ones say so in each request.
using System.Threading.Channels;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Infra.Emulator.Serving;

/// <summary>What a tool says besides its result: pictures, sounds, resources, its log and how far it is.</summary>
public sealed class ContentTests : IDisposable
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:1");

    private readonly string folder = Directory.CreateTempSubdirectory("infra-content-").FullName;
    private readonly Channel<string> logged = Channel.CreateUnbounded<string>();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task Content_of_every_kind_stands_behind_the_result(string version)
    {
        await using var server = await InfraServer.StartAsync(Nowhere, """ "mode": "read" """, client: new() { ProtocolVersion = version },
            plugin: "Conformance");

        Assert.Equal("image/png", Assert.IsType<ImageContentBlock>(await SecondAsync("test_image_content")).MimeType);
        Assert.Equal("audio/wav", Assert.IsType<AudioContentBlock>(await SecondAsync("test_audio_content")).MimeType);
        var embedded = Assert.IsType<TextResourceContents>(Assert.IsType<EmbeddedResourceBlock>(
            await SecondAsync("test_embedded_resource")).Resource);
        Assert.Equal(("test://embedded-resource", "text/plain", "This is an embedded resource content."),
            (embedded.Uri, embedded.MimeType, embedded.Text));
        var mixed = await server.Client.CallToolAsync("test_multiple_content_types");
        Assert.Equal(["text", "image", "resource"], mixed.Content.Select(c => c.Type));

        async Task<ContentBlock> SecondAsync(string tool)
        {
            var answer = await server.Client.CallToolAsync(tool);
            Assert.Equal(2, answer.Content.Count);
            return answer.Content[1];
        }
    }

    [Fact]
    public async Task In_a_session_a_caller_gets_the_log_of_its_own_calls_from_the_level_that_it_set()
    {
        await using var server = await HttpServer.StartAsync(folder, Nowhere, """ "sessions": "hybrid" """, """ "mode": "read" """,
            plugin: "Conformance");
        await using var client = await server.ConnectAsync(version: "2025-11-25", options: Listening());
        await using var other = await server.ConnectAsync(version: "2025-11-25", options: Listening());

        await other.SetLoggingLevelAsync(LoggingLevel.Debug);
        await client.CallToolAsync("test_logging_tool");
        await client.SetLoggingLevelAsync(LoggingLevel.Debug);
        await client.CallToolAsync("test_logging_tool");
        await client.SetLoggingLevelAsync(LoggingLevel.Warning);
        await client.CallToolAsync("test_logging_tool");

        foreach (var text in new[] { "Tool execution started", "Tool processing data", "Tool execution completed" })
            Assert.Equal($"info test_logging_tool: {text}", await logged.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.False(logged.Reader.TryRead(out var more), more);
    }

    [Fact]
    public async Task Over_stdio_the_log_of_the_server_is_its_clients_from_the_level_that_it_set()
    {
        var options = Listening();
        options.ProtocolVersion = "2025-11-25";
        await using var server = await InfraServer.StartAsync(Nowhere, """ "mode": "read" """, client: options, plugin: "Conformance");

        await server.Client.SetLoggingLevelAsync(LoggingLevel.Info);
        await server.Client.CallToolAsync("test_logging_tool");

        List<string> seen = [];
        while (!seen.Any(s => s.Contains("Tool execution completed", StringComparison.Ordinal)))
            seen.Add(await logged.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.All(seen, s => Assert.StartsWith("info ", s, StringComparison.Ordinal));
        Assert.Contains(seen, s => s.Contains("Tool execution started", StringComparison.Ordinal));
    }

    private McpClientOptions Listening() => new()
    {
        Handlers = new()
        {
            NotificationHandlers = [new(NotificationMethods.LoggingMessageNotification, (told, _) =>
            {
                logged.Writer.TryWrite($"{told.Params!["level"]} {told.Params["logger"]}: {told.Params["data"]}");
                return default;
            })],
        },
    };
}
