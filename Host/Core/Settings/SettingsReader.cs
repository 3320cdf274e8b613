using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Aws;
using Infra.Core.Targets;

namespace Infra.Core.Settings;

/// <summary>Reads plugins.json and lays environment and flags over it.</summary>
internal static partial class SettingsReader
{
    private const int MostBytes = 4 << 20;

    // A pattern that tells what is an address would be longer than all others together.
    private static readonly string[] Addresses =
        ["aws.endpointUrl", "state.endpointUrl", "http.url", "http.publicUrl", "http.issuer.url"];

    /// <summary>The schema of plugins.json, as it ships for editors.</summary>
    public static JsonElement Schema { get; } = ReadSchema();

    /// <summary>The settings in force.</summary>
    /// <param name="flags">What the command line says.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <exception cref="SettingsException">What is wrong, and where.</exception>
    public static HostSettings Read(SwitchValues flags, IReadOnlyDictionary<string, string> environment)
    {
        var variables = FromEnvironment(environment);
        var (file, json) = ReadFile(flags, variables);
        foreach (var one in Switches.All) Lay(one, flags[one], variables[one], json);

        var given = Least(Word(flags, Switches.Mode), Word(variables, Switches.Mode));
        var readOnly = IsOn(Switches.ReadOnly, flags, variables);
        var ceiling = readOnly ? ToolKind.Read : given ?? ToolKind.Destructive;
        var settings = SettingsFile.Settings(json);
        return settings with
        {
            File = file,
            Mode = settings.Mode < ceiling ? settings.Mode : ceiling,
            Ceiling = ceiling,
            Modules = (flags[Switches.Modules] ?? variables[Switches.Modules]) is { } modules
                ? modules.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                : null,
        };
    }

    /// <summary>Whether a switch without a value is given as a flag or as a variable.</summary>
    public static bool IsOn(Switch one, SwitchValues flags, IReadOnlyDictionary<string, string> environment) =>
        IsOn(one, flags, FromEnvironment(environment));

    private static bool IsOn(Switch one, SwitchValues flags, SwitchValues variables) =>
        On(flags, one, s => s.Flag) || On(variables, one, s => s.Variable);

    /// <summary>The path of the plugins.json that a server would read.</summary>
    /// <exception cref="SettingsException">A variable is misspelt.</exception>
    public static string FileOf(SwitchValues flags, IReadOnlyDictionary<string, string> environment) =>
        FileOf(flags, FromEnvironment(environment));

    /// <summary>The file alone, and with switches and variables laid over it.</summary>
    /// <inheritdoc cref="Read"/>
    public static (string File, JsonObject Written, JsonObject Laid) ReadLayers(SwitchValues flags,
        IReadOnlyDictionary<string, string> environment)
    {
        var variables = FromEnvironment(environment);
        var (file, written) = ReadFile(flags, variables);
        var laid = written.DeepClone().AsObject();
        foreach (var one in Switches.All) Lay(one, flags[one], variables[one], laid);
        return (file, written, laid);
    }

    private static (string File, JsonObject Json) ReadFile(SwitchValues flags, SwitchValues variables)
    {
        var file = FileOf(flags, variables);
        return (file, ReadFile(file));
    }

    // Never the working directory: a repository that someone else wrote could bring a plugins.json along.
    private static string FileOf(SwitchValues flags, SwitchValues variables) => Path.GetFullPath(
        flags[Switches.Config] ?? variables[Switches.Config] ?? Path.Combine(AppContext.BaseDirectory, "plugins.json"));

    private static JsonObject ReadFile(string file)
    {
        byte[] text;
        try
        {
            text = NamedFile.ReadAllBytes(file, MostBytes, given: true);
        }
        catch (NoFileException e)
        {
            throw new SettingsException($"{e.Message} {(Directory.Exists(file)
                ? $"Name the file in it: {Path.Combine(file, "plugins.json")}" : "Is it the configuration?")}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SettingsException($"{file} does not exist. Name the configuration with --config or INFRA_CONFIG.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{file} cannot be read: {e.Message}");
        }

