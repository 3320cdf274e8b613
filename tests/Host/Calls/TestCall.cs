using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Catalog;
using Infra.Core.Settings;
using Infra.Manifest;

namespace Infra.Core.Calls;

/// <summary>Calls of a tool made for the test, as they are when a step gets them.</summary>
internal static class TestCall
{
    /// <summary>A tool that answers and plans as the test says.</summary>
    public static Tool Tool(
        ToolKind kind = ToolKind.Destructive, Func<JsonObject>? run = null, Func<ToolPlan>? plan = null, string input = "{}",
        bool page = false, bool global = false, bool person = false) =>
        new FakeTool(kind, run ?? (() => []), plan, input, page)
        {
            Name = "delete_thing",
            Description = "Deletes.",
            Kind = kind,
            IamActions = ["t:Delete"],
            Global = global,
            Person = person
        };

    /// <summary>A call with everything that <see cref="Steps.Bind"/> and <see cref="Steps.ResolveTargets"/> find out.</summary>
    public static Call Of(Tool tool, string arguments = "{}", HostSettings? settings = null, Caller? caller = null,
        AwsTarget? target = null)
    {
        var json = JsonElement.Parse(arguments);
        var call = new Call("t_delete_thing", json, caller ?? new("client 1"));
        var catalogTool = Catalog(tool, settings);
        var given = JsonObject.Create(json)!;
        (call.Tool, call.Code) = (catalogTool, tool);
        call.Host = HostArguments.Take(given, catalogTool);
        call.Arguments = given;
        call.Limit = (int?)given["limit"]?.GetValue<long>();
        call.Record.Arguments = json;
        call.Keys = new Infra.Core.Safety.Credentials().For(target ?? new(Region: "eu-west-1"));
        call.Context = new() { Target = target ?? new(Region: "eu-west-1") };
        return call;
    }

    public static CatalogTool Catalog(Tool tool, HostSettings? settings = null) =>
        new(null!, "t", ToolManifest.Of("t", tool), ToolKind.Destructive, settings ?? new());

    private sealed class FakeTool(ToolKind kind, Func<JsonObject> run, Func<ToolPlan>? plan, string input, bool page) : Tool
    {
        public override bool HasPlan => plan is not null || kind is ToolKind.Destructive;

        public override JsonElement InputSchema { get; } = JsonElement.Parse($$"""{"type":"object","properties":{{input}}}""");

        public override JsonElement OutputSchema { get; } = JsonElement.Parse(
            page ? """{"type":"object","properties":{"items":{"type":"array","items":{}},"complete":{"type":"boolean"},"nextCursor":{"type":"string"}}}"""
                : """{"type":"object"}""");

        public override Task<ToolResult> RunAsync(JsonElement arguments, ToolContext context, CancellationToken cancellation) =>
            Task.FromResult(new ToolResult(JsonElement.Parse(run().ToJsonString())));

        public override Task<ToolPlan?> PlanAsync(JsonElement arguments, ToolContext context, CancellationToken cancellation) =>
            Task.FromResult(plan?.Invoke());
    }
}
