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
    public StateSettings State { get; init; } = new();
    public HttpSettings Http { get; init; } = new();
    public IReadOnlyList<PluginSettings> Plugins { get; init; } = [];

    /// <summary>When given, only these modules run.</summary>
    public IReadOnlyList<string>? Modules { get; init; }
}

/// <param name="Profile">The profile of calls that name none.</param>
/// <param name="Profiles">Profiles that a call may name instead.</param>
/// <param name="RoleArn">A role that the server assumes for all calls, with whatever credentials the call itself has.</param>
/// <param name="SessionPolicy">Whether the role is assumed with the policy of the enabled tools.</param>
/// <param name="Accounts">What a call may name as its account.</param>
internal sealed record AwsSettings(
    string? Profile = null, string? Region = null, string? EndpointUrl = null, IReadOnlyList<string>? Profiles = null,
    string? RoleArn = null, bool SessionPolicy = false, IReadOnlyDictionary<string, AccountSettings>? Accounts = null)
{
    public AwsTarget Target => new(Profile, Region, EndpointUrl);

    /// <summary>Whether a call may choose between accounts; a caller who is shown few of them still says which.</summary>
    public bool HasAccounts { get; } = Accounts is { Count: > 1 } || Accounts?.Values.Any(a => a.Organization is not null) is true;
}

/// <summary>An account, or an organization of accounts, that a call may name.</summary>
/// <param name="Profile">Whose credentials are used, or assume the role; null for those of calls that name no account.</param>
/// <param name="RoleArn">A role in the account; null when the profile itself is in it.</param>
/// <param name="ExternalId">What the role's trust policy may demand.</param>
/// <param name="SessionName">The session's name; <c>infra</c> when null.</param>
/// <param name="SessionTags">The session's tags.</param>
/// <param name="MfaSerial">The device whose code the role demands.</param>
/// <param name="Organization">Given when this is every member of an organization.</param>
internal sealed record AccountSettings(
    string? Profile = null, string? RoleArn = null, string? ExternalId = null, string? SessionName = null,
    IReadOnlyDictionary<string, string>? SessionTags = null, string? MfaSerial = null, OrganizationSettings? Organization = null);

/// <param name="RoleName">The role to assume in each member, with its path.</param>
/// <param name="Units">Only members of these organizational units, or of units within them.</param>
/// <param name="Names">Only members whose name matches one of these.</param>
/// <param name="Tags">Only members with these tags; an empty value matches any.</param>
/// <param name="Minutes">How long the list of members is kept.</param>
internal sealed record OrganizationSettings(
    string RoleName, IReadOnlyList<string>? Units = null, IReadOnlyList<string>? Names = null,
    IReadOnlyDictionary<string, string>? Tags = null, int Minutes = 60);

/// <summary>Which kinds need a confirmation of their plan.</summary>
internal enum ConfirmFor
{
    Never,
    Destructive,
    Writes,
}

/// <param name="For">What needs the code that comes with a plan.</param>
/// <param name="Person">
/// Whether a person must agree, through the client or with 'infra approve'; left out, to the tools that ask for it themselves.
/// </param>
/// <param name="Minutes">How long a code holds.</param>
internal sealed record ConfirmSettings(ConfirmFor For = ConfirmFor.Destructive, bool? Person = null, int Minutes = 10);

internal sealed record PinSettings(
    IReadOnlyList<string>? Accounts = null, IReadOnlyList<string>? Regions = null, IReadOnlyDictionary<string, string>? OnlyTagged = null,
    int? CreationsPerHour = null, int? DeletionsPerHour = null, int? Creations = null, int? Deletions = null);

internal sealed record LogSettings(string Level = "warning", string? File = null);

internal sealed record JournalSettings(string? Folder = null, int MaxMegabytes = 50, int KeepDays = 90);

/// <param name="MaxCharacters">Longest answer.</param>
/// <param name="DefaultPageCharacters">Longest page when the caller did not say how many items it wants.</param>
internal sealed record AnswerSettings(int MaxCharacters = 60_000, int DefaultPageCharacters = 10_000);

/// <param name="Table">The DynamoDB table of what servers share; null when there is one server.</param>
/// <param name="Profile">Profile of its requests; null for that of calls.</param>
/// <param name="Region">Its region; null for that of calls.</param>
/// <param name="EndpointUrl">An endpoint instead of AWS's own; null for that of calls.</param>
internal sealed record StateSettings(string? Table = null, string? Profile = null, string? Region = null, string? EndpointUrl = null);

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
/// <param name="ClientId">As whom the server lets people sign in to its pages; null when they cannot.</param>
/// <param name="ClientSecretFile">A file with the client's secret; null for a public client.</param>
internal sealed record IssuerSettings(
    string Url, string Audience, IReadOnlyDictionary<string, ScopeSettings> Scopes, string? ClientId = null,
        string? ClientSecretFile = null);

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
/// <param name="Files">When given, the list of the plugin's files must have this SHA-256, and they must be as it says.</param>
/// <param name="PublicKey">When given, the list must be signed by this key.</param>
internal sealed record PluginSettings(
    string Path, bool Enabled = true, IReadOnlyDictionary<string, ModuleSettings>? Modules = null, string? Sha256 = null,
    JsonElement Settings = default, IReadOnlyList<string>? Reads = null, string? Files = null, string? PublicKey = null)
{
    /// <summary>Whether all files of the plugin are held against something, so that none may be written there.</summary>
    public bool HoldsFiles => Files is not null || PublicKey is not null;
}

/// <param name="Allow">When given, only these tools.</param>
/// <param name="Deny">Not these tools.</param>
/// <param name="Secrets">Whether tools that return a secret are offered.</param>
/// <param name="Jobs">Whether tools that start work which only looks are offered in read mode as well.</param>
internal sealed record ModuleSettings(
    ToolKind? Mode = null, bool Enabled = true, IReadOnlyList<string>? Allow = null, IReadOnlyList<string>? Deny = null,
    bool Secrets = false, bool Jobs = false);
