using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Core.Settings;

/// <summary>The values of flags and environment; a flag wins over the environment, and both over plugins.json.</summary>
internal sealed record Overrides
{
    public string? Config { get; init; }
    public ToolKind? Mode { get; init; }
    public bool ReadOnly { get; init; }
    public IReadOnlyList<string>? Modules { get; init; }
    public string? Profile { get; init; }
    public string? Region { get; init; }
    public string? EndpointUrl { get; init; }
    public ConfirmFor? Confirm { get; init; }
    public string? LogLevel { get; init; }
    public string? LogFile { get; init; }
    public string? Journal { get; init; }
}

/// <summary>Reads plugins.json and lays environment and flags over it.</summary>
internal static class SettingsReader
{
    private static readonly string[] Variables =
    [
        "INFRA_CONFIG", "INFRA_MODE", "INFRA_READ_ONLY", "INFRA_MODULES", "INFRA_PROFILE", "INFRA_REGION", "INFRA_ENDPOINT_URL",
        "INFRA_CONFIRM", "INFRA_LOG_LEVEL", "INFRA_LOG_FILE", "INFRA_JOURNAL",
    ];

    private static readonly string[] LogLevels = ["verbose", "debug", "information", "warning", "error", "fatal"];

    /// <summary>The schema of plugins.json, as it ships for editors.</summary>
    public static JsonElement Schema { get; } = ReadSchema();

    /// <summary>The settings in force.</summary>
    /// <param name="flags">What the command line says.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <exception cref="SettingsException">What is wrong, and where.</exception>
    public static HostSettings Read(Overrides flags, IReadOnlyDictionary<string, string> environment)
    {
        var set = FromEnvironment(environment);
        // Never the working directory: a repository that someone else wrote could bring a plugins.json along.
        var file = Path.GetFullPath(flags.Config ?? set.Config ?? Path.Combine(AppContext.BaseDirectory, "plugins.json"));
        var read = ReadFile(file);

        var given = Lower(flags.Mode, set.Mode);
        var ceiling = flags.ReadOnly || set.ReadOnly ? ToolKind.Read : given ?? ToolKind.Destructive;
        return read.Settings with
        {
            File = file,
            Mode = Lower(read.Mode ?? given ?? ToolKind.Read, ceiling) ?? ToolKind.Read,
            Ceiling = ceiling,
            Modules = flags.Modules ?? set.Modules,
            Aws = read.Settings.Aws with
            {
                Profile = flags.Profile ?? set.Profile ?? read.Settings.Aws.Profile,
                Region = flags.Region ?? set.Region ?? read.Settings.Aws.Region,
                EndpointUrl = flags.EndpointUrl ?? set.EndpointUrl ?? read.Settings.Aws.EndpointUrl,
            },
            Confirm = read.Settings.Confirm with { For = Stricter(read.Confirm, Stricter(flags.Confirm, set.Confirm)) ?? read.Settings.Confirm.For },
            Log = new(flags.LogLevel ?? set.LogLevel ?? read.Settings.Log.Level, flags.LogFile ?? set.LogFile ?? read.Settings.Log.File),
            Journal = read.Settings.Journal with { Folder = flags.Journal ?? set.Journal ?? read.Settings.Journal.Folder },
        };
    }

    private static (HostSettings Settings, ToolKind? Mode, ConfirmFor? Confirm) ReadFile(string file)
    {
        JsonElement json;
        try
        {
            json = JsonDocument.Parse(File.ReadAllBytes(file), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }).RootElement;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SettingsException($"{file} does not exist. Name the configuration with --config or INFRA_CONFIG.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{file} cannot be read: {e.Message}");
        }
        catch (JsonException e)
        {
            throw new SettingsException($"{file} is not valid JSON: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}.");
        }

