using System.Globalization;
using System.Text.Json.Nodes;
using Infra.Core.Answers;

namespace Infra.Host.Cli;

/// <summary>
/// The question after a plan. What can be changed back needs a yes; what destroys needs the name of the thing, which nobody types by habit.
/// </summary>
internal static class Agreement
{
    public static async Task<bool> AskAsync(JsonObject plan, ToolKind kind, CancellationToken cancellation)
    {
        var (words, what) = Expected(plan, kind);
        var typed = await Terminal.AskAsync($"Type {what} to go on: ", cancellation).ConfigureAwait(false);
        return typed is not null
            && words.Contains(typed, kind is ToolKind.Destructive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether what was shown may be done: by <c>--yes</c>, or because a person types it.</summary>
    /// <param name="yes">Whether <c>--yes</c> was given.</param>
    /// <param name="question">What a person is asked.</param>
    /// <param name="meaning">What <c>--yes</c> says, to whoever is no person at a terminal.</param>
    /// <exception cref="UsageException">There is nobody to ask.</exception>
    public static bool Plain(bool yes, string question, string meaning)
    {
        if (yes) return true;
        if (!Terminal.IsInteractive) throw new UsageException($"Nothing was changed. Without a terminal, --yes says that {meaning}.");
        if (Terminal.Ask(question)) return true;
        Terminal.Print("Nothing was changed.");
        return false;
    }

    /// <summary>What has to be typed: the words that count, and how they are called in the question.</summary>
    internal static (IReadOnlyList<string> Words, string What) Expected(JsonObject plan, ToolKind kind)
    {
        if (kind is not ToolKind.Destructive) return (["yes", "y"], "yes");
        var resources = plan["resources"] as JsonArray ?? [];
        if (resources is [JsonObject one])
        {
            var id = one["id"]!.GetValue<string>();
            // An ARN is long; its last part is the name that people know.
            var name = one["name"]?.GetValue<string>()
                ?? (id.StartsWith("arn:", StringComparison.Ordinal) ? id[(id.LastIndexOfAny([':', '/']) + 1)..] : id);
            return ([name, id], $"the name {Visible.Line(name)}");
        }

        var count = resources.Count.ToString(CultureInfo.InvariantCulture);
        return resources.Count > 1 ? ([count], $"how many are touched, {count},") : (["yes"], "yes");
    }
}
