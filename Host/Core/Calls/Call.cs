using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Catalog;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Calls;

/// <summary>One step on the way of a call.</summary>
internal interface ICallStep
{
    /// <summary>Does its part, or nothing where the call does not need it.</summary>
    /// <returns>Null to go on; otherwise the answer, and no later step runs.</returns>
    /// <exception cref="ToolException">The call cannot go on.</exception>
    ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation);
}

/// <summary>A call on its way: what the steps have found out so far.</summary>
/// <param name="name">The tool that was named.</param>
/// <param name="given">The arguments as the client sent them.</param>
/// <param name="caller">Who calls.</param>
internal sealed class Call(string name, JsonElement given, Caller caller) : IDisposable
{
    public string Name => name;
    public JsonElement Given => given;
    public Caller Caller => caller;
    public CallRecord Record { get; } = new(name, caller);

    /// <summary>The values that this call knows to be secret.</summary>
    public CallSecrets Secrets { get; } = new();

    /// <summary>The tool; set by <see cref="Calls.Steps.Bind"/>, as all up to <see cref="Place"/>.</summary>
    public CatalogTool Tool { get => field ?? throw NotYet(); set; }

    /// <summary>Its code.</summary>
    public Tool Code { get => field ?? throw NotYet(); set; }

    /// <summary>The tool's own arguments, checked and canonical.</summary>
    public JsonObject Arguments { get => field ?? throw NotYet(); set; }

    /// <summary>The arguments that the host took for itself.</summary>
    public HostArguments Host { get => field ?? throw NotYet(); set; }

    /// <summary>Where in a list the call goes on.</summary>
    public Place Place { get; set; } = new(null, 0);

    /// <summary>Most rows of the page; null when the call names no limit.</summary>
    public int? Limit { get; set; }

    /// <summary>Where in a list over several targets the call goes on; null where it begins, or goes to one target.</summary>
    public TargetPlace? Over { get; set; }

    /// <summary>Where the call goes; set by <see cref="Calls.Steps.ResolveTargets"/>.</summary>
    public IReadOnlyList<AwsTarget> Targets { get; set; } = [];

    /// <summary>What the call names and could not even be resolved to targets.</summary>
    public IReadOnlyList<(string Where, ToolException Failure)> Unreached { get; set; } = [];

    /// <summary>Whether the answer is put together from those of several targets.</summary>
    public bool IsOverTargets => Targets.Count > 1 || Unreached.Count > 0 || Caller.Rows is not null;

    /// <summary>The keys that the call's requests are signed with; set by <see cref="Calls.Steps.ResolveTargets"/>.</summary>
    public CallCredentials Keys { get => field ?? throw NotYet(); set; }

    /// <summary>What the tool is told; set by <see cref="Calls.Steps.ResolveTargets"/>.</summary>
    public ToolContext Context { get => field ?? throw NotYet(); set; }

    /// <summary>What would be done; set by <see cref="Calls.Steps.MakePlan"/> for tools that write.</summary>
    public ToolPlan Plan { get => field ?? throw NotYet(); set; }

    /// <summary>What the tool returned; set by <see cref="Calls.Steps.Run"/>.</summary>
    public JsonObject Result { get => field ?? throw NotYet(); set; }

    /// <summary>When the rows were read that an earlier page had no room for; null when the tool itself was run.</summary>
    public DateTimeOffset? HeldSince { get; set; }

    /// <summary>What is shown beside the result.</summary>
    public IReadOnlyList<ToolContent> Content { get; set; } = [];

    /// <summary>What the tool reported as done on AWS.</summary>
    public IReadOnlyList<ToolStep> Steps { get; private set; } = [];

    public bool Writes => Tool.Kind > ToolKind.Read;

    /// <summary>The tool's own arguments as the tool takes them.</summary>
    public JsonElement Element() => JsonSerializer.SerializeToElement(Arguments, HostJson.Default.JsonObject);

    /// <summary>Which rows a page begins with: those of this call's tool, arguments, target and caller at a place.</summary>
    public string PageKey(Place place) =>
        HostJson.Text(new JsonArray(Tool.Name, List(), Context.Target.ToString(), Caller.Identity, place.Cursor, place.Skip));

    /// <summary>What a cursor over several targets belongs to: a digest of the list and of the targets as the call names them.</summary>
    public string Query => field ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        HostJson.Text(new JsonArray(Tool.Name, List(), Host.Account, Host.Profile, Host.Region)))))[..16];

    /// <exception cref="ToolException">The cursor belongs to another list, or to one over other targets.</exception>
    public void CheckCursor()
    {
        if (Over is { } over ? IsOverTargets && over.Query == Query : !IsOverTargets || Place is { Cursor: null, Skip: 0 }) return;
        throw ToolException.InvalidInput("'cursor' belongs to another query.",
            "Pass the nextCursor of the page before with the same arguments, account and region, or leave cursor out to begin.");
    }

    private JsonObject List()
    {
        var list = Arguments.DeepClone().AsObject();
        list.Remove("cursor");
        list.Remove("limit");
        return SchemaCheck.Canonical(Tool.Manifest.InputSchema, list);
    }

    /// <summary>Remembers what the tool reported, however its run ended.</summary>
    public void TakeSteps() => Steps = Context.Steps;

    public void Dispose() => Secrets.Dispose();

    private static InvalidOperationException NotYet() => new("A step of the call that comes before this one is missing.");
}
