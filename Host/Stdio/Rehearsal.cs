using System.Text.Json;
using Infra.Manifest;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Infra.Host.Stdio;

/// <summary>
/// A session with nobody, on another processor while the configuration is read: what the first messages need is then there when they come.
/// Most of a start is the runtime making code and types ready that are used for the first time, and most of that is the protocol's, which
/// depends on nothing that is configured.
/// </summary>
internal static class Rehearsal
{
    private static readonly byte[] Script = """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"","version":""}}}
        {"jsonrpc":"2.0","method":"notifications/initialized"}
        {"jsonrpc":"2.0","id":2,"method":"tools/list"}
        {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"nothing","arguments":{"of":"it"}}}

        """u8.ToArray();

    /// <summary>Begins it, and does not wait.</summary>
    public static void Begin()
    {
        // With one processor it would only take the time that it saves.
        if (Environment.ProcessorCount > 1) _ = Task.Run(PlayAsync);
    }

    private static async Task PlayAsync()
    {
#pragma warning disable CA1031 // Whatever it is that fails, the session itself will meet it, and say so.
        try
        {
            PluginAssembly.Prepare();
            await SessionAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // As said.
        }
#pragma warning restore CA1031
    }

    /// <summary>The session, to its end.</summary>
    /// <returns>What was answered, to nobody.</returns>
    internal static async Task<byte[]> SessionAsync()
    {
        using var input = new MemoryStream(Script);
        using var output = new MemoryStream();
        await using var transport = new StdioTransport(input, output);
        var options = new McpServerOptions
        {
            ServerInfo = new() { Name = "rehearsal", Version = "1" },
            ServerInstructions = "None.",
            Capabilities = new() { Tools = new(), Resources = new() { Subscribe = true }, Prompts = new(), Completions = new() },
        };
        options.Handlers.ListToolsHandler = (_, _) =>
            new(new ListToolsResult { Tools = [Nothing], CacheScope = CacheScope.Private, TimeToLive = TimeSpan.Zero });
        options.Handlers.CallToolHandler = (_, _) => new(new CallToolResult
        {
            Content = [new TextContentBlock { Text = "{}" }],
            StructuredContent = JsonElement.Parse("{}"),
        });
        await using var server = McpServer.Create(transport, options);
        using var stop = new CancellationTokenSource();
        var running = server.RunAsync(stop.Token);
        await transport.ReadAsync().ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        return output.ToArray();
    }

    private static ModelContextProtocol.Protocol.Tool Nothing => new()
    {
        Name = "nothing",
        Title = "Nothing",
        Description = "Nothing.",
        InputSchema = JsonElement.Parse("""{"type":"object"}"""),
        OutputSchema = JsonElement.Parse("""{"type":"object"}"""),
        Annotations = new() { ReadOnlyHint = true, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = false },
    };
}
