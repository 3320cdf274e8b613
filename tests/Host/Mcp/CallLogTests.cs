#pragma warning disable MCP9005 // Clients of 2025-11-25 and before still ask for it; later ones do not.
using System.IO.Pipelines;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Infra.Host.Mcp;

/// <summary>What a tool logs over HTTP: the client that called it hears it, as far as it asked for it.</summary>
public sealed class CallLogTests : IAsyncLifetime
{
    private const string Hello = """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","""
        + """ "capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""";

    private readonly (Pipe ToServer, Pipe ToClient) pipes = (new(), new());
    private readonly StreamWriter requests;
    private readonly StreamReader lines;
    private readonly McpServer server;
    private readonly CallLog log;
    private int asked;

    public CallLogTests()
    {
        requests = new(pipes.ToServer.Writer.AsStream()) { AutoFlush = true };
        lines = new(pipes.ToClient.Reader.AsStream());
        server = McpServer.Create(new StreamServerTransport(pipes.ToServer.Reader.AsStream(), pipes.ToClient.Writer.AsStream()), new()
        {
            Capabilities = new() { Logging = new() },
            Handlers = new() { SetLoggingLevelHandler = (_, _) => ValueTask.FromResult(new EmptyResult()) },
        });
        log = new(server, "ec2_list_instances");
    }

    public async Task InitializeAsync()
    {
        _ = server.RunAsync();
        await requests.WriteLineAsync(Hello);
        await lines.ReadLineAsync();
        await requests.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        await requests.DisposeAsync();
        lines.Dispose();
    }

    [Fact]
    public async Task Its_lines_come_in_their_order_and_before_the_answer_of_the_call()
    {
        await AskForAsync(LoggingLevel.Info);

        log.Add("one \"quoted\"");
        log.Add("two \u001b");
        await log.EndAsync();

        Assert.Equal(["info ec2_list_instances one \"quoted\"", "info ec2_list_instances two \u001b"], await HeardAsync());
    }

    [Fact]
    public async Task Who_asked_for_less_or_for_nothing_hears_nothing()
    {
        log.Add("nobody asked");
        await AskForAsync(LoggingLevel.Warning);
        log.Add("only warnings were asked for");
        await log.EndAsync();

        Assert.Empty(await HeardAsync());
    }

    [Fact]
    public async Task A_tool_that_logs_without_end_is_heard_no_longer()
    {
        await AskForAsync(LoggingLevel.Debug);

        foreach (var n in Enumerable.Range(1, 1_000)) log.Add($"{n}");

        // Meanwhile the client reads, or the pipe would be full.
        var heard = Task.Run(HeardAfterTheLastAsync);
        await log.EndAsync();
        await requests.WriteLineAsync(Ping());
        Assert.Equal(Enumerable.Range(1, 256).Select(n => $"info ec2_list_instances {n}"), await heard);
    }

    [Fact]
    public async Task A_client_that_went_away_is_no_failure_of_the_call()
    {
        await AskForAsync(LoggingLevel.Info);
        await server.DisposeAsync();

        log.Add("to nobody");

        await log.EndAsync();
    }

    private async Task AskForAsync(LoggingLevel level)
    {
        var word = level.ToString().ToLowerInvariant();
        await requests.WriteLineAsync(
            $$$"""{"jsonrpc":"2.0","id":{{{++asked}}},"method":"logging/setLevel","params":{"level":"{{{word}}}"}}""");
        Assert.Empty(await HeardAfterTheLastAsync());
    }

    private string Ping() => $$"""{"jsonrpc":"2.0","id":{{++asked}},"method":"ping"}""";

    private async Task<List<string>> HeardAsync()
    {
        await requests.WriteLineAsync(Ping());
        return await HeardAfterTheLastAsync();
    }

    // What comes before the answer to the next request that was, or will be, made.
    private async Task<List<string>> HeardAfterTheLastAsync()
    {
        List<string> heard = [];
        while (JsonNode.Parse((await lines.ReadLineAsync())!)! is var message && message["id"] is null)
            heard.Add($"{message["params"]!["level"]} {message["params"]!["logger"]} {message["params"]!["data"]}");
        return heard;
    }
}
