using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Infra.Emulator.Serving;

/// <summary>What clients are told after a reload: that lists and the configuration are no longer what they were.</summary>
public sealed class ChangesTests : IDisposable
{
    private const string Configuration = "infra://configuration";

    private static readonly Uri Nowhere = new("http://127.0.0.1:1");

    private readonly string folder = Directory.CreateTempSubdirectory("infra-changes-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Without_sessions_a_client_that_listens_is_told_what_it_asked_for_until_the_server_ends()
    {
        await using var server = await HttpServer.StartAsync(folder, Nowhere, settings: """ "mode": "read" """, plugin: "Conformance");
        await using var all = await Listener.OpenAsync(server, 1, $$"""
            { "toolsListChanged": true, "promptsListChanged": true, "resourcesListChanged": true,
              "resourceSubscriptions": ["{{Configuration}}", "aws://default/global/iam/roles/r"] }
            """);
        await using var some = await Listener.OpenAsync(server, 2, """{ "promptsListChanged": true }""");
        await using var none = await Listener.OpenAsync(server, 3, "{}");

        var granted = await all.NextAsync();
        Assert.Equal("notifications/subscriptions/acknowledged", (string?)granted["method"]);
        // What is not granted is not to be waited for: AWS tells nobody of its resources.
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($$"""
            { "toolsListChanged": true, "promptsListChanged": true, "resourceSubscriptions": ["{{Configuration}}"] }
            """), granted["params"]!["notifications"]), granted.ToJsonString());
        Assert.Equal("""{"promptsListChanged":true}""", (await some.NextAsync())["params"]!["notifications"]!.ToJsonString());
        Assert.Equal("{}", (await none.NextAsync())["params"]!["notifications"]!.ToJsonString());

        for (var reloads = 0; reloads < 2; reloads++)
        {
            await HangUpAsync(server.ProcessId);
            var told = new[] { await all.NextAsync(), await all.NextAsync(), await all.NextAsync() };
            Assert.Equal(["notifications/tools/list_changed", "notifications/prompts/list_changed", "notifications/resources/updated"],
                told.Select(t => (string?)t["method"]));
            Assert.Equal(Configuration, (string?)told[2]["params"]!["uri"]);
            Assert.All(told, t => Assert.Equal(1, (int)t["params"]!["_meta"]!["io.modelcontextprotocol/subscriptionId"]!));
            var its = await some.NextAsync();
            Assert.Equal("notifications/prompts/list_changed", (string?)its["method"]);
            Assert.Equal(2, (int)its["params"]!["_meta"]!["io.modelcontextprotocol/subscriptionId"]!);
        }

        server.Terminate();
        // It ends by an answer, and not by a broken connection; the drain of a call is not waited for.
        foreach (var (listener, id) in new[] { (all, 1), (some, 2), (none, 3) })
        {
            var last = await listener.NextAsync();
            Assert.Equal(id, (int)last["id"]!);
            Assert.NotNull(last["result"]);
        }

        await server.ExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_session_is_told_of_the_configuration_until_it_no_longer_wants_to_be()
    {
        await using var server = await HttpServer.StartAsync(folder, Nowhere, """ "sessions": "hybrid" """, """ "mode": "read" """,
            plugin: "Conformance");
        var (told, options) = Told();
        await using var client = await server.ConnectAsync(version: "2025-11-25", options: options);
        var gone = await server.ConnectAsync(version: "2025-11-25");
        await gone.SubscribeToResourceAsync(Configuration);
        await gone.DisposeAsync();

        await SubscribeAndReloadAsync(client, told, () => HangUpAsync(server.ProcessId));
    }

    [Fact]
    public async Task Over_stdio_a_client_is_told_of_the_configuration_until_it_no_longer_wants_to_be()
    {
        var (told, options) = Told();
        options.ProtocolVersion = "2025-11-25";
        await using var server = await InfraServer.StartAsync(Nowhere, """ "mode": "read" """, client: options, plugin: "Conformance");

        await SubscribeAndReloadAsync(server.Client, told, () => HangUpAsync(server.ProcessId));
    }

