using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Infra.Core.Calls;
using Infra.Core.Safety;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Infra.Core;

/// <summary>
/// An OpenTelemetry span for each tool call, by the semantic conventions of MCP, with an event for each AWS request, and how long calls
/// take. What it says
/// is in the journal too; arguments and results are not in it.
/// </summary>
internal static class Telemetry
{
    private static readonly ActivitySource Source = new("Infra", HostView.Version);

    /// <summary>
    /// Exports spans and metrics over OTLP when one of OpenTelemetry's own variables names a collector; null when none does.
    /// </summary>
    public static Exporter? Export()
    {
        var all = Variable("OTEL_EXPORTER_OTLP_ENDPOINT") is not null;
        var (traces, metrics) = (all || Variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") is not null,
            all || Variable("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT") is not null);
        return traces || metrics ? Build(traces, metrics) : null;
    }

    /// <summary>The meters of .NET and ASP.NET Core that are exported too.</summary>
    public static IReadOnlyList<string> FrameworkMeters =>
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "System.Runtime",
        "System.Net.Http",
    ];

    /// <summary>What a server measures: calls, AWS requests, and over HTTP what the framework knows of it.</summary>
    public static MeterProviderBuilder AddMeters(MeterProviderBuilder builder) => builder.ConfigureResource(Describe)
        .AddMeter([Measures.Meter.Name, .. FrameworkMeters]);

    /// <summary>Counts a call that is over.</summary>
    public static void Measure(CallRecord record, string tool, bool failed)
    {
        var tags = new TagList
        {
            { "mcp.method.name", "tools/call" },
            // A name that is no tool is the client's, who could make as many series of it as it likes.
            { "gen_ai.tool.name", record.Kind is null ? "_OTHER" : tool },
            { "gen_ai.operation.name", "execute_tool" },
        };
        if (failed) tags.Add("error.type", record.Outcome);
        Measures.Calls.Record(record.Elapsed.TotalSeconds, tags);
        foreach (var request in record.Requests)
            Measures.Requests.Add(1,
                new TagList { { "rpc.service", request.Service }, { "rpc.method", request.Operation },
                { "infra.outcome", request.Outcome is null or "ok" ? request.Outcome ?? "under way" : request.Outcome.Split(':')[0] } });
    }

    /// <summary>The span of a call; null when nobody listens.</summary>
    public static Activity? Begin(string tool) =>
        Source.StartActivity(Redactor.Clean($"tools/call {tool}"), ActivityKind.Server)
        ?.SetTag("mcp.method.name", "tools/call").SetTag("gen_ai.tool.name", Redactor.Clean(tool))
        .SetTag("gen_ai.operation.name", "execute_tool");

    /// <summary>What the call came to.</summary>
    public static void End(Activity activity, CallRecord record, bool failed)
    {
        activity.SetTag("infra.call", record.Id).SetTag("infra.outcome", Redactor.Clean(record.Outcome))
            .SetTag("infra.client", Redactor.Clean(record.Client))
            .SetTag("infra.kind", record.Kind?.ToString().ToLowerInvariant()).SetTag("cloud.region", record.Target?.Region)
            .SetTag("cloud.account.id", record.Identity?.Account)
            .SetStatus(failed ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        if (failed) activity.SetTag("error.type", record.Outcome);
        foreach (var request in record.Requests)
        {
            activity.AddEvent(new("aws.request", tags: new()
            {
                ["rpc.service"] = request.Service,
                ["rpc.method"] = request.Operation,
                ["aws.request_id"] = request.RequestId,
                ["infra.outcome"] = request.Outcome is { } outcome ? Redactor.Clean(outcome) : null,
            }));
        }
    }

    // Apart, so that its assemblies are loaded only when it is wanted.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Exporter Build(bool traces, bool metrics) => new(
        traces ? OpenTelemetry.Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(Source.Name).AddOtlpExporter()
            .Build() : null,
        metrics ? AddMeters(OpenTelemetry.Sdk.CreateMeterProviderBuilder()).AddOtlpExporter().Build() : null);

    private static void Describe(ResourceBuilder resource) =>
        resource.AddService(Variable("OTEL_SERVICE_NAME") ?? "infra", serviceVersion: HostView.Version);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>The way to the collector.</summary>
    public sealed class Exporter(TracerProvider? traces, MeterProvider? metrics)
    {
        /// <summary>Sends what is left.</summary>
        /// <returns>Whether the collector took it in time. The process does not wait longer for one that is silent.</returns>
        public bool Close(TimeSpan longest)
        {
            var shutdown = Task.Run(() =>
                (metrics?.Shutdown((int)longest.TotalMilliseconds) ?? true) & (traces?.Shutdown((int)longest.TotalMilliseconds) ?? true));
            return shutdown.Wait(longest + TimeSpan.FromMilliseconds(50)) && shutdown.Result;
        }
    }

    // Made when the first call is over and not at the start.
    private static class Measures
    {
        public static readonly Meter Meter = new("Infra", HostView.Version);
        public static readonly Histogram<double> Calls = Meter.CreateHistogram<double>("mcp.server.operation.duration", "s",
            "How long calls of tools take.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300] });
        public static readonly ObservableUpDownCounter<int> InFlight = Meter.CreateObservableUpDownCounter("infra.aws.requests.active",
            () => HoldingBack.Now.InFlight, "{request}", "Requests that were sent to AWS and are not answered.");
        public static readonly ObservableUpDownCounter<int> Waiting = Meter.CreateObservableUpDownCounter("infra.aws.requests.waiting",
            () => HoldingBack.Now.Waiting, "{request}", "Requests to AWS that wait for their turn.");
        public static readonly ObservableUpDownCounter<int> Closed = Meter.CreateObservableUpDownCounter("infra.aws.closed",
            () => HoldingBack.Now.Closed.Count, "{service}", "Services in a region that get no requests, since nearly all failed.");
        public static readonly Counter<long> Requests = Meter.CreateCounter<long>("infra.aws.requests", "{request}",
            "Requests to AWS, by what came of them.");
    }
}
