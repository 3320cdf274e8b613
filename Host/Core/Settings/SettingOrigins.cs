using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Journal;

namespace Infra.Core.Settings;

/// <summary>A setting in force.</summary>
/// <param name="Key">As in plugins.json, with dots.</param>
/// <param name="Value">Null for none.</param>
/// <param name="From">The flag, the variable or the file that set it, or that it is the default.</param>
internal sealed record SettingOrigin(string Key, JsonNode? Value, string From);

/// <summary>Which of flag, variable and file each setting in force comes from.</summary>
internal static class SettingOrigins
{
    private static readonly Dictionary<string, string[]> Sdk = new()
    {
        ["aws.region"] = ["AWS_REGION", "AWS_DEFAULT_REGION"],
        ["aws.profile"] = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"],
        ["aws.endpointUrl"] = ["AWS_ENDPOINT_URL"],
    };

    /// <exception cref="SettingsException">What is wrong, and where.</exception>
    /// <inheritdoc cref="SettingsReader.Read"/>
    public static IReadOnlyList<SettingOrigin> Of(SwitchValues flags, IReadOnlyDictionary<string, string> environment)
    {
        var (file, written, laid) = SettingsReader.ReadLayers(flags, environment);
        var settings = SettingsReader.Read(flags, environment);
        List<SettingOrigin> origins = [new("(file)", file, Origin(Switches.Config) ?? "beside the program")];
        foreach (var key in Leaves(SettingsReader.Schema, ""))
        {
            var (before, now) = (At(written, key), At(laid, key));
            var one = Switches.All.FirstOrDefault(s => s.Key == key);
            var from = one is not null && (before is null || !JsonNode.DeepEquals(before, now))
                ? Origin(one, one.Merge is Merge.Override ? null : now?.ToString()) : null;
            if (from is null && now is not null) from = "plugins.json";
            if (now is null) (now, from) = OfSdk(key, environment);
            origins.Add(new(key, now ?? Default(settings, key), from ?? "default"));
        }

        // What a switch holds down shows in no key.
        if (settings.Ceiling < ToolKind.Destructive)
        {
            var ceiling = settings.Ceiling.ToString().ToLowerInvariant();
            origins.Add(new("(ceiling)", ceiling, (SettingsReader.IsOn(Switches.ReadOnly, flags, environment)
                ? Origin(Switches.ReadOnly) : Origin(Switches.Mode, ceiling))!));
        }

        if (settings.Modules is { } modules) origins.Add(new("(modules)", string.Join(",", modules), Origin(Switches.Modules)!));
        return origins;

        // Where the least or the strictest holds, the one that said it is meant.
        string? Origin(Switch one, string? value = null) =>
            flags[one] is { } flag && (value ?? flag) == flag ? one.Flag
            : environment.Any(v => v.Key.Equals(one.Variable, StringComparison.OrdinalIgnoreCase) && !SettingsReader.IsUnset(v.Value)
                && (value ?? v.Value) == v.Value)
                ? one.Variable
            : null;
    }

    // What the AWS SDK takes where nothing else is said.
    private static (JsonNode? Value, string? From) OfSdk(string key, IReadOnlyDictionary<string, string> environment)
    {
        foreach (var name in Sdk.GetValueOrDefault(key, []))
            if (environment.FirstOrDefault(v => v.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Value.Length: > 0 } set)
                return (set.Value, name);
        return (null, null);
    }

    // The settings themselves have the defaults, under the same names.
    private static JsonNode? Default(HostSettings settings, string key)
    {
        object? at = settings;
        foreach (var part in key.Split('.')) at = at?.GetType().GetProperty(char.ToUpperInvariant(part[0]) + part[1..])?.GetValue(at);
        return at switch
        {
            bool flag => flag,
            int number => number,
            string text => text,
            Enum word => word.ToString().ToLowerInvariant(),
            _ => key is "journal.folder" ? JournalWriter.DefaultFolder : null,
        };
    }

    private static IEnumerable<string> Leaves(JsonElement schema, string above)
    {
        foreach (var property in schema.GetProperty("properties").EnumerateObject())
        {
            if (property.Name.StartsWith('$')) continue;
            var key = above + property.Name;
            if (property.Value.TryGetProperty("properties", out _))
                foreach (var inner in Leaves(property.Value, $"{key}.")) yield return inner;
            else yield return key;
        }
    }

    /// <summary>What stands at a key with dots; null for nothing.</summary>
    public static JsonNode? At(JsonObject json, string key) =>
        key.Split('.').Aggregate((JsonNode?)json, (node, part) => (node as JsonObject)?[part]);
}
