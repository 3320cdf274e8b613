#!/usr/bin/env bash
# ModelContextProtocol.Core 2.4.0 (NuGet).
# A tool wants an answer of the person (InputRequiredException) from a client of 2025-11-25, which is asked while its call waits. The client has an
# error for the question, as one without a window does.
# Expected: the tool learns of it, as ElicitAsync would tell it, and answers the call; or the call fails with an error of the server's own.
# Seen: the call is answered with the client's error, code and all, as if tools/call itself were unknown; the tool is never told.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
cat > probe.cs <<'CS'
#:package ModelContextProtocol.Core@2.4.0
#:property PublishAot=false
using System.IO.Pipelines;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

var asked = new ElicitRequestParams { Message = "Delete it?", RequestedSchema = new() { Properties = { ["sure"] = new ElicitRequestParams.BooleanSchema() } } };
var options = new McpServerOptions { Capabilities = new() { Tools = new() } };
options.Handlers.ListToolsHandler = (_, _) => new(new ListToolsResult());
options.Handlers.CallToolHandler = async (request, cancellation) =>
{
    if (request.Params.Name == "throws")
        throw new InputRequiredException(new Dictionary<string, InputRequest> { ["q"] = InputRequest.ForElicitation(asked) }, "state");
    try
    {
        await request.Server.ElicitAsync(asked, cancellation);
    }
    catch (McpException e)
    {
        return new() { Content = [new TextContentBlock { Text = $"the tool is told: {e.GetType().Name}" }], IsError = true };
    }

    throw new InvalidOperationException();
};

var (up, down) = (new Pipe(), new Pipe());
var server = McpServer.Create(new StreamServerTransport(up.Reader.AsStream(), down.Writer.AsStream()), options);
_ = server.RunAsync();
await using var client = await McpClient.CreateAsync(new StreamClientTransport(up.Writer.AsStream(), down.Reader.AsStream()), new()
{
    ProtocolVersion = "2025-11-25",
    Capabilities = new() { Elicitation = new() },
    Handlers = new() { ElicitationHandler = (_, _) => throw new McpProtocolException("no window", McpErrorCode.MethodNotFound) },
});
foreach (var tool in new[] { "asks", "throws" })
{
    try
    {
        var answer = await client.CallToolAsync(tool);
        Console.WriteLine($"{tool}: {answer.Content.OfType<TextContentBlock>().Single().Text}");
    }
    catch (McpProtocolException e)
    {
        Console.WriteLine($"{tool}: the call ends with {e.ErrorCode} ({(int)e.ErrorCode})");
    }
}
CS
nice -n 19 dotnet run probe.cs | tee seen
diff seen - <<'SEEN'
asks: the tool is told: McpProtocolException
throws: the call ends with MethodNotFound (-32601)
SEEN
