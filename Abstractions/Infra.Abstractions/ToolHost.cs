using System.Text.Json;

namespace Infra;

/// <summary>The server, as tools that report on it or search across modules see it.</summary>
public abstract class ToolHost
{
    /// <summary>What runs here.</summary>
    public abstract HostStatus Status { get; }

    /// <summary>The profiles that a call may name besides the configured one.</summary>
    public virtual IReadOnlyList<string> Profiles => Status.Profiles;

    /// <summary>Calls another enabled read tool, with all that the host does for a call (checks, guard, journal, cut to size).</summary>
    /// <param name="tool">Its full name, for example <c>ec2_list_instances</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="context">The context of the calling tool; the target is taken over.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ToolException">The tool is not enabled, is not a read tool, or failed.</exception>
    public abstract Task<JsonElement> CallAsync(string tool, JsonElement arguments, ToolContext context, CancellationToken cancellation);

    /// <summary>
    /// Lets the person behind the client sign in to the session of a profile. The host asks them; the tool is run again when they have
    /// answered, and learns the end alone.
    /// </summary>
    /// <param name="profile">A profile; null for the configured one.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ToolException">The profile has no such session, nobody can be asked, or they did not sign in.</exception>
    public virtual Task<SignInStatus> SignInAsync(string? profile, CancellationToken cancellation) =>
        throw new ToolException(ToolErrorCode.NotSupported, "Signing in needs a server that can ask a person.");

    /// <summary>Whether the client of the call answers a request, and this tool may make it.</summary>
    /// <param name="method">The request, for example <c>elicitation/create</c>.</param>
    public virtual bool CanAsk(string method) => false;

    /// <summary>
    /// Asks the client of the call: a person by a form, mostly. The tool is run again from its start when the answers are there, and what
    /// it asked before is answered at once then; so it asks the same in the same order. Only a tool that reads may ask, in a call to one
    /// account and region.
    /// </summary>
    /// <param name="requests">What is asked at once, each under a name of its own.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The result of each request, by its name.</returns>
    /// <exception cref="ToolException">The client cannot be asked, or this tool may not ask.</exception>
    public virtual Task<IReadOnlyDictionary<string, JsonElement>> AskAsync(
        IReadOnlyList<ClientRequest> requests, CancellationToken cancellation) =>
        throw new ToolException(ToolErrorCode.NotSupported, "There is no client here that could be asked.");
}

/// <summary>A session that is good again.</summary>
/// <param name="Profile">The profile whose session it is.</param>
public sealed record SignInStatus(string Profile);

/// <summary>What a server runs.</summary>
/// <param name="Version">The server's version.</param>
/// <param name="Mode">The mode of modules that have none of their own.</param>
/// <param name="Modules">The modules, in the order of plugins.json.</param>
/// <param name="Problems">Plugins that could not be loaded, a sentence each.</param>
/// <param name="Profiles">The profiles that a call may name besides the configured one.</param>
public sealed record HostStatus(
    string Version, ToolKind Mode, IReadOnlyList<ModuleStatus> Modules, IReadOnlyList<string> Problems, IReadOnlyList<string> Profiles)
{
    /// <summary>How busy it is; null where a host does not tell.</summary>
    public HostLoad? Load { get; init; }
}

/// <summary>How busy a server is.</summary>
/// <param name="MemoryMegabytes">What the process holds.</param>
/// <param name="InFlight">Requests that were sent to AWS and are not answered.</param>
/// <param name="Waiting">Requests that wait for their turn.</param>
/// <param name="Closed">Services in a region that get no requests for a moment, and why.</param>
public sealed record HostLoad(long MemoryMegabytes, int InFlight, int Waiting, IReadOnlyList<string> Closed);

/// <summary>A module that the server offers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mode">The mode it runs in.</param>
/// <param name="Guarded">Whether the host's guard sees its AWS requests.</param>
/// <param name="Tools">The tools that a client may call.</param>
public sealed record ModuleStatus(string Name, ToolKind Mode, bool Guarded, IReadOnlyList<ToolStatus> Tools);

/// <summary>A tool that the server offers.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Kind">What it may do.</param>
/// <param name="IamActions">The IAM actions that it needs.</param>
/// <param name="Arguments">The names of its arguments.</param>
public sealed record ToolStatus(string Name, ToolKind Kind, IReadOnlyList<string> IamActions, IReadOnlyList<string> Arguments)
{
    /// <summary>Whether its service has one endpoint for all regions: asked in each of them it would answer the same.</summary>
    public bool Global { get; init; }

    /// <summary>The names of the arguments that must be given.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];
}
