using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Core.Settings;

/// <summary>A setting in force.</summary>
/// <param name="Key">As in plugins.json, with dots.</param>
/// <param name="Value">Null for none.</param>
/// <param name="From">The flag, the variable or the file that set it, or that it is the default.</param>
internal sealed record SettingOrigin(string Key, JsonNode? Value, string From);

/// <summary>Which of flag, variable and file each setting in force comes from.</summary>
internal static class SettingOrigins
{
    /// <exception cref="SettingsException">What is wrong, and where.</exception>
    /// <inheritdoc cref="SettingsReader.Read"/>
    public static IReadOnlyList<SettingOrigin> Of(SwitchValues flags, IReadOnlyDictionary<string, string> environment)
    {
        var (file, written, laid) = SettingsReader.ReadLayers(flags, environment);
        var settings = SettingsReader.Read(flags, environment);
        List<SettingOrigin> origins = [new("(file)", file, Origin(Switches.Config) ?? "beside the program")];
        foreach (var (key, schema) in Leaves(SettingsReader.Schema, ""))
        {
            var (before, now) = (At(written, key), At(laid, key));
            var one = Switches.All.FirstOrDefault(s => s.Key == key);
            var from = one is not null && (before is null || !JsonNode.DeepEquals(before, now)) ? Origin(one) : null;
            if (from is null && now is not null) from = "plugins.json";
            if (now is null && schema.TryGetProperty("default", out var start)) now = JsonNode.Parse(start.GetRawText());
            origins.Add(new(key, now, from ?? "default"));
        }

        // What a switch holds down shows in no key.
        if (settings.Ceiling < ToolKind.Destructive)
            origins.Add(new("(ceiling)", settings.Ceiling.ToString().ToLowerInvariant(),
                Origin(Switches.ReadOnly) ?? Origin(Switches.Mode) ?? "default"));
        if (settings.Modules is { } modules) origins.Add(new("(modules)", string.Join(",", modules), Origin(Switches.Modules)!));
        return origins;

        string? Origin(Switch one) =>
            flags[one] is not null ? one.Flag
            : environment.Any(v => v.Key.Equals(one.Variable, StringComparison.OrdinalIgnoreCase) && !SettingsReader.IsUnset(v.Value))
                ? one.Variable
            : null;
    }

    private static IEnumerable<(string Key, JsonElement Schema)> Leaves(JsonElement schema, string above)
    {
        foreach (var property in schema.GetProperty("properties").EnumerateObject())
        {
            if (property.Name.StartsWith('$')) continue;
            var key = above + property.Name;
            if (property.Value.TryGetProperty("properties", out _))
                foreach (var inner in Leaves(property.Value, $"{key}.")) yield return inner;
            else yield return (key, property.Value);
        }
    }

    private static JsonNode? At(JsonObject json, string key) =>
        key.Split('.').Aggregate((JsonNode?)json, (node, part) => (node as JsonObject)?[part]);
}
