#!/usr/bin/env bash
# ModelContextProtocol.Core 2.4.0 (NuGet).
# Expected: the structured content that a tool made from a delegate answers fits the output schema that the same library generated for it.
# Seen: members that may be null are required by the schema, and left out of the answer when they are null; clients that validate reject the call.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
cat > probe.cs <<'CS'
#:package ModelContextProtocol.Core@2.4.0
#:property PublishAot=false
using System.IO.Pipelines;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

Pipe up = new(), down = new();
var tool = McpServerTool.Create(() => new Row("a", null), new() { Name = "get", UseStructuredContent = true });
await using var server = McpServer.Create(new StreamServerTransport(up.Reader.AsStream(), down.Writer.AsStream()), new() { ToolCollection = [tool] });
_ = server.RunAsync();
await using var client = await McpClient.CreateAsync(new StreamClientTransport(up.Writer.AsStream(), down.Reader.AsStream()));
Console.WriteLine("required: " + string.Join(", ", tool.ProtocolTool.OutputSchema!.Value.GetProperty("required").EnumerateArray()));
Console.WriteLine("answered: " + string.Join(", ", (await client.CallToolAsync("get")).StructuredContent!.Value.EnumerateObject().Select(p => p.Name)));

record Row(string Name, string? Note);
CS
dotnet run probe.cs | tee seen
diff seen - <<'SEEN'
required: name, note
answered: name
SEEN
