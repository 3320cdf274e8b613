using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Infra.Core.Calls;
using Infra.Core.Safety;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Infra.Core;

/// <summary>
/// Spans, measures and log records for OpenTelemetry, by the semantic conventions of MCP and of GenAI tools: a span for each request of
/// MCP, with an event for each AWS request, and how long requests take. What it says is in the journal too; arguments and results are not
/// in it. Nothing of it is made unless somebody wants it.
/// </summary>
internal static class Telemetry
{
    private const string ToolsCall = "tools/call";

    // For what is a client's own word, of which it could make as many series as it likes.
    private const string Other = "_OTHER";

    private static readonly ActivitySource Source = new("Infra", HostView.Version);
    private static readonly AsyncLocal<Operation?> Serving = new();
    private static readonly AsyncLocal<CallRecord?> Calling = new();

    // Whether spans, measures or records go anywhere.
    private static volatile bool wanted;

    /// <summary>
    /// Exports spans, metrics and the log over OTLP when one of OpenTelemetry's own variables names a collector; null when none does.
    /// </summary>
    public static Exporter? Export()
    {
        var all = Variable("OTEL_EXPORTER_OTLP_ENDPOINT") is not null;
        bool Of(string signal) => all || Variable($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") is not null;
        var (traces, metrics, logs) = (Of("TRACES"), Of("METRICS"), Of("LOGS"));
        return traces || metrics || logs ? Build(traces, metrics, logs) : null;
    }

    /// <summary>The meters of .NET and ASP.NET Core that are exported too.</summary>
    public static IReadOnlyList<string> FrameworkMeters =>
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "System.Runtime",
        "System.Net.Http",
    ];

    /// <summary>What a server measures: requests of MCP, AWS requests, and over HTTP what the framework knows of it.</summary>
    public static MeterProviderBuilder AddMeters(MeterProviderBuilder builder)
    {
        wanted = true;
        return builder.ConfigureResource(Describe).AddMeter([Measures.Meter.Name, .. FrameworkMeters]);
    }

    /// <summary>A request of MCP that begins; null when nobody wants to know.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="target">The tool or prompt that it names, if any.</param>
    /// <param name="wire">How it came.</param>
    public static Operation? Serve(string method, string? target, Wire wire) =>
        wanted || Source.HasListeners() ? Serving.Value = new(Redactor.Clean(method), Clean(target),
            wire with
            {
                Id = Redactor.Clean(wire.Id),
                Version = Clean(wire.Version),
                Session = Clean(wire.Session),
                Resource = Clean(wire.Resource)
            }) : null;

    // A client's words, a tool's outcome: none of them has to be what it should.
    private static string? Clean(string? text) => text is null ? null : Redactor.Clean(text);

    /// <summary>
    /// The call of a tool that begins. It is the span of the request of MCP that asks for it, or one of its own where another tool, a
    /// resource or a command does.
    /// </summary>
    public static ToolSpan? Begin(string tool, CallRecord record)
    {
        if (!wanted && !Source.HasListeners()) return null;
        Calling.Value = record;
        return new(tool, record, Serving.Value is { Method: ToolsCall } operation && operation.Take() ? operation : null);
    }

    /// <summary>The call that something is logged of, as attributes of the record.</summary>
    private static void AddCall(List<KeyValuePair<string, object?>> attributes)
    {
        if (Serving.Value is { } operation) attributes.Add(new("mcp.method.name", operation.Method));
        if (Calling.Value is not { } record) return;
        attributes.Add(new("gen_ai.operation.name", "execute_tool"));
        attributes.Add(new("gen_ai.tool.name", Redactor.Clean(record.Tool)));
        attributes.Add(new("infra.call", record.Id));
    }

    // Apart, so that its assemblies are loaded only when it is wanted.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Exporter Build(bool traces, bool metrics, bool logs)
    {
        wanted = true;
        return new(
            traces ? OpenTelemetry.Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(Source.Name).AddOtlpExporter()
                .Build() : null,
            metrics ? AddMeters(OpenTelemetry.Sdk.CreateMeterProviderBuilder()).AddOtlpExporter().Build() : null,
            logs ? LoggerFactory.Create(log => log.SetMinimumLevel(LogLevel.Trace).AddOpenTelemetry(options =>
            {
                var resource = ResourceBuilder.CreateDefault();
                Describe(resource);
                options.SetResourceBuilder(resource).AddOtlpExporter();
                options.IncludeFormattedMessage = true;
            })) : null);
    }

