using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Aws;
using Infra.Core;
using Infra.Core.Catalog;
using Infra.Core.Settings;
using Infra.Host.Cli.Words;

namespace Infra.Host.Cli;

/// <summary>
/// Ids and names of the account for a shell that completes a word: asked for at most once in five minutes, and never waited for longer than
/// a person does. They lie in the user's cache folder, readable by the user alone.
/// </summary>
internal static class AccountValues
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>The values of an argument; none when the account does not tell them in time.</summary>
    /// <param name="flags">Of the command line that is completed.</param>
    /// <param name="grammar">The tools.</param>
    /// <param name="phrase">The tool that takes it.</param>
    /// <param name="argument">Its name.</param>
    public static async Task<IReadOnlyList<(string Value, string Text)>> ReadAsync(SwitchValues flags, Grammar grammar, Phrase phrase,
        string argument)
    {
        if (Choices.Find(grammar.Phrases, phrase, argument) is not { } found) return [];
        var file = Path.Combine(UserCache.Folder("completion"), $"{Key(flags, found.List.Name, found.Columns)}.json");
        if (File.Exists(file) && DateTime.UtcNow - File.GetLastWriteTimeUtc(file) < Fresh && Load(file) is { } known) return known;
        using var deadline = new CancellationTokenSource(Longest);
        try
        {
            using var services = Services.Create(flags);
            var rows = await new Choices(services.Calls, grammar.Phrases)
                .ReadAsync(phrase, argument, flags[Switches.Region], new(ToolRunner.Client), deadline.Token)
                .WaitAsync(deadline.Token).ConfigureAwait(false);
            if (rows is null) return Load(file) ?? [];
            List<(string, string)> values = [.. rows.Select(r =>
                (r.Value, Output.Row.Shown(r.Row["name"] ?? r.Row["state"] ?? r.Row["status"]) is var text && text != r.Value ? text
                : ""))];
            Save(file, values);
            return values;
        }
        catch (OperationCanceledException)
        {
            return Load(file) ?? [];
        }
    }

    // Everything that decides whose resources they are; the keys only as a digest.
    private static string Key(SwitchValues flags, string tool, IEnumerable<string> columns)
    {
        var parts = Switches.All.Select(s => flags[s] ?? Environment.GetEnvironmentVariable(s.Variable))
            .Concat(new[] { "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_DEFAULT_REGION",
                "AWS_ENDPOINT_URL" }.Select(Environment.GetEnvironmentVariable))
            .Append(tool).Concat(columns);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..32];
    }

    private static IReadOnlyList<(string, string)>? Load(string file)
    {
        try
        {
            return [.. JsonElement.Parse(NamedFile.ReadAllBytes(file)).EnumerateObject().Select(p => (p.Name, p.Value.GetString() ?? ""))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Save(string file, IEnumerable<(string Value, string Text)> values)
    {
        try
        {
            PrivateFile.Replace(file, HostJson.Text(new JsonObject(values.DistinctBy(v => v.Value)
                .Select(v => KeyValuePair.Create(v.Value, (JsonNode?)v.Text)))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next completion asks again.
        }
    }
}
