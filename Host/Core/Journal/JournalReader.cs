using System.Text.Json;

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
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            JsonElement entry = default;
            try
            {
                entry = JsonElement.Parse(line);
            }
            catch (JsonException)
            {
                // Said below.
            }

            if (entry.ValueKind is JsonValueKind.Object && entry.TryGetProperty("time", out _)) yield return (line, entry);
            else complain($"{path}, line {number}, is not an entry of the journal.");
        }
    }
}
