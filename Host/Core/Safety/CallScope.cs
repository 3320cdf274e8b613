using Infra.Core.Catalog;

namespace Infra.Core.Safety;

/// <summary>What the guard allows just now: the tool call in progress on this flow of execution.</summary>
internal sealed class CallScope : IDisposable
{
    private static readonly AsyncLocal<CallScope?> Ambient = new();

    private readonly CallScope? outer = Ambient.Value;
    private readonly List<AwsRequest> requests = [];
    private volatile bool ended;

    private CallScope(string name, IReadOnlyList<string> actions, bool mayWrite)
    {
        (Name, Actions, MayWrite) = (name, actions, mayWrite);
        Ambient.Value = this;
    }

    public static CallScope? Current => Ambient.Value;

    public string Name { get; }
    public IReadOnlyList<string> Actions { get; }

    /// <summary>Whether operations that are not known to be reads may pass.</summary>
    public bool MayWrite { get; }

    /// <summary>Whether writes are sent as EC2's DryRun, which only tells whether they would be permitted.</summary>
    public bool DryRun { get; private init; }

    /// <summary>Whether the call that it belongs to is over; work that it left behind may send nothing.</summary>
    public bool Ended => ended;

    /// <summary>What was sent or refused, in order.</summary>
    public IReadOnlyList<AwsRequest> Requests
    {
        get
        {
            lock (requests) return [.. requests];
        }
    }

    /// <summary>The act itself: writes pass only if both the tool and the mode of its module allow them.</summary>
    public static CallScope Run(CatalogTool tool) =>
        new(tool.Name, tool.Manifest.IamActions, mayWrite: tool.Kind > ToolKind.Read && tool.Mode > ToolKind.Read);

    /// <summary>A plan: only reads.</summary>
    public static CallScope Plan(CatalogTool tool) => new(tool.Name, tool.Manifest.IamActions, mayWrite: false);

    /// <summary>The act as EC2's DryRun.</summary>
    public static CallScope Rehearsal(CatalogTool tool) => new(tool.Name, tool.Manifest.IamActions, mayWrite: false) { DryRun = true };

    /// <summary>What the host itself asks AWS.</summary>
    public static CallScope Host(params string[] actions) => new("infra", actions, mayWrite: true);

    public void Add(AwsRequest request)
    {
        lock (requests) requests.Add(request);
    }

    public void Dispose()
    {
        ended = true;
        Ambient.Value = outer;
    }
}

/// <summary>An AWS request as the journal shows it.</summary>
/// <param name="Outcome"><c>ok</c>, AWS's error code, or why the guard refused it.</param>
internal sealed record AwsRequest(string Service, string Operation, string? Region, string? RequestId, long Milliseconds, string Outcome, bool Refused = false);
