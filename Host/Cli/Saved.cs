using System.Text.Json.Nodes;

namespace Infra.Host.Cli;

/// <summary>Answers that were saved: what <c>--output json</c> printed.</summary>
internal static class Saved
{
    /// <summary>Whether a word names a file, and not something of a command.</summary>
    /// <exception cref="UsageException">It is called like one, and is not there.</exception>
    public static bool IsFile(string word)
    {
        if (File.Exists(word)) return true;
        return !word.StartsWith('-') && word.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? throw new UsageException($"There is no file {word}.") : false;
    }

    /// <summary>The answer in a file.</summary>
    /// <exception cref="UsageException">It holds none.</exception>
    public static JsonObject Answer(string file)
    {
        return TypedJson.Parse(file, File.ReadAllText(file)) as JsonObject
            ?? throw new UsageException($"{file} holds no answer: a JSON object, as --output json prints it.");
    }
}
