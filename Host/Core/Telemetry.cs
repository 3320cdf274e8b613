using System.Diagnostics;
using System.Runtime.CompilerServices;
using Infra.Core.Calls;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Infra.Core;

/// <summary>
/// An OpenTelemetry span for each tool call, by the semantic conventions of MCP, with an event for each AWS request. What it says
/// is in the journal too; arguments and results are not in it.
/// </summary>
internal static class Telemetry
{
    private static readonly ActivitySource Source = new("Infra", HostView.Version);

    /// <summary>Exports spans over OTLP when one of OpenTelemetry's own variables names a collector; null when none does.</summary>
    public static Exporter? Export() =>
        Variable("OTEL_EXPORTER_OTLP_ENDPOINT") is null && Variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") is null ? null : Build();

    /// <summary>The span of a call; null when nobody listens.</summary>
    public static Activity? Begin(string tool) => Source.StartActivity($"tools/call {tool}", ActivityKind.Server)
        ?.SetTag("mcp.method.name", "tools/call").SetTag("gen_ai.tool.name", tool).SetTag("gen_ai.operation.name", "execute_tool");

    /// <summary>What the call came to.</summary>
    public static void End(Activity activity, CallRecord record, bool failed)
    {
        activity.SetTag("infra.call", record.Id).SetTag("infra.outcome", record.Outcome).SetTag("infra.client", record.Client)
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
                ["infra.outcome"] = request.Outcome,
            }));
        }
    }

    // Apart, so that its assemblies are loaded only when it is wanted.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Exporter Build() => new(OpenTelemetry.Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(resource => resource.AddService(Variable("OTEL_SERVICE_NAME") ?? "infra", serviceVersion: HostView.Version))
        .AddSource(Source.Name)
        .AddOtlpExporter()
        .Build());

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>The way to the collector.</summary>
    public sealed class Exporter(TracerProvider provider)
    {
        /// <summary>Sends what is left.</summary>
        /// <returns>Whether the collector took it in time. The process does not wait longer for one that is silent.</returns>
        public bool Close(TimeSpan longest)
        {
            var shutdown = Task.Run(() => provider.Shutdown((int)longest.TotalMilliseconds));
            return shutdown.Wait(longest + TimeSpan.FromMilliseconds(50)) && shutdown.Result;
        }
    }
}
