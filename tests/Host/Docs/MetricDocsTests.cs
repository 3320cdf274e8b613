using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Infra.Core.Answers;
using Infra.Core.Calls;
using Infra.Core.Safety;

namespace Infra.Core.Docs;

/// <summary>
/// The tables of docs/metrics.md are made from what a call really measures and traces. UPDATE_SNAPSHOTS=1 writes them anew.
/// </summary>
public sealed class MetricDocsTests
{
    private const string Begin = "<!-- measures: made from Host/Core/Telemetry.cs -->\n";
    private const string End = "<!-- end of measures -->\n";

    // What no name says.
    private static readonly Dictionary<string, string> Meanings = new()
    {
        ["mcp.method.name"] = "the method, for example `tools/call`; `_OTHER` in metrics for what is no method",
        ["mcp.protocol.version"] = "the version of MCP that the client speaks",
        ["mcp.resource.uri"] = "the resource, of `resources/read`, `resources/subscribe` and `resources/unsubscribe`",
        ["mcp.session.id"] = "the session, where there is one",
        ["jsonrpc.request.id"] = "the id that the client gave the request",
        ["network.transport"] = "`pipe` for stdio, `tcp` for HTTP",
        ["network.protocol.name"] = "`http`, over HTTP",
        ["rpc.response.status_code"] = "the error code of JSON-RPC, if the answer is one",
        ["gen_ai.tool.name"] = "the tool; `_OTHER` in metrics for a name that is no tool",
        ["gen_ai.prompt.name"] = "the prompt, of `prompts/get`; `_OTHER` in metrics for a name that is no prompt",
        ["gen_ai.operation.name"] = "`execute_tool`, of calls of tools",
        ["error.type"] = "only of what failed: `tool_error` where the result says so, `cancelled`, or the error code of JSON-RPC",
        ["rpc.service"] = "the AWS service, for example `EC2`",
        ["rpc.method"] = "the AWS operation, for example `DescribeInstances`",
        ["infra.outcome"] = "`ok`, `planned`, an error code of AWS or of the tool, or `refused`",
        ["infra.call"] = "the id of the call in the journal",
        ["infra.client"] = "name and version of the MCP client, or `infra call`",
        ["infra.kind"] = "`read`, `write` or `destructive`",
        ["cloud.region"] = "the region, if the call goes to one only",
        ["cloud.account.id"] = "the account, if it was asked for",
        ["aws.request_id"] = "AWS's own id of the request",
    };

    [Fact]
    public void The_documentation_of_metrics_and_spans_is_up_to_date()
    {
        var path = Path.Combine(Markdown.Root, "docs/metrics.md");
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var now = $"{text[..(text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)]}{Tables()}"
            + text[text.IndexOf(End, StringComparison.Ordinal)..];
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1") File.WriteAllText(path, now);
        else Assert.Equal(now, text);
        Assert.All(Telemetry.FrameworkMeters, meter => Assert.Contains($"`{meter}`", text, StringComparison.Ordinal));
    }

    private static string Tables()
    {
        Dictionary<string, (Instrument Instrument, SortedSet<string> Tags)> found = [];
        using var measures = new MeterListener
        {
            InstrumentPublished =
            (i, l) => { if (i.Meter.Name is "Infra") l.EnableMeasurementEvents(i); }
        };
        measures.SetMeasurementEventCallback<double>((i, _, tags, _) => Note(i, tags));
        measures.SetMeasurementEventCallback<long>((i, _, tags, _) => Note(i, tags));
        measures.Start();
        using var spans = new ActivityListener
        {
            ShouldListenTo = s => s.Name is "Infra",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(spans);

        var (span, prompt) = Measure();

        var text = new StringBuilder(
            "| Metric | Prometheus | Kind | Unit | Attributes | What it says |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var (instrument, tags) in found.Values.OrderBy(f => f.Instrument.Name, StringComparer.Ordinal))
        {
            var (kind, prometheus) = instrument is Counter<long> ? ("counter", "_total") : ("histogram", "_seconds");
            text.Append(CultureInfo.InvariantCulture, $"| `{instrument.Name}` | `{instrument.Name.Replace('.', '_')}{prometheus}` | {kind} "
                + $"| `{instrument.Unit}` | {string.Join(", ", tags.Select(t => $"`{t}`"))} | {instrument.Description} |\n");
        }

        var (own, requests) = (span.TagObjects.Select(t => t.Key).ToList(), span.Events.Single().Tags.Select(t => t.Key).ToList());
        text.Append(CultureInfo.InvariantCulture, $"\nEach request of a client is also a span, named after its method and what it names: "
            + $"`{span.DisplayName}`, `{prompt.DisplayName}`. That of a call has the attributes {Names(own)}. "
            + $"Each AWS request is an event `{span.Events.Single().Name}` of it, with {Names(requests)}.\n\n"
            + $"| Attribute | Value |\n| --- | --- |\n");
        var attributes = own.Concat(requests).Concat(prompt.TagObjects.Select(t => t.Key)).Concat(found.Values.SelectMany(f => f.Tags));
        foreach (var tag in attributes.Distinct().Order(StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"| `{tag}` | {Meanings[tag]} |\n");
        return text.ToString();

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            // Other tests measure calls of their own at the same time; what they record has the same attributes.
            lock (found)
            {
                if (!found.TryGetValue(instrument.Name, out var one))
                    found[instrument.Name] = one = (instrument, new(StringComparer.Ordinal));
                foreach (var tag in tags) one.Tags.Add(tag.Key);
            }
        }
    }

    // A call as it is when it failed, with one request: every attribute that there is. And a prompt that is none; it brings along the
    // attribute of a request for a resource.
    private static (Activity Call, Activity Prompt) Measure()
    {
        var record = new CallRecord("ec2_list_instances", new Caller("docs"))
        {
            Kind = ToolKind.Read,
            Targets = [new AwsTarget(null, "eu-west-1", null)],
            Identity = new("123456789012", "arn:aws:iam::123456789012:user/docs"),
            Outcome = nameof(ToolErrorCode.AccessDenied),
        };
        using (var scope = CallScope.Host("STS GetCallerIdentity")) scope.Add(new("STS", "GetCallerIdentity")).Answered("id");
        var wire = new Telemetry.Wire(true, "1", "2025-11-25", "a", default);
        var call = Telemetry.Serve("tools/call", "ec2_list_instances", wire)!;
        Telemetry.Begin("ec2_list_instances", record)!.End(failed: true);
        call.End(null);
        var prompt = Telemetry.Serve("prompts/get", "account_review_waste", wire with { Resource = "infra://configuration" })!;
        prompt.End(-32602);
        return (call.Activity!, prompt.Activity!);
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"`{n}`"));
}
