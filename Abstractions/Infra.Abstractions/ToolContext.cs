namespace Infra;

/// <summary>What a tool is told on each call, and how it reports back.</summary>
public sealed class ToolContext
{
    private readonly Lock gate = new();
    private readonly List<ToolStep> steps = [];

    /// <summary>Where the call goes. A tool that is asked for several targets runs once for each.</summary>
    public AwsTarget Target { get; init; } = new();

    /// <summary>All targets of the call, in order; <see cref="Target"/> is one of them.</summary>
    public IReadOnlyList<AwsTarget> Targets { get => field ?? [Target]; init; }

    /// <summary>Who calls: the name and version of the MCP client, or the authenticated caller over HTTP.</summary>
    public string Caller { get; init; } = "";

    /// <summary>
    /// Whether the answer is drawn and not read, by a model or on a screen: a tool that folds its longest lists then leaves them whole, and
    /// the host does not cut them.
    /// </summary>
    public bool IsDrawn { get; init; }

    /// <summary>Writes a line to the host's log.</summary>
    public Action<string> Log { get; init; } = _ => { };

    /// <summary>Tells the client how far a long call is.</summary>
    public Action<ToolProgress> Progress { get; init; } = _ => { };

    /// <summary>
    /// Tells the host that a value is secret, where only the tool can know: a parameter that a template declares with NoEcho. The
    /// host keeps it out of the journal, of logs and of all answers of this call.
    /// </summary>
    public Action<string> Secret { get; init; } = _ => { };

    /// <summary>The clock, for waiting and for ages.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The server that the tool runs in; null when a tool is run without one, as in a unit test.</summary>
    public ToolHost? Host { get; init; }

    /// <summary>What the call has done so far; see <see cref="Done"/>.</summary>
    public IReadOnlyList<ToolStep> Steps
    {
        get
        {
            lock (gate) return [.. steps];
        }
    }

    /// <summary>
    /// Reports a step that is done on AWS, right after it. When a later step fails, the wait is cut off or the caller goes away, the
    /// error and the journal name what was done, so that nobody makes it twice.
    /// </summary>
    /// <param name="what">In the past tense, with the id: <c>created vol-0abc</c>.</param>
    /// <param name="created">The id or ARN of what was created; null when nothing was.</param>
    public void Done(string what, string? created = null)
    {
        lock (gate) steps.Add(new(what, created));
    }
}

/// <summary>A step that is done.</summary>
/// <param name="What">In the past tense: <c>created vol-0abc</c>.</param>
/// <param name="Created">The id or ARN of what was created; null when nothing was.</param>
public sealed record ToolStep(string What, string? Created);

/// <summary>Which AWS account, region and endpoint a call acts on. Null means: whatever AWS's own rules find.</summary>
/// <param name="Profile">A profile of the shared AWS configuration files.</param>
/// <param name="Region">A region name, for example <c>eu-west-1</c>.</param>
/// <param name="EndpointUrl">An endpoint in place of AWS's own, for example an emulator.</param>
public sealed record AwsTarget(string? Profile = null, string? Region = null, string? EndpointUrl = null)
{
    /// <summary>The name that the configuration gives the account (<c>aws.accounts</c>); null where the profile alone decides.</summary>
    public string? Account { get; init; }
}

/// <summary>How far a long call is.</summary>
/// <param name="Message">What is waited for, and how it stands.</param>
/// <param name="Done">Steps or seconds done; it only grows.</param>
/// <param name="Total">Of how many, where that is known.</param>
public sealed record ToolProgress(string Message, double Done, double? Total = null);
