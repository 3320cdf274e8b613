using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Aws;
using Infra.Core.Catalog;
using Infra.Core.Settings;

namespace Infra.Core.Safety;

/// <summary>
/// The static tokens of callers over HTTP, in a file. It has the SHA-256 of each and no token itself: a token is 32 random bytes, so that
/// the hash need not be slow. The file is read again whenever it changes, and a token that is revoked ends at once.
/// </summary>
/// <param name="path">The file.</param>
internal sealed partial class Tokens(string path)
{
    /// <summary>How a token begins: what tells it from a JWT, and what scanners for secrets look for.</summary>
    public const string Prefix = "infra_";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly Lock gate = new();
    private (DateTime Written, long Length) seen;
    private Dictionary<string, Grant> grants = [];
    private string? told;

    /// <summary>The file became one that cannot be read, and why.</summary>
    public event Action<string>? Broke;

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
        var token = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var entry = new JsonObject { ["name"] = name, ["sha256"] = Hash(token), ["mode"] = PluginCatalog.Word(right.Mode) };
        if (right.Modules is { } modules) entry["modules"] = new JsonArray([.. modules.Select(m => JsonValue.Create(m))]);
        if (right.Profiles is { } profiles) entry["profiles"] = new JsonArray([.. profiles.Select(p => JsonValue.Create(p))]);
        entry["created"] = Word(now);
        if (expires is { } end) entry["expires"] = Word(end);
        // What another process takes back meanwhile must not come back.
        WholeFile.Alone(path, () =>
        {
            var all = Read();
            if (all.Any(t => (string?)t!["name"] == name)) throw new SettingsException($"There is a token '{name}'. Revoke it first, or "
                + $"choose another name.");
            all.Add((JsonNode)entry);
            Write(all);
        });
        return token;
    }

    /// <summary>Takes a token back.</summary>
    /// <returns>Whether there was one of this name.</returns>
    public bool Revoke(string name)
    {
        var found = false;
        WholeFile.Alone(path, () =>
        {
            var all = Read();
            if (all.FirstOrDefault(t => (string?)t!["name"] == name) is not { } entry) return;
            all.Remove(entry);
            Write(all);
            found = true;
        });
        return found;
    }

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static string Word(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // A file that cannot be read lets nobody in.
    private void Refresh()
    {
        var now = Stamp();
        if (now == seen) return;
        try
        {
            grants = Read().ToDictionary(t => (string)t!["sha256"]!, t => GrantOf(t!.AsObject()));
            (seen, told) = (now, null);
        }
        catch (SettingsException e)
        {
            (grants, seen) = ([], default);
            if (told != e.Message) Broke?.Invoke(told = e.Message);
        }
    }

    // Of the file itself: where a mounted secret is a link, that stays the same when the secret changes.
    private (DateTime, long) Stamp()
    {
        try
        {
            var file = new FileInfo(WholeFile.Resolve(path));
            return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        }
        catch (IOException)
        {
            // Replaced meanwhile, or links without an end: there is no file, for now.
            return default;
        }
    }

    private static Grant GrantOf(JsonObject entry) => new(
        Text(entry, "name"),
        [new(Mode(Text(entry, "mode")), Texts(entry, "modules"), Texts(entry, "profiles"))],
        entry["expires"] is not null ? Time(Text(entry, "expires")) : null);

    private static ToolKind Mode(string word) => word is "read" or "write" or "destructive" ? Enum.Parse<ToolKind>(word, ignoreCase: true)
        : throw new FormatException($"'{word}' is no mode; there are read, write and destructive.");

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
            : throw new FormatException($"'{text}' is no time such as 2026-12-31T00:00:00Z.");

    private static List<string>? Texts(JsonObject entry, string name) => entry[name] is not { } value ? null
        : value is JsonArray all && all.All(IsText) ? [.. all.Select(v => (string)v!)]
        : throw new FormatException($"'{name}' is no list of names.");

    private static string Text(JsonObject entry, string name) => IsText(entry[name]) ? (string)entry[name]!
        : throw new FormatException($"a token has no {name}, or one that is no text.");

    private static bool IsText(JsonNode? value) => value?.GetValueKind() is JsonValueKind.String;

    private JsonArray Read()
    {
        try
        {
            if (!File.Exists(path)) return [];
            var all = (JsonNode.Parse(NamedFile.ReadAllText(path), documentOptions: Strict) as JsonObject)?["tokens"] as JsonArray
                ?? throw new FormatException("""it is no { "tokens": [ … ] }.""");
            var hashes = new HashSet<string>();
            foreach (var one in all)
            {
                if (one is not JsonObject entry) throw new FormatException("a token is no object.");
                var grant = GrantOf(entry);
                if (!Sha256().IsMatch(Text(entry, "sha256"))) throw new FormatException($"the sha256 of '{grant.Name}' is none: 64 "
                    + $"lower case hexadecimal digits.");
                if (!hashes.Add(Text(entry, "sha256"))) throw new FormatException($"'{grant.Name}' has the token of another.");
            }

            return (JsonArray)all.DeepClone();
        }
        catch (Exception e) when (e is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The tokens in {path} cannot be read: {e.Message}");
        }
    }

    private void Write(JsonArray all) =>
        PrivateFile.Replace(path, new JsonObject { ["tokens"] = all.DeepClone() }.ToJsonString(HostJson.Indented));

    [GeneratedRegex("^[0-9a-f]{64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Sha256();

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
