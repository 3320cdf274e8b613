using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Core.Settings;

namespace Infra.Host.Clients;

/// <summary>Changes the text of a client's settings by one entry, and keeps all else.</summary>
internal static partial class ClientFile
{
    /// <summary>How text is written in such files: as it is, but for what JSON must escape.</summary>
    public static JsonSerializerOptions Text { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text with the entry of a server set, replaced or, where it is null, taken out.</summary>
    /// <param name="client">Whose file it is.</param>
    /// <param name="text">The file as it is; null when there is none.</param>
    /// <param name="server">The name of the server.</param>
    /// <param name="entry">The entry: JSON, or lines of TOML.</param>
    /// <exception cref="SettingsException">The text cannot be changed without losing something.</exception>
    public static string With(AssistantClient client, string? text, string server, string? entry) =>
        client.IsToml ? WithToml(client, text ?? "", server, entry) : WithJson(client.File, text, root =>
        {
            if (root[client.Root] is not (null or JsonObject)) throw Unknown(client.File, $"'{client.Root}' is no object");
            var servers = root[client.Root] as JsonObject;
            if (servers is null) root[client.Root] = servers = [];
            if (entry is null) servers.Remove(server);
            else servers[server] = JsonNode.Parse(entry);
            return entry is null && servers.Count == 0 ? root.Remove(client.Root) : root.Count > 0;
        });

    /// <summary>The entry of a server; null when there is none.</summary>
    /// <param name="client">Whose file it is.</param>
    /// <param name="text">The file; null when there is none.</param>
    /// <param name="server">The name of the server.</param>
    /// <exception cref="SettingsException">The text cannot be read.</exception>
    public static string? Entry(AssistantClient client, string? text, string server)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (!client.IsToml) return (Root(client.File, text)[client.Root] as JsonObject)?[server]?.ToJsonString(Text);
        var (from, to) = Table(client, Lines(text), server);
        return from < 0 ? null : string.Join('\n', Lines(text)[(from + 1)..to]).Trim('\n') + "\n";
    }

    /// <summary>The text with permissions added to <c>permissions.allow</c>, or taken out of it.</summary>
    /// <param name="file">The file, for what is said of it.</param>
    /// <param name="text">It as it is; null when there is none.</param>
    /// <param name="prefix">All permissions of the server begin so; what is not named any more goes.</param>
    /// <param name="allowed">Those to have.</param>
    /// <exception cref="SettingsException">The text cannot be changed without losing something.</exception>
    public static string WithPermissions(string file, string? text, string prefix, IEnumerable<string> allowed) =>
        WithJson(file, text, root =>
    {
        if (root["permissions"] is not (null or JsonObject)) throw Unknown(file, "'permissions' is no object");
        var permissions = root["permissions"] as JsonObject;
        if (permissions is null) root["permissions"] = permissions = [];
        if (permissions["allow"] is not (null or JsonArray)) throw Unknown(file, "'permissions.allow' is no list");
        var others = (permissions["allow"] as JsonArray ?? []).Select(n => n!.DeepClone())
            .Where(n => n.GetValueKind() is not JsonValueKind.String || !n.GetValue<string>().StartsWith(prefix, StringComparison.Ordinal));
        permissions["allow"] = new JsonArray([.. others, .. allowed.Select(a => JsonValue.Create(prefix + a))]);
        return true;
    });

    private static string WithJson(string file, string? text, Func<JsonObject, bool> change)
    {
        var mark = text?.StartsWith('\uFEFF') is true ? "\uFEFF" : "";
        text = text?.TrimStart('\uFEFF');
        var root = Root(file, text);
        change(root);
        var indent = text is null ? null : Indent().Match(text) is { Success: true } m ? m.Groups[1].Value : null;
        var options = new JsonSerializerOptions(Text)
        {
            WriteIndented = true,
            IndentCharacter = indent?[0] is '\t' ? '\t' : ' ',
            IndentSize = indent is null ? 2 : Math.Clamp(indent.Length, 1, 16),
            NewLine = text?.Contains("\r\n", StringComparison.Ordinal) is true ? "\r\n" : "\n",
        };
        return mark + root.ToJsonString(options) + options.NewLine;
    }

    private static JsonObject Root(string file, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        text = text.TrimStart('\uFEFF');
        try
        {
            // A name that is there twice is found on the first look at it.
            return JsonNode.Parse(text) is JsonObject root && root.Count >= 0 ? root : throw Unknown(file, "it is no JSON object");
        }
        catch (ArgumentException)
        {
            throw Unknown(file, "a name is there twice");
        }
        catch (JsonException)
        {
            throw Unknown(file, IsCommented(text) ? "it has comments or trailing commas, which would be lost" : "it is not JSON");
        }
    }

    private static bool IsCommented(string text)
    {
        try
        {
            JsonNode.Parse(text, documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string WithToml(AssistantClient client, string text, string server, string? entry)
    {
        var newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var lines = Lines(text);
        var (from, to) = Table(client, lines, server);
        IEnumerable<string> table = entry is null ? [] : [$"[{client.Root}.{server}]", .. entry.TrimEnd('\n').Split('\n'), ""];
        var kept = from < 0
            ? [.. lines[..lines.Length].Reverse().SkipWhile(string.IsNullOrWhiteSpace).Reverse(), .. text.Length > 0 && entry is not null
                ? [""] : Array.Empty<string>(), .. table]
            : (string[])[.. lines[..from], .. table, .. lines[to..]];
        return string.Join(newLine, kept).TrimEnd('\r', '\n') + newLine;
    }

    // The lines of a server's table with those below it; (-1, -1) when there is none.
    private static (int From, int To) Table(AssistantClient client, string[] lines, string server)
    {
        if (lines.Any(l => l.Contains("\"\"\"", StringComparison.Ordinal) || l.Contains("'''", StringComparison.Ordinal)))
            throw Unknown(client.File, "it has text of several lines, in which a table cannot be told from text");
        if (lines.Any(l => InlineTable().IsMatch(l)))
            throw Unknown(client.File, $"'{client.Root}' is written in one line");
        var from = Array.FindIndex(lines, l => Header(l) is { } h && h == $"{client.Root}.{server}");
        if (from < 0) return (-1, -1);
        var to = Array.FindIndex(lines, from + 1, l =>
            Header(l) is { } h && !h.StartsWith($"{client.Root}.{server}.", StringComparison.Ordinal));
        return (from, to < 0 ? lines.Length : to);
    }

    private static string? Header(string line) =>
        TableHeader().Match(line) is { Success: true } m ? m.Groups[1].Value.Replace("\"", "", StringComparison.Ordinal) : null;

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    private static SettingsException Unknown(string file, string why) =>
        new($"{file} was left as it is: {why}. Add the entry by hand; --print shows it.");

    [GeneratedRegex(@"^\{\s*?\n([ \t]+)""", RegexOptions.Multiline)]
    private static partial Regex Indent();

    [GeneratedRegex(@"^\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?$")]
    private static partial Regex TableHeader();

    [GeneratedRegex(@"^\s*mcp_servers(\.[\w""-]+)?\s*=")]
    private static partial Regex InlineTable();
}
