using System.Diagnostics.CodeAnalysis;

namespace Infra.Testing;

/// <summary>What a tool or a module does wrong, in words. Every test framework shows it as a failure.</summary>
/// <param name="message">What, and what would be right.</param>
public sealed class ToolTestException(string message) : Exception(message);

internal static class Proof
{
    /// <exception cref="ToolTestException">It does not hold.</exception>
    public static void That([DoesNotReturnIf(false)] bool holds, string otherwise)
    {
        if (!holds) throw new ToolTestException(otherwise);
    }
}
