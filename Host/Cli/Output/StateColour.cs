using Spectre.Console;

namespace Infra.Host.Cli.Output;

/// <summary>
/// The colour of a state, by the words that AWS makes states of: green works, yellow is on its way, red needs a look, grey is off.
/// </summary>
internal static class StateColour
{
    private static readonly (string[] Words, Color Colour)[] Colours =
    [
        (["fail", "error", "impaired", "unhealthy", "alarm", "rollback", "expired", "inaccessible", "incompatible", "lost", "denied",
            "insufficient-instance", "unreachable", "no-credentials"], Color.Red),
        (["terminated", "stopped", "deleted", "disabled", "inactive", "unused", "deregistered", "not-opted-in"], Color.Grey),
        (["running", "available", "active", "in-use", "complete", "ok", "healthy", "enabled", "attached", "associated", "ready", "success",
            "deployed", "insync", "in_sync", "opted-in", "issued"], Color.Green),
        (["pending", "progress", "shutting", "initial", "warning", "drifted", "degraded", "provisioning", "draining", "insufficient",
            "throttled"],
            Color.Yellow),
    ];

    /// <summary>Null for a word that says nothing.</summary>
    public static Color? Of(string state)
    {
        foreach (var (words, colour) in Colours)
            if (words.Any(w => state.Contains(w, StringComparison.OrdinalIgnoreCase))) return colour;
        return state.EndsWith("ing", StringComparison.OrdinalIgnoreCase) ? Color.Yellow : null;
    }
}
