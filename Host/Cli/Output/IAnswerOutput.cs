using System.Text.Json.Nodes;

namespace Infra.Host.Cli.Output;

/// <summary>Writes one answer in one format. Rows come page by page, so that a long list is never held as a whole.</summary>
internal interface IAnswerOutput
{
    /// <summary>The next rows of a list.</summary>
    /// <param name="rows">At least one, but for a list that has none.</param>
    /// <param name="columns">The columns to show; the same at each call.</param>
    void Rows(IReadOnlyList<JsonObject> rows, IReadOnlyList<string> columns);

    /// <summary>The list is over.</summary>
    /// <param name="around">What the last page says besides its rows.</param>
    void End(JsonObject around);

    /// <summary>Something that is no list.</summary>
    void Value(JsonNode? value);
}
