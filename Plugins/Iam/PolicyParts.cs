using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Plugins.Iam;

/// <summary>A statement of a document that is too long for one answer.</summary>
public sealed record StatementRow(int Number, string? Sid, string? Effect, int Characters);

/// <summary>One statement, valid as it stands. <c>Folded</c> names the list that was shortened, <c>NextOffset</c> where it goes
/// on.</summary>
public sealed record StatementPart(int Number, JsonElement Statement, string? Folded, int? NextOffset);

/// <summary>Documents that are longer than an answer: AWS's own have up to some thousand actions. They are never cut inside a statement's
/// text.</summary>
internal static class PolicyParts
{
    // About 3,000 tokens.
    private const int MostCharacters = 10_000;

    /// <summary>Whether the document fits an answer.</summary>
    public static bool Fits(JsonElement document) => PolicyDocuments.Line(document).Length <= MostCharacters;

    /// <summary>What the document holds.</summary>
    public static IReadOnlyList<StatementRow> Rows(JsonElement document) =>
        [.. PolicyDocuments.Statements(document)
            .Select((s, i) => new StatementRow(i + 1, Text(s, "Sid"), Text(s, "Effect"), PolicyDocuments.Line(s).Length))];

    /// <summary>A statement; of its longest list only as many entries as fit, from an offset on.</summary>
    /// <param name="document">The document.</param>
    /// <param name="number">Which statement, from 1.</param>
    /// <param name="offset">How many entries of the list to skip.</param>
    /// <exception cref="ToolException">There is no such statement.</exception>
    public static StatementPart Part(JsonElement document, int number, int offset)
    {
        var all = PolicyDocuments.Statements(document).ToList();
        if (number > all.Count)
            throw ToolException.InvalidInput($"The document has {all.Count} statements.", "Pass a statement from 1 to that number.");
        var statement = all[number - 1];
        var longest = statement.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.Array)
            .OrderByDescending(p => PolicyDocuments.Line(p.Value).Length).Select(p => p.Name).FirstOrDefault();
        if (longest is null || offset == 0 && PolicyDocuments.Line(statement).Length <= MostCharacters)
            return new(number, statement, null, null);

        var entries = statement.GetProperty(longest).EnumerateArray().ToList();
        var left = MostCharacters - PolicyDocuments.Line(statement).Length + PolicyDocuments.Line(statement.GetProperty(longest)).Length;
        var shown = entries.Skip(offset).TakeWhile((e, i) => (left -= PolicyDocuments.Line(e).Length + 1) >= 0 || i == 0).ToList();
        var part = JsonObject.Create(statement)!;
        part[longest] = new JsonArray([.. shown.Select(e => JsonNode.Parse(e.GetRawText()))]);
        var next = offset + shown.Count;
        return new(
            number, JsonSerializer.SerializeToElement(part),
            $"{longest}: {shown.Count} of {entries.Count} entries after the first {offset}",
            next < entries.Count ? next : null);
    }

    private static string? Text(JsonElement statement, string name) =>
        statement.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