    private static void Describe(ResourceBuilder resource) =>
        resource.AddService(Variable("OTEL_SERVICE_NAME") ?? "infra", serviceVersion: HostView.Version);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>How a request of MCP came.</summary>
    /// <param name="IsHttp">Whether over HTTP; otherwise over stdio.</param>
    /// <param name="Id">The id of the request.</param>
    /// <param name="Version">The version of the protocol.</param>
    /// <param name="Session">The session that it belongs to, if any.</param>
    /// <param name="Parent">The client's own span, where it tells one; default where it does not.</param>
    /// <param name="Resource">The resource that it is for, if any.</param>
    internal readonly record struct Wire(bool IsHttp, string Id, string? Version, string? Session, ActivityContext Parent,
        string? Resource = null);

    /// <summary>A request of MCP that is being answered.</summary>
    internal sealed class Operation(string method, string? target, Wire wire)
    {
        private readonly long started = Stopwatch.GetTimestamp();
        private int taken;

        public string Method => method;

        /// <summary>The span; null when nobody listens.</summary>
        public Activity? Activity { get; } = Start(target is null ? method : $"{method} {target}", ActivityKind.Server, wire.Parent)
            ?.SetTag("mcp.method.name", method).SetTag("jsonrpc.request.id", wire.Id).SetTag("mcp.protocol.version", wire.Version)
            .SetTag("mcp.session.id", wire.Session).SetTag("network.transport", wire.IsHttp ? "tcp" : "pipe")
            .SetTag("network.protocol.name", wire.IsHttp ? "http" : null).SetTag("mcp.resource.uri", wire.Resource)
            .SetTag(method is "prompts/get" ? "gen_ai.prompt.name" : "gen_ai.tool.name", target);

        /// <summary>What the request came to, where that is an error in a result.</summary>
        public string? Error { get; set; }

        /// <summary>The tool that it called; null when it called none that there is.</summary>
        public string? Tool { get; set; }

        /// <summary>The first call of a tool is what was asked for; others are made in its course.</summary>
        public bool Take() => Interlocked.Exchange(ref taken, 1) == 0;

        /// <summary>The request is answered.</summary>
        /// <param name="code">The error code of the answer, if it has one.</param>
        /// <param name="error">What ended it, where that is no error of the protocol.</param>
        public void End(int? code, string? error = null)
        {
            var status = code?.ToString(CultureInfo.InvariantCulture);
            var tags = new TagList
            {
                { "mcp.method.name", code is MethodNotFound ? Other : method },
                { "network.transport", wire.IsHttp ? "tcp" : "pipe" },
            };
            // A client of the old era need not say it with each request.
            if (wire.Version is { } version) tags.Add("mcp.protocol.version", version);
            if (method is ToolsCall)
            {
                tags.Add("gen_ai.operation.name", "execute_tool");
                tags.Add("gen_ai.tool.name", Tool ?? Other);
            }
            else if (target is not null) tags.Add("gen_ai.prompt.name", code is null ? target : Other);

            if (status is not null) tags.Add("rpc.response.status_code", status);
            if ((status ?? error ?? Error) is { } type)
            {
                tags.Add("error.type", type);
                Activity?.SetTag("error.type", type).SetTag("rpc.response.status_code", status).SetStatus(ActivityStatusCode.Error);
            }

            Measures.Operations.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tags);
            Activity?.Dispose();
        }

        private const int MethodNotFound = -32601;

