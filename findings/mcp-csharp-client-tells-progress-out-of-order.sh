#!/usr/bin/env bash
# ModelContextProtocol.Core 2.4.0 (NuGet).
# Expected: an IProgress given to McpClient.CallToolAsync sees the reports in the order in which the server sent them; the protocol wants each higher than the one before.
# Seen: each notification is handled on a task of its own, so reports that came in order on the wire are told in another order: progress falls, and a bar jumps back.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
cat > probe.cs <<'CS'
#:package ModelContextProtocol.Core@2.4.0
#:property PublishAot=false
using System.Collections.Concurrent;
using System.IO.Pipelines;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

Pipe up = new(), down = new();
var counting = McpServerTool.Create(async (RequestContext<CallToolRequestParams> call) =>
{
    // One after the other: each is on the wire before the next one begins.
    for (var n = 1; n <= 2_000; n++) await call.Server.NotifyProgressAsync(call.Params!.ProgressToken!.Value, new() { Progress = n });
    return "done";
}, new() { Name = "count" });
await using var server = McpServer.Create(new StreamServerTransport(up.Reader.AsStream(), down.Writer.AsStream()), new() { ToolCollection = [counting] });
_ = server.RunAsync();
await using var client = await McpClient.CreateAsync(new StreamClientTransport(up.Writer.AsStream(), down.Reader.AsStream()));
var seen = new Seen();
await client.CallToolAsync("count", progress: seen);
await Task.Delay(500);
var told = seen.Order.ToArray();
Console.WriteLine($"told: {(told.Length > 1_000 ? "most" : "few")}; falls: {told.Zip(told.Skip(1)).Any(p => p.Second < p.First)}");

// Called in place, unlike Progress<T>, which posts to the thread pool.
sealed class Seen : IProgress<ProgressNotificationValue>
{
    public ConcurrentQueue<float> Order { get; } = new();
    public void Report(ProgressNotificationValue value) => Order.Enqueue(value.Progress);
}
CS
dotnet run probe.cs | tee seen
diff seen - <<'SEEN'
told: most; falls: True
SEEN
