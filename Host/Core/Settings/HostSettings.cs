using System.Text.Json;

namespace Infra.Core.Settings;

/// <summary>
/// How the server runs: plugins.json with environment and flags laid over it. docs/plugins.schema.json describes each key.
/// </summary>
internal sealed record HostSettings
{
    public string File { get; init; } = "";
    public AwsSettings Aws { get; init; } = new();

    /// <summary>The mode of modules that name none.</summary>
    public ToolKind Mode { get; init; }

    /// <summary>No module goes above this, whatever plugins.json says.</summary>
    public ToolKind Ceiling { get; init; } = ToolKind.Destructive;

    public ConfirmSettings Confirm { get; init; } = new();
    public PinSettings Pins { get; init; } = new();
    public LogSettings Log { get; init; } = new();
    public JournalSettings Journal { get; init; } = new();
    public AnswerSettings Answers { get; init; } = new();
    public HttpSettings Http { get; init; } = new();
    public IReadOnlyList<PluginSettings> Plugins { get; init; } = [];

    /// <summary>When given, only these modules run.</summary>
    public IReadOnlyList<string>? Modules { get; init; }
}

/// <param name="Profile">The profile of calls that name none.</param>
/// <param name="Profiles">Profiles that a call may name instead.</param>
/// <param name="RoleArn">A role that the server assumes for all calls, with whatever credentials the call itself has.</param>
/// <param name="SessionPolicy">Whether the role is assumed with the policy of the enabled tools.</param>
internal sealed record AwsSettings(
    string? Profile = null, string? Region = null, string? EndpointUrl = null, IReadOnlyList<string>? Profiles = null,
    string? RoleArn = null, bool SessionPolicy = false)
{
    public AwsTarget Target => new(Profile, Region, EndpointUrl);
}

/// <summary>Which kinds need a confirmation of their plan.</summary>
internal enum ConfirmFor
{
    Never,
    Destructive,
    Writes,
}

/// <param name="For">What needs the code that comes with a plan.</param>
/// <param name="Person">Whether a person must agree, through the client or with 'infra approve'.</param>
/// <param name="Minutes">How long a code holds.</param>
internal sealed record ConfirmSettings(ConfirmFor For = ConfirmFor.Destructive, bool Person = false, int Minutes = 10);

internal sealed record PinSettings(
    IReadOnlyList<string>? Accounts = null, IReadOnlyList<string>? Regions = null, IReadOnlyDictionary<string, string>? OnlyTagged = null,
    int? CreationsPerHour = null, int? DeletionsPerHour = null, int? Creations = null, int? Deletions = null);

internal sealed record LogSettings(string Level = "warning", string? File = null);

internal sealed record JournalSettings(string? Folder = null, int MaxMegabytes = 50, int KeepDays = 90);

/// <param name="MaxCharacters">Longest answer.</param>
/// <param name="DefaultPageCharacters">Longest page when the caller did not say how many items it wants.</param>
internal sealed record AnswerSettings(int MaxCharacters = 60_000, int DefaultPageCharacters = 10_000);

/// <param name="Url">Where the server listens, and whether with TLS.</param>
/// <param name="PublicUrl">How clients reach it, where that is not <paramref name="Url"/>.</param>
/// <param name="Hosts">Host names that requests may be for, besides those of the two addresses.</param>
/// <param name="Origins">Web pages that may call, besides the server's own.</param>
/// <param name="Certificate">A PEM file with the certificate and its chain.</param>
/// <param name="CertificateKey">A PEM file with its key.</param>
/// <param name="Proxies">Networks whose forwarded headers hold.</param>
/// <param name="Hybrid">Whether clients of the older protocol get sessions, which stay on one server.</param>
/// <param name="Tokens">The file of the static tokens.</param>
/// <param name="DrainSeconds">How long calls in flight may go on when the server is to end.</param>
internal sealed record HttpSettings(
    string? Url = null, string? PublicUrl = null, IReadOnlyList<string>? Hosts = null, IReadOnlyList<string>? Origins = null,
    string? Certificate = null, string? CertificateKey = null, IReadOnlyList<string>? Proxies = null, bool Hybrid = false,
        string? Tokens = null, int DrainSeconds = 20)
{
    /// <summary>The issuer whose access tokens are taken; null when there is none.</summary>
    public IssuerSettings? Issuer { get; init; }

    public HttpLimits Limits { get; init; } = new();
}

/// <param name="Url">The issuer, as its tokens name it.</param>
/// <param name="Audience">What its tokens must be for.</param>
/// <param name="Scopes">What each scope of a token allows.</param>
internal sealed record IssuerSettings(string Url, string Audience, IReadOnlyDictionary<string, ScopeSettings> Scopes);

/// <param name="Mode">No tool goes above this.</param>
/// <param name="Modules">Only these modules; null for all.</param>
/// <param name="Profiles">Only these profiles; null for all.</param>
internal sealed record ScopeSettings(ToolKind Mode = ToolKind.Read, IReadOnlyList<string>? Modules = null,
    IReadOnlyList<string>? Profiles = null);

/// <param name="Megabytes">Largest request.</param>
/// <param name="Requests">Most requests at a time, of all callers.</param>
/// <param name="RequestsPerCaller">Most requests at a time, of one caller.</param>
/// <param name="PerMinute">Most requests of one caller in a minute.</param>
internal sealed record HttpLimits(int Megabytes = 16, int Requests = 256, int RequestsPerCaller = 64, int PerMinute = 1200);

/// <param name="Path">The plugin's folder or assembly; relative to plugins.json.</param>
/// <param name="Sha256">When given, the assembly must have it.</param>
/// <param name="Reads">IAM actions of operations that the guard's lists lack, and that whoever installed the plugin says are reads.</param>
internal sealed record PluginSettings(
    string Path, bool Enabled = true, IReadOnlyDictionary<string, ModuleSettings>? Modules = null, string? Sha256 = null,
    JsonElement Settings = default, IReadOnlyList<string>? Reads = null);

/// <param name="Allow">When given, only these tools.</param>
/// <param name="Deny">Not these tools.</param>
/// <param name="Secrets">Whether tools that return a secret are offered.</param>
/// <param name="Jobs">Whether tools that start work which only looks are offered in read mode as well.</param>
internal sealed record ModuleSettings(
    ToolKind? Mode = null, bool Enabled = true, IReadOnlyList<string>? Allow = null, IReadOnlyList<string>? Deny = null,
    bool Secrets = false, bool Jobs = false);
