#pragma warning disable MCP9005 // Clients of 2025-11-25 and before still answer sampling and roots; MCP has deprecated both.
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Infra.Emulator.Serving;

/// <summary>Tools that ask the client of their call, with the fixtures of the conformance suite.</summary>
public sealed class AskingTests : IDisposable
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:1");

    private readonly string folder = Directory.CreateTempSubdirectory("infra-asking-").FullName;
    private readonly List<string> asked = [];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task A_tool_asks_person_model_and_client_at_once_and_the_person_is_told_who_asks(string version)
    {
        await using var server = await StartAsync(version, Answering("""{ "name": "Ann" }"""));

        var said = await SaidAsync(server, "test_input_required_result_multiple_inputs");

        Assert.Equal(["test_input_required_result_multiple_inputs asks: What is your name?", "model: Generate a greeting"],
            asked.Order(StringComparer.Ordinal).Reverse());
        Assert.Contains("\"name\":\"Ann\"", said, StringComparison.Ordinal);
        Assert.Contains("Hello from the model", said, StringComparison.Ordinal);
        Assert.Contains("file:///project", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task What_was_answered_in_the_first_round_is_not_asked_again_in_the_second(string version)
    {
        await using var server = await StartAsync(version, Answering("""{ "name": "Ann" }""", """{ "color": "blue" }"""));

        var said = await SaidAsync(server, "test_input_required_result_multi_round");

        Assert.Equal(2, asked.Count);
        Assert.EndsWith("Step 1: What is your name?", asked[0], StringComparison.Ordinal);
        Assert.EndsWith("Step 2: What is your favorite color?", asked[1], StringComparison.Ordinal);
        Assert.Matches("step1: .*Ann.*step2: .*blue", said);
    }

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task A_no_is_an_answer_that_the_tool_gets(string version)
    {
        await using var server = await StartAsync(version, Answering());

        var said = await SaidAsync(server, "test_elicitation", new() { ["message"] = "Your address?" });

        Assert.Equal("test_elicitation asks: Your address?", Assert.Single(asked));
        Assert.Contains("\"action\":\"decline\"", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2025-11-25", "test_missing_capability", "'sampling/createMessage', which test_missing_capability needs")]
    [InlineData("2025-11-25", "test_elicitation", "'elicitation/create', which test_elicitation needs")]
    [InlineData("2025-11-25", "test_input_required_result_list_roots", "'roots/list', which")]
    [InlineData("2026-07-28", "test_missing_capability", "sampling")]
    [InlineData("2026-07-28", "test_elicitation", "elicitation")]
    [InlineData("2026-07-28", "test_input_required_result_list_roots", "roots")]
    public async Task A_client_that_cannot_answer_is_told_what_the_tool_needs(string version, string tool, string needs)
    {
        await using var server = await StartAsync(version, new());
        Task<CallToolResult> Call() => server.Client.CallToolAsync(tool, new Dictionary<string, object?>()).AsTask();

        if (version == "2026-07-28")
        {
            // Older clients know no such error.
            var refused = await Assert.ThrowsAsync<MissingRequiredClientCapabilityException>(Call);
            var missing = JsonSerializer.SerializeToNode(refused.RequiredCapabilities, McpJsonUtilities.DefaultOptions)!.AsObject();
            Assert.Equal(needs, Assert.Single(missing).Key);
            return;
        }

        var answer = await Call();
        Assert.True(answer.IsError);
        Assert.Contains(needs, Text(answer), StringComparison.Ordinal);
        Assert.Contains("NotSupported", Text(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_in_place_of_an_answer_is_told_to_the_tool_as_a_client_that_cannot()
    {
        await using var server = await StartAsync("2025-11-25", new()
        {
            Capabilities = new() { Elicitation = new() },
            Handlers = new() { ElicitationHandler = (_, _) => throw new InvalidOperationException("There is no window to show it in.") },
        });

        var answer = await server.Client.CallToolAsync("test_elicitation", new Dictionary<string, object?>());

        Assert.True(answer.IsError);
        Assert.Contains("'elicitation/create', which test_elicitation needs", Text(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task A_tool_that_looks_first_asks_only_what_the_client_can_answer(string version)
    {
        await using var server = await StartAsync(version, new()
        {
            // It opens addresses and shows no forms.
            Capabilities = new() { Elicitation = new() { Url = new() } },
            Handlers = new() { SamplingHandler = ModelAsync, ElicitationHandler = (_, _) => throw new NotSupportedException() },
        });

        Assert.StartsWith("b: ", await SaidAsync(server, "test_input_required_result_capabilities"), StringComparison.Ordinal);
        Assert.Equal(["model: Anything?"], asked);
    }

    [Fact]
    public async Task What_was_answered_before_holds_for_the_same_call_of_the_same_caller_alone()
    {
        await using var server = await HttpServer.StartAsync(folder, Nowhere, settings: """ "mode": "read" """, plugin: "Conformance");
        var (ann, eve) = (await TokenAsync("ann"), await TokenAsync("eve"));
        const string Tool = "test_elicitation";
        const string Yes = """ { "a": { "action": "accept", "content": { "username": "ann" } } } """;

        var question = await CallAsync(ann, Tool, """{ "message": "Who?" }""");
        var state = question["result"]!["requestState"]!.GetValue<string>();
        Assert.Equal("input_required", (string?)question["result"]!["resultType"]);
        Assert.Equal("test_elicitation asks: Who?", (string?)question["result"]!["inputRequests"]!["a"]!["params"]!["message"]);

        foreach (var (token, arguments, given) in new[]
        {
            (eve, """{ "message": "Who?" }""", state), (ann, """{ "message": "Who else?" }""", state),
            (ann, """{ "message": "Who?" }""", state[..^1] + (state[^1] is '0' ? '1' : '0')), (ann, """{ "message": "Who?" }""", "ask-"),
        })
        {
            var refused = await CallAsync(token, Tool, arguments, Yes, given);
            Assert.Equal(-32602, (int)refused["error"]!["code"]!);
            Assert.Contains("params.requestState is not one that this call was given", (string?)refused["error"]!["message"],
                StringComparison.Ordinal);
        }

        var wrong = await CallAsync(ann, Tool, """{ "message": "Who?" }""", """ { "a": { "action": 5 } } """, state);
        Assert.Equal("params.inputResponses.a is not an answer to elicitation/create.", (string?)wrong["error"]!["message"]);
        // An answer to something else is none: it is asked again.
        var other = await CallAsync(ann, Tool, """{ "message": "Who?" }""", """ { "b": { "action": "accept" } } """, state);
        Assert.Equal("input_required", (string?)other["result"]!["resultType"]);
        var answered = await CallAsync(ann, Tool, """{ "message": "Who?" }""", Yes, state);
        Assert.Contains("\"username\":\"ann\"", (string?)answered["result"]!["structuredContent"]!["text"], StringComparison.Ordinal);

        async Task<JsonObject> CallAsync(string token, string tool, string arguments, string? responses = null, string? state = null)
        {
            var parameters = new JsonObject
            {
                ["name"] = tool,
                ["arguments"] = JsonNode.Parse(arguments),
                ["_meta"] = JsonNode.Parse("""
                    {
                      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                      "io.modelcontextprotocol/clientInfo": { "name": "raw", "version": "1" },
                      "io.modelcontextprotocol/clientCapabilities": { "elicitation": {} }
                    }
                    """),
            };
            if (responses is not null) parameters["inputResponses"] = JsonNode.Parse(responses);
            if (state is not null) parameters["requestState"] = state;
            var body = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = "tools/call", ["params"] = parameters };
            using var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint)
            {
                Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
                Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
            };
            request.Headers.Accept.ParseAdd("application/json, text/event-stream");
            request.Headers.Add("MCP-Protocol-Version", "2026-07-28");
            request.Headers.Add("Mcp-Method", "tools/call");
            request.Headers.Add("Mcp-Name", tool);
            using var http = new HttpClient();
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            var json = text.Split('\n').FirstOrDefault(l => l.StartsWith("data: {", StringComparison.Ordinal))?[6..] ?? text;
            return JsonNode.Parse(json)!.AsObject();
        }

        async Task<string> TokenAsync(string name) => (await HttpServer.CommandAsync(folder, "token", "create", name, "--config",
            Path.Combine(folder, "plugins.json"), "--journal", Path.Combine(folder, "journal"))).Out.Trim();
    }

    private static Task<InfraServer> StartAsync(string version, McpClientOptions client)
    {
        client.ProtocolVersion = version;
        return InfraServer.StartAsync(Nowhere, """ "mode": "read" """, client: client, plugin: "Conformance");
    }

    // A person who fills in one form after the other, and then declines; a model; a folder.
    private McpClientOptions Answering(params string[] forms) => new()
    {
        Capabilities = new() { Elicitation = new(), Sampling = new(), Roots = new() },
        Handlers = new()
        {
            ElicitationHandler = (request, _) =>
            {
                int n;
                lock (asked)
                {
                    n = asked.Count(a => !a.StartsWith("model: ", StringComparison.Ordinal));
                    asked.Add(request!.Message);
                }

                return ValueTask.FromResult(n < forms.Length
                    ? new ElicitResult
                    {
                        Action = "accept",
                        Content = JsonElement.Parse(forms[n]).EnumerateObject().ToDictionary(p => p.Name, p => p.Value),
                    }
                    : new() { Action = "decline" });
            },
            SamplingHandler = ModelAsync,
            RootsHandler = (_, _) => ValueTask.FromResult(new ListRootsResult { Roots = [new() { Uri = "file:///project" }] }),
        },
    };

    private ValueTask<CreateMessageResult> ModelAsync(CreateMessageRequestParams? request, IProgress<ProgressNotificationValue> progress,
        CancellationToken cancellation)
    {
        lock (asked) asked.Add($"model: {((TextContentBlock)request!.Messages[0].Content[0]).Text}");
        return ValueTask.FromResult(new CreateMessageResult
        {
            Content = [new TextContentBlock { Text = "Hello from the model" }],
            Model = "m",
            Role = Role.Assistant,
        });
    }

    private static async Task<string> SaidAsync(InfraServer server, string tool, Dictionary<string, object?>? arguments = null)
    {
        var answer = await server.Client.CallToolAsync(tool, arguments ?? []);
        Assert.True(answer.IsError is not true, Text(answer));
        return answer.StructuredContent!.Value.GetProperty("text").GetString()!;
    }

    private static string Text(CallToolResult answer) => ((TextContentBlock)answer.Content[0]).Text;
}
