using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Infra.Emulator.Serving;

/// <summary>What reaches an OpenTelemetry collector.</summary>
[Collection(EmulatorFixture.Serving)]
public sealed class TelemetryTests(EmulatorFixture fixture)
{
    [Fact]
    public async Task A_collector_that_the_standard_variables_name_gets_a_span_and_a_measure_for_each_call()
    {
        await using var collector = new Collector();
        await using (var server = await InfraServer.StartAsync(fixture.Wire.Url, environment: new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
        }))
        {
            await server.CallAsync("account_whoami", new { });
            await server.CallAsync("account_put_parameter", new { name = "/telemetry", value = "hunter2-hunter2", dryRun = true });
            await collector.Until("tools/call account_put_parameter");
            await collector.Until("mcp.server.operation.duration");
        }

        var body = collector.Body;
        Assert.Equal(["/v1/metrics", "/v1/traces"], collector.Paths.Order(StringComparer.Ordinal));
        foreach (var expected in new[] { "tools/call account_whoami", "GetCallerIdentity", "gen_ai.tool.name", "planned", "infra",
            "mcp.server.operation.duration", "infra.aws.requests" }) Assert.Contains(expected, body, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", body, StringComparison.Ordinal);
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

        Assert.Contains("did not take the last spans within a second", await call.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        await call.WaitForExitAsync();
        Assert.Equal(0, call.ExitCode);
        silent.Stop();
    }

    private sealed class Collector : IAsyncDisposable
    {
        private readonly HttpListener listener = new();
        private readonly StringBuilder body = new();
        private readonly Task loop;

        public Collector()
        {
            Url = $"http://127.0.0.1:{Wire.FreePort()}";
            listener.Prefixes.Add($"{Url}/");
            listener.Start();
            loop = Task.Run(ListenAsync);
        }

        public string Url { get; }
        public HashSet<string> Paths { get; } = [];

        public string Body
        {
            get
            {
                lock (body) return body.ToString();
            }
        }

        public async Task Until(string text)
        {
            for (var n = 0; n < 200 && !Body.Contains(text, StringComparison.Ordinal); n++) await Task.Delay(50);
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
                    lock (body) body.Append(text);
                    lock (body) Paths.Add(context.Request.Url!.AbsolutePath);
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
