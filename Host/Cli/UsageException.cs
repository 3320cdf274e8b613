using System.Text.Json;

namespace Infra.Host.Cli;

/// <summary>The command line is wrong; the message says what is meant instead, in one or two lines.</summary>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>What should be JSON is none.</summary>
    /// <param name="what">The option, or the file.</param>
    /// <param name="e">What the reader found.</param>
    public static UsageException NoJson(string what, JsonException e) =>
        new($"{what} is not valid JSON: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}.");
}
