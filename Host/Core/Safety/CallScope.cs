using Infra.Core.Catalog;

namespace Infra.Core.Safety;

/// <summary>What the guard allows just now: the tool call in progress on this flow of execution.</summary>
internal sealed class CallScope : IDisposable
{
    private static readonly AsyncLocal<CallScope?> Ambient = new();
    private static readonly AsyncLocal<Action<CallScope>?> Recorder = new();

    private readonly CallScope? outer = Ambient.Value;
    private readonly List<AwsRequest> requests = [];
    private volatile bool ended;

    private CallScope(string name, IReadOnlyList<string> actions)
    {
        AwsGuard.CheckPlace(name);
        (Name, Actions) = (name, actions);
        Ambient.Value = this;
    }

    public static CallScope? Current => Ambient.Value;

    public string Name { get; }

    /// <summary>The IAM actions that the tool declares.</summary>
    public IReadOnlyList<string> Actions { get; }

    /// <summary>The only operations that the host may ask for, as <c>STS GetCallerIdentity</c>; null for a tool.</summary>
    public IReadOnlyList<string>? HostOperations { get; private init; }

    /// <summary>The journal's id of the call, which every request carries to AWS; null where there is none.</summary>
    public string? Call { get; set; }

    /// <summary>Whether operations that are not known to be reads may pass.</summary>
    public bool MayWrite { get; private init; }

    /// <summary>The IAM actions of operations that count as reads although the guard's lists lack them.</summary>
    public IReadOnlyList<string> Reads { get; private init; } = [];

    /// <summary>Whether operations that are known to start work which only looks may pass.</summary>
    public bool MayRunJobs { get; private init; }

    /// <summary>Whether writes are sent as EC2's DryRun, which only tells whether they would be permitted.</summary>
    public bool DryRun { get; private init; }

    /// <summary>Whether operations that hand out secrets may pass.</summary>
    public bool MayTellSecrets { get; private init; }

    /// <summary>Whether the tool is to see answers without the secrets that AWS puts into them.</summary>
    public bool BlanksSecrets { get; private init; }

    /// <summary>The only regions to which a request may go; null for all.</summary>
    public IReadOnlyList<string>? Regions { get; private init; }

    /// <summary>Whether the call that it belongs to is over; work that it left behind may send nothing.</summary>
    public bool Ended => ended;

    /// <summary>What was admitted or refused, in order.</summary>
    public IReadOnlyList<AwsRequest> Requests
    {
        get
        {
            lock (requests) return [.. requests];
        }
    }

    /// <summary>The act itself: writes pass only if both the tool and the mode of its module allow them.</summary>
    public static CallScope Run(CatalogTool tool) =>
        Of(tool, mayWrite: tool.Kind > ToolKind.Read && tool.Mode > ToolKind.Read, mayRunJobs: tool.Manifest.Job);

    /// <summary>A plan: only reads.</summary>
    public static CallScope Plan(CatalogTool tool) => Of(tool);

    /// <summary>The act as EC2's DryRun.</summary>
    public static CallScope Rehearsal(CatalogTool tool) => Of(tool, dryRun: true);

    /// <summary>What the host itself asks AWS. It is recorded with the call in whose course it is asked.</summary>
    /// <param name="operations">The only ones, by service id and operation: <c>STS GetCallerIdentity</c>.</param>
    public static CallScope Host(params string[] operations)
    {
        var scope = new CallScope("infra", []) { HostOperations = operations, MayWrite = true };
        Recorder.Value?.Invoke(scope);
        return scope;
    }

    /// <summary>Names who is told of the scopes that the host opens for itself on this flow of execution.</summary>
    public static void TellHostScopesTo(Action<CallScope> recorder) => Recorder.Value = recorder;

    public AwsRequest Add(AwsRequest request)
    {
        lock (requests) requests.Add(request);
        return request;
    }

    /// <exception cref="ToolException">The guard was tampered with while the call ran.</exception>
    public void Dispose()
    {
        ended = true;
        Ambient.Value = outer;
        AwsGuard.CheckPlace(Name);
    }

    private static CallScope Of(CatalogTool tool, bool mayWrite = false, bool mayRunJobs = false, bool dryRun = false) =>
        new(tool.Name, tool.Manifest.IamActions)
        {
            MayWrite = mayWrite,
            Reads = tool.Reads,
            MayRunJobs = mayRunJobs,
            DryRun = dryRun,
            MayTellSecrets = tool.Manifest.Secret,
            BlanksSecrets = tool.Kind is ToolKind.Read && !tool.Manifest.Secret,
            Regions = tool.PinnedRegions,
        };
}