        return Check(file, text);
    }

    /// <summary>The settings in a text, as far as they are right.</summary>
    /// <param name="file">Where it is, or will be.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="SettingsException">What is wrong, and where.</exception>
    public static JsonObject Check(string file, byte[] text)
    {
        JsonElement json;
        try
        {
            // Editors on Windows begin a file with a mark.
            var unmarked = text.AsMemory(text.AsSpan().StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0);
            var asWritten = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            json = JsonDocument.Parse(unmarked, asWritten).RootElement;
        }
        catch (JsonException e)
        {
            if (text is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
                throw new SettingsException($"{file} is UTF-16, as some shells write with '>'. Save it as UTF-8.");
            throw new SettingsException($"{file} is not valid JSON: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}.");
        }

        var (value, faults) = SchemaCheck.Object(Schema, json, "key");
        if (value is null) throw new SettingsException($"{file}: {string.Join(" ", faults)}");
        foreach (var key in Addresses) CheckAddress($"{file}: {key}", SettingOrigins.At(value, key)?.GetValue<string>());
        if (value["aws"] is { } aws && aws["sessionPolicy"]?.GetValue<bool>() is true && aws["roleArn"] is null)
            throw new SettingsException($"{file}: aws.sessionPolicy needs aws.roleArn: a session policy narrows a role.");
        foreach (var (name, account) in value["aws"]?["accounts"]?.AsObject() ?? [])
            if (AccountFault(name, account!.AsObject(), value["aws"]!.AsObject()) is { } fault)
                throw new SettingsException($"{file}: {fault}");
        if (value["confirm"] is { } confirm && confirm["person"]?.GetValue<bool>() is true && confirm["for"]?.GetValue<string>() is "never")
            throw new SettingsException($"{file}: confirm.person has no meaning when confirm.for is never.");
        // Paths in the file are meant from where it lies, wherever the server is started.
        Rebase(value["journal"], "folder");
        Rebase(value["log"], "file");
        Rebase(value["http"]?["issuer"], "clientSecretFile");
        foreach (var key in new[] { "tokens", "certificate", "certificateKey" }) Rebase(value["http"], key);
        return value;

        void Rebase(JsonNode? section, string key)
        {
            if (section?[key]?.GetValue<string>() is { } path)
                section[key] = Path.Combine(Path.GetDirectoryName(file)!, AwsEnvironment.InHome(path));
        }
    }

    private static string? AccountFault(string name, JsonObject account, JsonObject aws)
    {
        var at = $"aws.accounts.{name}";
        if (name.Length == 0 || name == TargetNames.All || name.IndexOfAny([',', '*', '?', '/']) >= 0 || name.Trim() != name)
            return $"'{name}' cannot be the name of an account: it is empty, is 'all', or has one of , * ? / or outer spaces.";
        var role = account["roleArn"] is not null;
        if (role && account["organization"] is not null) return $"{at} has both roleArn and organization.";
        if (!role && account["organization"] is null)
        {
            if (new[] { "externalId", "sessionName", "sessionTags" }.FirstOrDefault(account.ContainsKey) is { } idle)
                return $"{at}.{idle} needs roleArn or organization.";
            if (aws["roleArn"] is not null)
                return $"{at} is a profile alone, and aws.roleArn signs the requests of every profile. Give the account a roleArn, or "
                    + "leave aws.roleArn out.";
        }

        return account["mfaSerial"] is not null && !role ? $"{at}.mfaSerial needs roleArn: a code is good for one session." : null;
    }

    // A switch over a key of the file is laid into what was read from it, after a check against the same schema.
    private static void Lay(Switch one, string? flag, string? variable, JsonObject json)
    {
        if (one.Key is null || (flag ?? variable) is null) return;
        Check(one, one.Flag, flag);
        Check(one, one.Variable, variable);
        var (section, key) = one.Key.Split('.') is [var outer, var inner]
            ? (json[outer] as JsonObject ?? Add(json, outer), inner) : (json, one.Key);
        section[key] = one.Merge switch
        {
            Merge.Override => flag ?? variable,
            Merge.Least => Ranked(one, [flag, variable, section[key]?.GetValue<string>()]).First(),
            _ => Ranked(one, [flag, variable, section[key]?.GetValue<string>()]).Last(),
        };
    }

    private static JsonObject Add(JsonObject json, string key)
    {
        var section = new JsonObject();
        json[key] = section;
        return section;
    }

    // The words of an enum in the schema stand from the least to the most, and from the laxest to the strictest.
    private static IEnumerable<string> Ranked(Switch one, string?[] given)
    {
        var words = SchemaOf(one).GetProperty("enum").EnumerateArray().Select(w => w.GetString()!).ToList();
        return given.OfType<string>().OrderBy(words.IndexOf);
    }

    private static void Check(Switch one, string where, string? value)
    {
        if (value is null) return;
        var schema = SchemaOf(one);
        if (schema.TryGetProperty("enum", out var words))
        {
            var allowed = words.EnumerateArray().Select(w => w.GetString()!).ToList();
            if (!allowed.Contains(value))
                throw new SettingsException(
                    $"{where} is '{value}'; it must be one of {string.Join(", ", allowed)}.{Nearest.Hint(value, allowed)}");
        }
        else if (schema.TryGetProperty("pattern", out var pattern)
            && !Regex.IsMatch(value, pattern.GetString()!, RegexOptions.CultureInvariant))
        {
            throw new SettingsException($"{where} is '{value}', which is not valid. {schema.GetProperty("description").GetString()}");
        }

        if (Addresses.Contains(one.Key)) CheckAddress(where, value);
    }

    private static void CheckAddress(string where, string? value)
    {
        if (value is not null && !Uri.TryCreate(value, UriKind.Absolute, out _))
            throw new SettingsException($"{where} is '{value}', which is no address of the form https://HOST or http://HOST:PORT.");
    }

    private static JsonElement SchemaOf(Switch one) =>
        one.Key!.Split('.').Aggregate(Schema, (schema, key) => schema.GetProperty("properties").GetProperty(key));

    private static SwitchValues FromEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        var known = Switches.All.ToDictionary(s => s.Variable, StringComparer.OrdinalIgnoreCase);
        var values = new SwitchValues();
        foreach (var (name, value) in environment)
        {
            if (!name.StartsWith("INFRA_", StringComparison.OrdinalIgnoreCase) || Link().IsMatch($"{name}={value}")) continue;
            if (!known.TryGetValue(name, out var one))
                throw new SettingsException(
                    $"Unknown environment variable {name}.{Nearest.Hint(name, [.. known.Keys])} A misspelt safety switch would do "
                    + "nothing, so it is refused.");
            // A file of variables with the line ends of Windows leaves one in each.
            if (!IsUnset(value.Trim())) values[one] = value.Trim();
        }

        return values;
    }

    /// <summary>
    /// Whether a variable says nothing: clients of bundles pass a setting that was left empty as nothing, or as its own name.
    /// </summary>
    public static bool IsUnset(string value) =>
        value.Length == 0 || value.StartsWith("${user_config.", StringComparison.Ordinal) && value.EndsWith('}');

    private static ToolKind? Word(SwitchValues values, Switch one) => SettingsFile.Kind(values[one]);

    private static ToolKind? Least(ToolKind? a, ToolKind? b) => a is null ? b : b is null || a < b ? a : b;

    private static bool On(SwitchValues values, Switch one, Func<Switch, string> where) => values[one]?.ToLowerInvariant() switch
    {
        null or "0" or "false" or "no" or "off" => false,
        "1" or "true" or "yes" or "on" => true,
        _ => throw new SettingsException($"{where(one)} is '{values[one]}'; it must be true or false."),
    };

    // What Kubernetes and Docker tell a container of every service whose name begins with "infra". A port alone could be meant as a
    // setting; theirs is an address.
    [GeneratedRegex("^INFRA(_[A-Z0-9_]+)?_(SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)=|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?=|"
        + "PORT=(tcp|udp|sctp)://)")]
    private static partial Regex Link();

    private static JsonElement ReadSchema()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("plugins.schema.json")!;
        return JsonDocument.Parse(stream).RootElement;
    }
}
