using System.Text.Json.Nodes;
using Infra.Aws;

namespace Infra.Host.Cli;

/// <summary>Answers that were saved: what <c>--output json</c> printed.</summary>
internal static class Saved
{
    // Every row of a large account has room in it.
    private const int MostBytes = 256 << 20;

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
        string text;
        try
        {
            text = NamedFile.ReadAllText(file, MostBytes, given: true);
        }
        catch (NoFileException e)
        {
            throw new UsageException($"{e.Message} It holds no answer.");
        }

        return TypedJson.Parse(file, text) as JsonObject
            ?? throw new UsageException($"{file} holds no answer: a JSON object, as --output json prints it.");
    }
}
