using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Infra.Emulator.Serving;

/// <summary>What reaches an OpenTelemetry collector.</summary>
[Collection(EmulatorFixture.Serving)]
public sealed class TelemetryTests(EmulatorFixture fixture)
{
    private static Dictionary<string, string?> SendingTo(Collector collector) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
    };

    [Fact]
    public async Task A_collector_that_the_standard_variables_name_gets_spans_measures_and_the_log()
    {
        await using var collector = new Collector();
        await using (var server = await InfraServer.StartAsync(fixture.Wire.Url, arguments: ["--log-level", "information"],
            environment: SendingTo(collector)))
        {
            await server.CallAsync("account_whoami", new { });
            await server.CallAsync("account_put_parameter", new { name = "/telemetry", value = "hunter2-hunter2", dryRun = true });
            await server.CallAsync("account_get_parameter", new { name = "/not/there" });
            await server.Client.ReadResourceAsync("infra://configuration");
            await Assert.ThrowsAnyAsync<Exception>(async () => await server.Client.GetPromptAsync("no_prompt"));
            await collector.Until("/v1/traces", "prompts/get no_prompt");
            await collector.Until("/v1/metrics", "mcp.server.operation.duration");
            await collector.Until("/v1/logs", "account_get_parameter");
        }

        foreach (var (path, expected) in new (string, string[])[]
        {
            ("/v1/traces", ["tools/call account_whoami", "tools/call account_put_parameter", "tools/list", "GetCallerIdentity",
                "gen_ai.tool.name", "execute_tool", "planned", "tool_error", "network.transport", "pipe", "jsonrpc.request.id",
                "mcp.resource.uri", "infra://configuration"]),
            ("/v1/metrics", ["mcp.server.operation.duration", "infra.aws.requests", "tool_error", "-32602", "mcp.protocol.version"]),
            ("/v1/logs", ["failed: NotFound", "gen_ai.tool.name", "account_get_parameter", "infra.call", "mcp.method.name",
                "service.name"]),
        })
        {
            var body = collector.BodyOf(path);
            Assert.All(expected, text => Assert.Contains(text, body, StringComparison.Ordinal));
            Assert.DoesNotContain("hunter2", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Over_HTTP_the_span_of_a_call_belongs_to_the_trace_that_the_client_tells()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        await using var collector = new Collector();
        var folder = Directory.CreateTempSubdirectory("infra-telemetry-").FullName;
        await using (var server = await HttpServer.StartAsync(folder, fixture.Wire.Url, variables: SendingTo(collector)))
        {
            await using var client = await server.ConnectAsync();
            await client.CallToolAsync("account_list_profiles", new Dictionary<string, object?>(),
                options: new() { Meta = new() { ["traceparent"] = $"00-{Trace}-00f067aa0ba902b7-01" } });
            // One that tells none has a trace of its own.
            await client.CallToolAsync("account_list_regions", new Dictionary<string, object?>());
            await collector.Until("/v1/traces", "tools/call account_list_regions");
        }

        var body = collector.BodyOf("/v1/traces");
        Assert.Contains("tools/call account_list_profiles", body, StringComparison.Ordinal);
        Assert.Contains(Encoding.Latin1.GetString(Convert.FromHexString(Trace)), body, StringComparison.Ordinal);
        Assert.Contains("tools/call account_list_regions", body, StringComparison.Ordinal);
        Assert.Contains("tcp", body, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact] // SAF-L5
    public async Task A_collector_that_never_answers_holds_nothing_up_and_what_it_missed_is_said()
    {
        var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var call = Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(InfraServer.HostFolder, "infra.dll"), "call", "account_list_profiles"])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                Environment =
                {
                    ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{silent.LocalEndpoint}",
                    ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                },
            })!;
        _ = call.StandardOutput.ReadToEndAsync();

        Assert.Contains("did not take the last of them within a second", await call.StandardError.ReadToEndAsync(),
            StringComparison.Ordinal);
        await call.WaitForExitAsync();
        Assert.Equal(0, call.ExitCode);
        silent.Stop();
    }

    private sealed class Collector : IAsyncDisposable
    {
        private readonly HttpListener listener = new();
        private readonly Dictionary<string, StringBuilder> bodies = [];
        private readonly Task loop;

        public Collector()
        {
            Url = $"http://127.0.0.1:{Wire.FreePort()}";
            listener.Prefixes.Add($"{Url}/");
            listener.Start();
            loop = Task.Run(ListenAsync);
        }

        public string Url { get; }

        /// <summary>All that was sent to a path, its bytes as letters.</summary>
        public string BodyOf(string path)
        {
            lock (bodies) return bodies.TryGetValue(path, out var body) ? body.ToString() : "";
        }

        public async Task Until(string path, string text)
        {
            for (var n = 0; n < 400 && !BodyOf(path).Contains(text, StringComparison.Ordinal); n++) await Task.Delay(50);
        }

        public async ValueTask DisposeAsync()
        {
            listener.Close();
            await loop;
        }

        private async Task ListenAsync()
        {
            while (true)
            {
                try
                {
                    var context = await listener.GetContextAsync();
                    using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                    var text = await reader.ReadToEndAsync();
                    lock (bodies)
                    {
                        var path = context.Request.Url!.AbsolutePath;
                        if (!bodies.TryGetValue(path, out var body)) bodies[path] = body = new();
                        body.Append(text);
                    }

                    context.Response.Close();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }
}
