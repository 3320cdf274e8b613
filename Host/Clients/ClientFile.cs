using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Infra.Core.Settings;

namespace Infra.Host.Clients;

/// <summary>Changes the text of a client's settings by one entry, and keeps all else as it is written.</summary>
internal static class ClientFile
{
    private const string Permissions = "permissions";
    private const string Allow = "allow";

    /// <summary>How text is written in such files: as it is, but for what JSON must escape.</summary>
    public static JsonSerializerOptions Text { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text with the entry of a server set, replaced or, where it is null, taken out.</summary>
    /// <param name="client">Whose file it is.</param>
    /// <param name="text">The file as it is; null when there is none.</param>
    /// <param name="server">The name of the server.</param>
    /// <param name="entry">The entry: JSON, or lines of TOML.</param>
    /// <exception cref="SettingsException">The text cannot be changed without losing something.</exception>
    public static string With(AssistantClient client, string? text, string server, string? entry)
    {
        if (client.IsToml) return Toml(client, () => new TomlTables(text ?? "").With([client.Root, server], entry));
        return Json(client.File, client.IsCommented, text, json =>
        {
            json.Set(entry is null ? null : Indented(entry, json.Unit), client.Root, server);
            if (entry is null && json.Count(client.Root) == 0) json.Set(null, client.Root);
        });
    }

    /// <summary>The entry of a server; null when there is none.</summary>
    /// <param name="client">Whose file it is.</param>
    /// <param name="text">The file; null when there is none.</param>
    /// <param name="server">The name of the server.</param>
    /// <exception cref="SettingsException">The text cannot be read.</exception>
    public static string? Entry(AssistantClient client, string? text, string server)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        string? found = null;
        if (client.IsToml) Toml(client, () => found = new TomlTables(text).Get([client.Root, server]));
        else Json(client.File, client.IsCommented, text, json => found = json.Get(client.Root, server));
        return found;
    }

    /// <summary>The text with permissions added to <c>permissions.allow</c>, or taken out of it.</summary>
    /// <param name="file">The file, for what is said of it.</param>
    /// <param name="text">It as it is; null when there is none.</param>
    /// <param name="prefix">All permissions of the server begin so; what is not named any more goes.</param>
    /// <param name="allowed">Those to have.</param>
    /// <exception cref="SettingsException">The text cannot be changed without losing something.</exception>
    public static string WithPermissions(string file, string? text, string prefix, IEnumerable<string> allowed) =>
        Json(file, commented: false, text, json =>
        {
            if (json.Get(Permissions, Allow) is null) json.Set("[]", Permissions, Allow);
            var quoted = $"\"{prefix}";
            for (var i = json.Count(Permissions, Allow) - 1; i >= 0; i--)
            {
                if (json.Get(Permissions, Allow, $"{i}")!.StartsWith(quoted, StringComparison.Ordinal))
                    json.Set(null, Permissions, Allow, $"{i}");
            }

            foreach (var one in allowed) json.Add(JsonSerializer.Serialize(prefix + one, Text), Permissions, Allow);
            if (json.Count(Permissions, Allow) == 0) json.Set(null, Permissions, Allow);
            if (json.Count(Permissions) == 0) json.Set(null, Permissions);
        });

    /// <summary>What <see cref="WithPermissions"/> has added, without the prefix.</summary>
    /// <inheritdoc cref="WithPermissions"/>
    public static IReadOnlyList<string> Permitted(string file, string? text, string prefix)
    {
        List<string> found = [];
        Json(file, commented: false, text, json =>
        {
            for (var i = 0; i < json.Count(Permissions, Allow); i++)
            {
                var one = JsonSerializer.Deserialize<JsonElement>(json.Get(Permissions, Allow, $"{i}")!);
                if (one.ValueKind is JsonValueKind.String && one.GetString()!.StartsWith(prefix, StringComparison.Ordinal))
                    found.Add(one.GetString()![prefix.Length..]);
            }
        });
        return found;
    }

    private static string Json(string file, bool commented, string? text, Action<JsonText> change)
    {
        try
        {
            // What has nothing in it has no style yet.
            var json = new JsonText(text?.Trim() is null or "" or "{}" ? "{\n}\n" : text!);
            change(json);
            if (!commented && json.IsCommented)
                throw new JsonException("it has comments or trailing commas, which its program takes for a fault");
            return json.ToString();
        }
        catch (JsonException e)
        {
            // What the reader of JSON says has a line; what JsonText says is for people.
            throw Unknown(file, e.LineNumber is { } line ? $"it is not JSON, see line {line + 1}" : e.Message);
        }
    }

    private static string Toml(AssistantClient client, Func<string?> change)
    {
        try
        {
            return change() ?? "";
        }
        catch (FormatException e)
        {
            throw Unknown(client.File, e.Message);
        }
    }

    private static string Indented(string entry, string unit)
    {
        using var json = JsonDocument.Parse(entry);
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new()
        {
            Encoder = Text.Encoder,
            Indented = true,
            IndentCharacter = unit[0],
            IndentSize = Math.Min(unit.Length, 16),
            NewLine = "\n",
        })) json.WriteTo(writer);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static SettingsException Unknown(string file, string why) =>
        new($"{file} was left as it is: {why}. Add the entry by hand; --print shows it.");
}