        var (value, faults) = SchemaCheck.Object(Schema, json, "key");
        if (value is null) throw new SettingsException($"{file}: {string.Join(" ", faults)}");
        if (value["aws"] is { } aws && aws["sessionPolicy"]?.GetValue<bool>() is true && aws["roleArn"] is null)
            throw new SettingsException($"{file}: aws.sessionPolicy needs aws.roleArn: a session policy narrows a role.");
        if (value["confirm"] is { } confirm && confirm["person"]?.GetValue<bool>() is true && confirm["for"]?.GetValue<string>() is "never")
            throw new SettingsException($"{file}: confirm.person has no meaning when confirm.for is never.");
        // Paths in the file are meant from where it lies, wherever the server is started.
        Rebase(value["journal"], "folder");
        Rebase(value["log"], "file");
        return (SettingsFile.Settings(value), SettingsFile.Kind(value["mode"]), SettingsFile.For(value["confirm"]?["for"]));

        void Rebase(JsonNode? section, string key)
        {
            if (section?[key]?.GetValue<string>() is { } path) section[key] = Path.Combine(Path.GetDirectoryName(file)!, path);
        }
    }

    private static ConfirmFor? Stricter(ConfirmFor? a, ConfirmFor? b) => a is null ? b : b is null || a > b ? a : b;

    private static Overrides FromEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        foreach (var name in environment.Keys.Where(k => k.StartsWith("INFRA_", StringComparison.OrdinalIgnoreCase) && !Variables.Contains(k, StringComparer.OrdinalIgnoreCase)))
            throw new SettingsException($"Unknown environment variable {name}.{Nearest.Hint(name, Variables)} A misspelt safety switch would do nothing, so it is refused.");
        return new()
        {
            Config = Text("INFRA_CONFIG"),
            Mode = Text("INFRA_MODE") is { } mode ? Parse<ToolKind>(mode, "INFRA_MODE") : null,
            ReadOnly = Text("INFRA_READ_ONLY") is { } readOnly && Switch(readOnly, "INFRA_READ_ONLY"),
            Modules = Text("INFRA_MODULES") is { } modules ? SplitList(modules) : null,
            Profile = Text("INFRA_PROFILE"),
            Region = Text("INFRA_REGION"),
            EndpointUrl = Text("INFRA_ENDPOINT_URL"),
            Confirm = Text("INFRA_CONFIRM") is { } confirm ? Parse<ConfirmFor>(confirm, "INFRA_CONFIRM") : null,
            LogLevel = Text("INFRA_LOG_LEVEL") is { } level ? Level(level, "INFRA_LOG_LEVEL") : null,
            LogFile = Text("INFRA_LOG_FILE"),
            Journal = Text("INFRA_JOURNAL"),
        };

        string? Text(string name) => environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
    }

    /// <summary>A mode, or what needs confirmation.</summary>
    /// <exception cref="SettingsException">It is none of the allowed words.</exception>
    internal static T Parse<T>(string text, string where) where T : struct, Enum =>
        Enum.Parse<T>(OneOf(text, where, [.. Enum.GetNames<T>().Select(n => n.ToLowerInvariant())]), ignoreCase: true);

    /// <exception cref="SettingsException">It is none of the allowed words.</exception>
    internal static string OneOf(string text, string where, IReadOnlyList<string> allowed) =>
        allowed.Contains(text) ? text : throw new SettingsException($"{where} is '{text}'; it must be one of {string.Join(", ", allowed)}.{Nearest.Hint(text, allowed)}");

    /// <exception cref="SettingsException">It is no level.</exception>
    internal static string Level(string text, string where) => OneOf(text, where, LogLevels);

    /// <summary><c>ec2, vpc</c></summary>
    internal static IReadOnlyList<string> SplitList(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool Switch(string text, string where) => text.ToLowerInvariant() switch
    {
        "1" or "true" or "yes" or "on" => true,
        "0" or "false" or "no" or "off" => false,
        _ => throw new SettingsException($"{where} is '{text}'; it must be true or false."),
    };

    private static ToolKind? Lower(ToolKind? a, ToolKind? b) => a is null ? b : b is null || a < b ? a : b;

    private static JsonElement ReadSchema()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("plugins.schema.json")!;
        return JsonDocument.Parse(stream).RootElement;
    }
}
