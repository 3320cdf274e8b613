using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Host.Cli;

/// <summary>Answers that were saved: what <c>--output json</c> printed.</summary>
internal static class Saved
{
    /// <summary>The answer in a file.</summary>
    /// <exception cref="UsageException">It holds none.</exception>
    public static JsonObject Answer(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) as JsonObject
                ?? throw new UsageException($"{file} holds no answer: a JSON object, as --output json prints it.");
        }
        catch (JsonException e)
        {
            throw new UsageException($"{file} is not valid JSON: {e.Message}");
        }
    }
}
