using System.Text.Json.Nodes;
using DevLab.JmesPath;
using Infra.Core;

namespace Infra.Host.Cli.Output;

/// <summary>A JMESPath expression over an answer, as with <c>aws --query</c>.</summary>
internal static class Query
{
    /// <exception cref="UsageException">The expression is not one.</exception>
    public static JsonNode? Of(JsonNode answer, string expression)
    {
        try
        {
            return JsonNode.Parse(new JmesPath().Transform(HostJson.Text(answer), expression));
        }
        // The parser throws what it likes.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new UsageException($"--query '{expression}' is not a JMESPath expression: {e.Message.ReplaceLineEndings(" ").Trim()}");
        }
    }
}
