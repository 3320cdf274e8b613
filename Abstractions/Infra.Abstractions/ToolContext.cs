namespace Infra;

/// <summary>What a tool is told on each call.</summary>
public sealed class ToolContext
{
    /// <summary>Where the call goes.</summary>
    public AwsTarget Target { get; init; } = new();

    /// <summary>Writes a line to the host's log.</summary>
    public Action<string> Log { get; init; } = _ => { };

    /// <summary>Tells the client how far a long call is.</summary>
    public Action<ToolProgress> Progress { get; init; } = _ => { };

    /// <summary>The server that the tool runs in; null when a tool is run without one, as in a unit test.</summary>
    public ToolHost? Host { get; init; }
}

/// <summary>Which AWS account, region and endpoint a call acts on. Null means: whatever AWS's own rules find.</summary>
/// <param name="Profile">A profile of the shared AWS configuration files.</param>
/// <param name="Region">A region name, for example <c>eu-west-1</c>.</param>
/// <param name="EndpointUrl">An endpoint in place of AWS's own, for example an emulator.</param>
public sealed record AwsTarget(string? Profile = null, string? Region = null, string? EndpointUrl = null);

/// <summary>How far a long call is.</summary>
/// <param name="Message">What is waited for, and how it stands.</param>
/// <param name="Done">Steps or seconds done; it only grows.</param>
/// <param name="Total">Of how many, where that is known.</param>
public sealed record ToolProgress(string Message, double Done, double? Total = null);
