using Infra.Aws;

namespace Infra.Core.Settings;

/// <summary>How a switch meets what plugins.json says.</summary>
internal enum Merge
{
    /// <summary>The flag wins over the variable, and both over the file.</summary>
    Override,

    /// <summary>The least of flag, variable and file holds.</summary>
    Least,

    /// <summary>The strictest of flag, variable and file holds.</summary>
    Strictest,

    /// <summary>On when the flag or the variable says so.</summary>
    Either,
}

/// <summary>Something that a flag and an environment variable set, most often over a key of plugins.json.</summary>
/// <param name="Name">As the flag has it, without its dashes.</param>
/// <param name="Key">The key of plugins.json, with dots; null when there is none.</param>
/// <param name="Merge">How the three meet.</param>
/// <param name="Text">What it means, for the help and the documents.</param>
/// <param name="IsPath">Whether its value is a path.</param>
internal sealed record Switch(string Name, string? Key, Merge Merge, string Text, bool IsPath = false)
{
    public string Flag => $"--{Name}";

    public string Variable => $"INFRA_{Name.Replace('-', '_').ToUpperInvariant()}";

    /// <summary>Whether the flag takes no value.</summary>
    public bool IsToggle => Merge is Merge.Either;
}

/// <summary>
/// All switches. A new one is a row here and, if it has a key, one in plugins.schema.json and where <see cref="SettingsFile"/> reads it:
/// flags, variables, help and the table in docs/configuration.md follow.
/// </summary>
internal static class Switches
{
    public static readonly Switch Config =
        new("config", null, Merge.Override, "The plugins.json to use, instead of the one beside the program.", IsPath: true);
    public static readonly Switch Mode =
        new("mode", "mode", Merge.Least, "read, write or destructive: what tools may do. The least of flag, variable and file holds.");
    public static readonly Switch ReadOnly = new("read-only", null, Merge.Either, "Only read tools, whatever else is configured.");
    public static readonly Switch Modules = new("modules", null, Merge.Override, "Only these modules, separated by commas.");
    public static readonly Switch Profile = new("profile", "aws.profile", Merge.Override, "AWS profile of calls that name none.");
    public static readonly Switch Region = new("region", "aws.region", Merge.Override, "AWS region of calls that name none.");
    public static readonly Switch EndpointUrl =
        new("endpoint-url", "aws.endpointUrl", Merge.Override, "An endpoint instead of AWS's own, such as an emulator.");
    public static readonly Switch Confirm =
        new("confirm", "confirm.for", Merge.Strictest,
        "never, destructive or writes: what needs a confirmed plan. The strictest of flag, variable and file holds.");
    public static readonly Switch LogLevel =
        new("log-level", "log.level", Merge.Override, "verbose, debug, information, warning, error or fatal.");
    public static readonly Switch LogFile = new("log-file", "log.file", Merge.Override, "A file to log to besides stderr.", IsPath: true);
    public static readonly Switch Http = new("http", null, Merge.Either, "Serve over HTTP instead of stdio.");
    public static readonly Switch HttpUrl = new("http-url", "http.url", Merge.Override,
        "Where the server listens over HTTP; http://127.0.0.1:8181 when left out.");
    public static readonly Switch HttpPublicUrl = new("http-public-url", "http.publicUrl", Merge.Override,
        "How clients reach the server over HTTP, where that is another address.");
    public static readonly Switch Journal = new("journal", "journal.folder", Merge.Override, "The folder of the journal.", IsPath: true);

    public static IReadOnlyList<Switch> All { get; } =
        [Config, Mode, ReadOnly, Modules, Profile, Region, EndpointUrl, Confirm, LogLevel, LogFile, Journal, Http, HttpUrl, HttpPublicUrl];
}

/// <summary>The values of switches, as flags or variables give them.</summary>
internal sealed class SwitchValues
{
    private readonly Dictionary<Switch, string> values = [];

    /// <summary>Null when it was not given.</summary>
    public string? this[Switch one]
    {
        get => values.GetValueOrDefault(one);
        set
        {
            if (value is null) values.Remove(one);
            else values[one] = one.IsPath ? AwsEnvironment.InHome(value) : value;
        }
    }
}