        // What the transport traces is another thing, and linked: over HTTP the framework has an activity that nobody exports, whose child
        // would never be sampled.
        private static Activity? Start(string name, ActivityKind kind, ActivityContext parent)
        {
            var ambient = Activity.Current;
            if (parent == default && ambient is { HasRemoteParent: true })
                parent = new(ambient.TraceId, ambient.ParentSpanId, ambient.ActivityTraceFlags, ambient.TraceStateString, isRemote: true);
            Activity.Current = null;
            var started = Source.StartActivity(name, kind, parent, links: ambient is null || parent == default ? null
                : [new(ambient.Context)]);
            if (started is null) Activity.Current = ambient;
            return started;
        }
    }

    /// <summary>A tool that runs.</summary>
    internal sealed class ToolSpan
    {
        private readonly Operation? operation;
        private readonly Activity? own;

        public ToolSpan(string tool, CallRecord record, Operation? operation)
        {
            (this.operation, Record) = (operation, record);
            var name = Redactor.Clean(tool);
            own = operation is not null ? null : Source.StartActivity($"execute_tool {name}")?.SetTag("gen_ai.tool.name", name);
            Activity?.SetTag("gen_ai.operation.name", "execute_tool").SetTag("infra.call", record.Id);
        }

        private CallRecord Record { get; }

        private Activity? Activity => operation is null ? own : operation.Activity;

        /// <summary>The call is over.</summary>
        public void End(bool failed)
        {
            if (operation is not null)
                (operation.Tool, operation.Error) = (Record.Kind is null ? null : Record.Tool, failed ? "tool_error" : null);
            foreach (var request in Record.Requests)
            {
                Measures.Requests.Add(1, new TagList
                {
                    { "rpc.service", request.Service }, { "rpc.method", request.Operation },
                    { "infra.outcome", request.Outcome is null or "ok" ? request.Outcome ?? "under way" : request.Outcome.Split(':')[0] },
                });
                Activity?.AddEvent(new("aws.request", tags: new()
                {
                    ["rpc.service"] = request.Service,
                    ["rpc.method"] = request.Operation,
                    ["aws.request_id"] = request.RequestId,
                    ["infra.outcome"] = Clean(request.Outcome),
                }));
            }

            Activity?.SetTag("infra.outcome", Clean(Record.Outcome)).SetTag("infra.client", Clean(Record.Client))
                .SetTag("infra.kind", Record.Kind?.ToString().ToLowerInvariant()).SetTag("cloud.region", Record.Target?.Region)
                .SetTag("cloud.account.id", Record.Identity?.Account);
            if (failed) own?.SetTag("error.type", "tool_error").SetStatus(ActivityStatusCode.Error);
            own?.Dispose();
        }
    }

    /// <summary>The way to the collector.</summary>
    public sealed class Exporter(TracerProvider? traces, MeterProvider? metrics, ILoggerFactory? logs)
    {
        private volatile bool closed;

        /// <summary>Takes a line of the log.</summary>
        /// <param name="level">Its level.</param>
        /// <param name="source">Who logs.</param>
        /// <param name="text">Without secrets.</param>
        /// <param name="exception">What it is about; its secrets are left out here.</param>
        public void Log(LogLevel level, string source, string text, Exception? exception)
        {
            if (logs is null || closed) return;
            var attributes = new List<KeyValuePair<string, object?>>();
            AddCall(attributes);
            if (exception is not null)
            {
                attributes.Add(new("exception.type", exception.GetType().FullName));
                attributes.Add(new("exception.message", Redactor.Clean(exception.Message)));
                attributes.Add(new("exception.stacktrace", Redactor.Clean(exception.ToString())));
            }

            logs.CreateLogger(source).Log(level, default, attributes, null, (_, _) => text);
        }

        /// <summary>Sends what is left.</summary>
        /// <returns>Whether the collector took it in time. The process does not wait longer for one that is silent.</returns>
        public bool Close(TimeSpan longest)
        {
            closed = true;
            var most = (int)longest.TotalMilliseconds;
            // Side by side: each has the whole time.
            var closing = new[]
            {
                Task.Run(() => metrics?.Shutdown(most) ?? true), Task.Run(() => traces?.Shutdown(most) ?? true),
                Task.Run(() =>
                {
                    logs?.Dispose();
                    return true;
                }),
            };
            return Task.WaitAll(closing, longest + TimeSpan.FromMilliseconds(50)) && closing.All(c => c.Result);
        }
    }

    // Made when the first call is over and not at the start.
    private static class Measures
    {
        public static readonly Meter Meter = new("Infra", HostView.Version);
        public static readonly Histogram<double> Operations = Meter.CreateHistogram<double>("mcp.server.operation.duration", "s",
            "How long requests of MCP take.", null,
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