    [Fact]
    public async Task Over_stdio_a_client_that_listens_is_told_what_it_asked_for()
    {
        var (told, options) = Told();
        options.ProtocolVersion = "2026-07-28";
        await using var server = await InfraServer.StartAsync(Nowhere, """ "mode": "read" """, client: options, plugin: "Conformance");
        using var ending = new CancellationTokenSource();

        var listening = server.Client.SendRequestAsync(new()
        {
            Method = "subscriptions/listen",
            Params = JsonNode.Parse($$"""
                { "notifications": { "toolsListChanged": true, "resourceSubscriptions": ["{{Configuration}}"] } }
                """),
        }, ending.Token);
        Assert.Equal("notifications/subscriptions/acknowledged", await NextAsync(told));
        await HangUpAsync(server.ProcessId);

        Assert.Equal(["notifications/resources/updated", "notifications/tools/list_changed"],
            new[] { await NextAsync(told), await NextAsync(told) }.Order(StringComparer.Ordinal));
        await server.Client.ListToolsAsync();
        Assert.False(told.Reader.TryRead(out var more), more);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    private static async Task SubscribeAndReloadAsync(McpClient client, Channel<string> told, Func<Task> reloadAsync)
    {
        var nothing = await Assert.ThrowsAsync<McpProtocolException>(() => client.SubscribeToResourceAsync("infra://nothing"));
        Assert.Equal(McpErrorCode.InvalidParams, nothing.ErrorCode);
        Assert.Contains("There is no resource 'infra://nothing'.", nothing.Message, StringComparison.Ordinal);
        await client.SubscribeToResourceAsync(Configuration);
        // It can be subscribed to, and never changes as far as anybody knows.
        await client.SubscribeToResourceAsync("test://watched-resource");

        await reloadAsync();
        Assert.Equal(["notifications/prompts/list_changed", "notifications/resources/updated", "notifications/tools/list_changed"],
            new[] { await NextAsync(told), await NextAsync(told), await NextAsync(told) }.Order(StringComparer.Ordinal));

        await client.UnsubscribeFromResourceAsync(Configuration);
        await reloadAsync();
        Assert.Equal(["notifications/prompts/list_changed", "notifications/tools/list_changed"],
            new[] { await NextAsync(told), await NextAsync(told) }.Order(StringComparer.Ordinal));
        await client.PingAsync();
        Assert.False(told.Reader.TryRead(out _));
    }

    private static (Channel<string> Told, McpClientOptions Options) Told()
    {
        var told = Channel.CreateUnbounded<string>();
        string[] methods = ["notifications/tools/list_changed", "notifications/prompts/list_changed", "notifications/resources/updated",
            "notifications/subscriptions/acknowledged"];
        return (told, new()
        {
            Handlers = new()
            {
                NotificationHandlers = [.. methods.Select(m =>
                    KeyValuePair.Create<string, Func<JsonRpcNotification, CancellationToken, ValueTask>>(m, (_, _) =>
                    {
                        told.Writer.TryWrite(m);
                        return default;
                    }))],
            },
        });
    }

    private static Task<string> NextAsync(Channel<string> told) => told.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    private static async Task HangUpAsync(int process)
    {
        using var kill = Process.Start("kill", ["-HUP", $"{process}"]);
        await kill.WaitForExitAsync();
    }

    // A stream of a client that listens, line by line.
    private sealed class Listener : IAsyncDisposable
    {
        private readonly HttpClient http = new();
        private StreamReader stream = null!;

        public static async Task<Listener> OpenAsync(HttpServer server, int id, string notifications)
        {
            var listener = new Listener();
            using var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint)
            {
                Content = new StringContent($$"""
                    {
                      "jsonrpc": "2.0", "id": {{id}}, "method": "subscriptions/listen",
                      "params": {
                        "notifications": {{notifications}},
                        "_meta": {
                          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                          "io.modelcontextprotocol/clientInfo": { "name": "raw", "version": "1" },
                          "io.modelcontextprotocol/clientCapabilities": {}
                        }
                      }
                    }
                    """, Encoding.UTF8, "application/json"),
            };
            request.Headers.Accept.ParseAdd("application/json, text/event-stream");
            request.Headers.Add("MCP-Protocol-Version", "2026-07-28");
            request.Headers.Add("Mcp-Method", "subscriptions/listen");
            var answer = await listener.http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            listener.stream = new(await answer.Content.ReadAsStreamAsync());
            return listener;
        }

        public async Task<JsonObject> NextAsync()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (true)
            {
                var line = await stream.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("The stream ended.");
                if (line.StartsWith("data: {", StringComparison.Ordinal)) return JsonNode.Parse(line[6..])!.AsObject();
                if (line.StartsWith('{')) return JsonNode.Parse(line)!.AsObject();
            }
        }

        public ValueTask DisposeAsync()
        {
            stream.Dispose();
            http.Dispose();
            return default;
        }
    }
}
