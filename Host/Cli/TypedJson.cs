using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Host.Cli;

/// <summary>JSON that a person typed, or that a file of theirs holds.</summary>
internal static class TypedJson
{
    // Of two values with one name a person meant one, and nobody knows which.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads it.</summary>
    /// <param name="what">The option, or the file.</param>
    /// <param name="text">The JSON.</param>
    /// <exception cref="UsageException">It is none, or has a name twice.</exception>
    public static JsonNode? Parse(string what, string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Strict);
        }
        catch (JsonException e)
        {
            throw new UsageException(e.Message.StartsWith("Duplicate", StringComparison.Ordinal)
                ? $"{what} gives {(e.Message.Split('\'') is [_, var name, ..] ? $"'{name}'" : "a value")} twice."
                : $"{what} is not valid JSON: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}.");
        }
    }
}
