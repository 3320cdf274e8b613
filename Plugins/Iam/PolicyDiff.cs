using System.Text.Json;

namespace Infra.Plugins.Iam;

/// <summary>What differs between two policy documents, a statement at a time.</summary>
internal static class PolicyDiff
{
    private const int LongestStatement = 600;

    /// <summary>The statements that only one of them has, <c>-</c> for those that go and <c>+</c> for those that come.</summary>
    public static IReadOnlyList<string> Lines(JsonElement before, JsonElement after)
    {
        var (old, now) = (PolicyDocuments.Statements(before).ToList(), PolicyDocuments.Statements(after).ToList());
        return
        [
            .. old.Where(s => !now.Any(n => JsonElement.DeepEquals(s, n))).Select(s => $"- {Short(s)}"),
            .. now.Where(s => !old.Any(o => JsonElement.DeepEquals(s, o))).Select(s => $"+ {Short(s)}"),
        ];
    }

    /// <summary>The difference in a plan, with the warnings of the new document.</summary>
    public static void AddDiff(this PlanBuilder plan, string resource, JsonElement before, JsonElement after)
    {
        var lines = Lines(before, after);
        if (lines.Count == 0) plan.Keep($"{resource}: what it says");
        foreach (var line in PlanBuilder.Some([.. lines.Where(l => l[0] is '-')], 20, "statements")) plan.Change(resource, "statement",
            line.TrimStart('-', ' '), null);
        foreach (var line in PlanBuilder.Some([.. lines.Where(l => l[0] is '+')], 20, "statements")) plan.Change(resource, "statement",
            null, line.TrimStart('+', ' '));
        plan.WarnOf(after);
    }

    private static string Short(JsonElement statement) => PolicyDocuments.Line(statement) is { Length: > LongestStatement } line
        ? $"{line[..LongestStatement]}... ({line.Length} characters)" : PolicyDocuments.Line(statement);
}
