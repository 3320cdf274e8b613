using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Core.Catalog;
using Infra.Core.Settings;

namespace Infra.Core.Safety;

/// <summary>
/// The static tokens of callers over HTTP, in a file. It has the SHA-256 of each and no token itself: a token is 32 random bytes, so that
/// the
/// hash need not be slow. The file is read again whenever it changes, and a token that is revoked ends at once.
/// </summary>
/// <param name="path">The file.</param>
internal sealed partial class Tokens(string path)
{
    /// <summary>How a token begins: what tells it from a JWT, and what scanners for secrets look for.</summary>
    public const string Prefix = "infra_";

    private readonly Lock gate = new();
    private (DateTime Written, long Length) seen;
    private Dictionary<string, Grant> grants = [];

    public string Path => path;

    /// <summary>Whether there is a file, be it empty: then nobody calls without a token.</summary>
    public bool Exist => File.Exists(path);

    /// <summary>Where the tokens of this configuration are.</summary>
    public static Tokens Of(HostSettings settings, string journal) =>
        new(settings.Http.Tokens
            ?? System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(journal)) ?? journal, "tokens.json"));

    /// <summary>What a token allows; null if it is none of these, or has expired.</summary>
    public Grant? Find(string token, DateTimeOffset now)
    {
        if (!token.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        lock (gate)
        {
            Refresh();
            return grants.GetValueOrDefault(Hash(token)) is { } grant && !(grant.Expires <= now) ? grant : null;
        }
    }

    /// <summary>All of them, expired ones too.</summary>
    /// <exception cref="SettingsException">The file is broken.</exception>
    public IReadOnlyList<Grant> All() => [.. Read().Select(t => GrantOf(t!.AsObject()))];

    /// <summary>Makes a token; this is the only time that it is seen.</summary>
    /// <exception cref="SettingsException">The name is taken or not valid.</exception>
    public string Create(string name, Right right, DateTimeOffset? expires, DateTimeOffset now)
    {
        if (!Name().IsMatch(name)) throw new SettingsException($"'{name}' is no name for a token: up to 64 lower case letters, digits, "
            + $"dots and dashes, a letter or digit first.");
        var all = Read();
        if (all.Any(t => (string?)t!["name"] == name)) throw new SettingsException($"There is a token '{name}'. Revoke it first, or choose "
            + $"another name.");
        var token = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var entry = new JsonObject { ["name"] = name, ["sha256"] = Hash(token), ["mode"] = PluginCatalog.Word(right.Mode) };
        if (right.Modules is { } modules) entry["modules"] = new JsonArray([.. modules.Select(m => JsonValue.Create(m))]);
        if (right.Profiles is { } profiles) entry["profiles"] = new JsonArray([.. profiles.Select(p => JsonValue.Create(p))]);
        entry["created"] = Word(now);
        if (expires is { } end) entry["expires"] = Word(end);
        all.Add((JsonNode)entry);
        Write(all);
        return token;
    }

    /// <summary>Takes a token back.</summary>
    /// <returns>Whether there was one of this name.</returns>
    public bool Revoke(string name)
    {
        var all = Read();
        if (all.FirstOrDefault(t => (string?)t!["name"] == name) is not { } entry) return false;
        all.Remove(entry);
        Write(all);
        return true;
    }

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static string Word(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // A file that cannot be read lets nobody in.
    private void Refresh()
    {
        var file = new FileInfo(path);
        var now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        if (now == seen) return;
        try
        {
            grants = Read().ToDictionary(t => (string)t!["sha256"]!, t => GrantOf(t!.AsObject()));
            seen = now;
        }
        catch (SettingsException)
        {
            grants = [];
        }
    }

    private static Grant GrantOf(JsonObject entry) => new(
        (string)entry["name"]!,
        [new(Mode((string)entry["mode"]!), Texts(entry["modules"]), Texts(entry["profiles"]))],
        (string?)entry["expires"] is { } expires
            ? DateTimeOffset.Parse(expires, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null);

    private static ToolKind Mode(string word) => word is "read" or "write" or "destructive" ? Enum.Parse<ToolKind>(word, ignoreCase: true)
        : throw new FormatException($"'{word}' is no mode.");

    private static List<string>? Texts(JsonNode? value) => value is null ? null : [.. value.AsArray().Select(v => (string)v!)];

    private JsonArray Read()
    {
        try
        {
            if (!File.Exists(path)) return [];
            var all = JsonNode.Parse(File.ReadAllBytes(path))!["tokens"]!.AsArray();
            foreach (var entry in all) _ = (GrantOf(entry!.AsObject()), (string)entry["sha256"]!);
            return (JsonArray)all.DeepClone();
        }
        catch (Exception e) when (e
            is JsonException or InvalidOperationException or NullReferenceException or FormatException or ArgumentNullException
                or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The tokens in {path} cannot be read: {e.Message}");
        }
    }

    private void Write(JsonArray all) =>
        PrivateFile.Replace(path, new JsonObject { ["tokens"] = all.DeepClone() }.ToJsonString(HostJson.Indented));

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
