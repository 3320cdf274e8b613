using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Catalog;
using Infra.Core.Safety;

namespace Infra.Core.Calls;

/// <summary>What the journal is told of one call, gathered on its way.</summary>
internal sealed class CallRecord
{
    private readonly string tool;
    private readonly Caller caller;
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly List<CallScope> scopes = [];

    public CallRecord(string tool, Caller caller)
    {
        (this.tool, this.caller) = (tool, caller);
        CallScope.TellHostScopesTo(scope => Enter(scope));
    }

    public string Id { get; } = Guid.NewGuid().ToString("n")[..12];
    public string Tool => tool;
    public string Client => caller.Client;
    public ToolKind? Kind { get; set; }

    /// <summary>Where the call goes; empty when it asks AWS nothing.</summary>
    public IReadOnlyList<AwsTarget> Targets { get; set; } = [];

    /// <summary>The only target; null when there are several, or none.</summary>
    public AwsTarget? Target => Targets is [var only] ? only : null;

    public Identity? Identity { get; set; }
    public JsonElement? Arguments { get; set; }
    public ToolPlan? Plan { get; set; }
    public string? Code { get; set; }
    public string Outcome { get; set; } = "ok";

    /// <summary>Whether the act itself was begun, so that its end must be in the journal before the answer is sent.</summary>
    public bool Acted { get; set; }

    /// <summary>What was admitted or refused so far; a request that is under way is among them.</summary>
    public IEnumerable<AwsRequest> Requests
    {
        get
        {
            lock (scopes) return [.. scopes.SelectMany(s => s.Requests)];
        }
    }

    public CallScope Enter(CallScope scope)
    {
        scope.Call = Id;
        lock (scopes) scopes.Add(scope);
        return scope;
    }

    /// <summary>How long the call has taken so far.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(started);

    /// <summary>The entry that says that the act is about to begin.</summary>
    public JsonObject Begin() => Entry("begin");

    /// <summary>The entry that closes the call.</summary>
    /// <param name="steps">What the tool reported as done.</param>
    public JsonObject End(IReadOnlyList<ToolStep> steps)
    {
        var entry = Entry("end");
        if (steps.Count > 0) entry["done"] = new JsonArray([.. steps.Select(s => JsonValue.Create(Redactor.Clean(s.What)))]);
        entry["outcome"] = Outcome;
        entry["milliseconds"] = (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        entry["requests"] = new JsonArray([.. Requests.Select(ToJson)]);
        return entry;
    }

    private JsonObject Entry(string @event)
    {
        var entry = new JsonObject { ["event"] = @event, ["call"] = Id, ["tool"] = tool, ["client"] = caller.Client };
        if (caller.Grant is { } grant) entry["user"] = grant.Name;
        if (Kind is { } kind) entry["kind"] = PluginCatalog.Word(kind);
        if (Identity is not null) (entry["account"], entry["caller"]) = (Identity.Account, Identity.Arn);
        if (Target?.Profile is { } profile) entry["profile"] = profile;
        if (Target?.Account is { } named) entry["accountName"] = named;
        if (Target?.Region is { } region) entry["region"] = region;
        if (Targets.Count > 1)
        {
            if (Distinct(t => t.Account ?? t.Profile) is { Count: > 0 } accounts) entry["accounts"] = accounts;
            if (Distinct(t => t.Region) is { Count: > 0 } regions) entry["regions"] = regions;
        }

        if (Targets is [{ EndpointUrl: { } endpoint }, ..]) entry["endpoint"] = endpoint;
        if (Arguments is { } arguments) entry["arguments"] = JsonObject.Create(arguments);
        if (Plan is not null)
        {
            entry["plan"] = Plan.Summary;
            entry["before"] = new JsonArray([.. Plan.Resources.Select(r => PlanText.ToJson(r, withTags: true))]);
        }

        if (Code is not null) entry["code"] = Code;
        return entry;
    }

    private JsonArray Distinct(Func<AwsTarget, string?> part) =>
        [.. Targets.Select(part).OfType<string>().Distinct().Select(p => JsonValue.Create(p))];

    private JsonObject ToJson(AwsRequest request)
    {
        var json = new JsonObject { ["service"] = request.Service, ["operation"] = request.Operation };
        if (request.By is not null) json["by"] = request.By;
        if (Targets.Count > 1 && request.Account is not null) json["account"] = request.Account;
        if (request.Region is not null) json["region"] = request.Region;
        if (request.RequestId is not null) json["id"] = request.RequestId;
        json["milliseconds"] = request.Milliseconds;
        if (request.Sendings != 1) json["sendings"] = request.Sendings;
        // What is under way when the call is over was left behind by its tool, or cut off with it.
        json["outcome"] = request.Outcome ?? (Outcome is "cancelled" ? "under way" : "not awaited");
        return json;
    }
}
