using System.Text.Json;
using Infra.Aws;

namespace Infra.Core.Journal;

/// <summary>Reads what all processes wrote, oldest first.</summary>
internal static class JournalReader
{
    /// <param name="folder">The journal's folder.</param>
    /// <param name="complain">Told of lines that cannot be read; the rest is still given.</param>
    public static IEnumerable<(string Line, JsonElement Entry)> Read(string folder, Action<string> complain)
    {
        if (!Directory.Exists(folder)) return [];
        return Directory.GetFiles(folder, JournalWriter.Pattern).Order(StringComparer.Ordinal).SelectMany(f => ReadFile(f, complain))
            .OrderBy(e => e.Entry.GetProperty("time").GetString(), StringComparer.Ordinal);
    }

    private static IEnumerable<(string Line, JsonElement Entry)> ReadFile(string path, Action<string> complain)
    {
        if (NamedFile.Fault(path) is { } fault)
        {
            complain(fault);
            yield break;
        }

        using var file = Open(path, complain);
        if (file is null) yield break;
        using var reader = new StreamReader(file);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (Entry(line) is { } entry) yield return (line, entry);
            else complain($"{path}, line {number}, is not an entry of the journal.");
        }
    }

    /// <summary>A line as an entry: with a time, and what it lists of requests is a list of objects. Null for anything else.</summary>
    public static JsonElement? Entry(string line)
    {
        try
        {
            var entry = JsonElement.Parse(line);
            return entry.ValueKind is JsonValueKind.Object && entry.TryGetProperty("time", out var time)
                && time.ValueKind is JsonValueKind.String && time.TryGetDateTimeOffset(out _)
                && (!entry.TryGetProperty("requests", out var requests) || requests.ValueKind is JsonValueKind.Array
                    && requests.EnumerateArray().All(r => r.ValueKind is JsonValueKind.Object)) ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static FileStream? Open(string path, Action<string> complain)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        // One that was removed meanwhile is too old to be kept.
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            complain($"{path} cannot be read: {e.Message}");
            return null;
        }
    }
}
