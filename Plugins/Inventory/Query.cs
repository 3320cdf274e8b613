using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Infra.Plugins.Inventory;

/// <summary>inventory_query: one SELECT over the newest snapshot of each account. No AWS call.</summary>
public static class Query
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    internal static Tool Tool(Folder folder) => new Tool<Input, Result>
    {
        Name = "query",
        Description = "Answers one SQL SELECT (DuckDB) over the stored rows of all accounts and regions. For how things are now, use the "
            + "list tools.",
        Help = "A table for each list tool, named like it without list_, with account, region and the time of its snapshot; names of "
            + "columns in snake_case. information_schema.columns has all of them, missing_rows what could not be read.",
        Kind = ToolKind.Read,
        Idempotent = true,
        Examples =
        [
            "Which instances can delete buckets and have an open database port?", "Volumes of stopped instances by owner, in all accounts.",
        ],
        Deadline = Longest + TimeSpan.FromSeconds(10),
        Run = (input, _, ct) => RunAsync(folder, input, Longest, ct),
    };

    public sealed record Input
    {
        [Description("Tables are named as list tools without list_; see information_schema.columns and missing_rows."),
            MinLength(1), MaxLength(20_000)]
        public required string Sql { get; init; }

        [Description("Most rows."), Range(1, 500)]
        public int Limit { get; init; } = 100;
    }

    /// <param name="Complete">False when there are more rows than the limit.</param>
    public sealed record Result(IReadOnlyList<string> Columns, IReadOnlyList<JsonElement> Rows, bool Complete, string? Note);

    internal static async Task<Result> RunAsync(Folder folder, Input input, TimeSpan longest, CancellationToken ct)
    {
        using var connection = Database.Open(folder);
        Database.Check(connection, input.Sql);
        var (columns, rows, complete) = await Database.ReadAsync(connection, input.Sql, input.Limit, longest, ct);
        var gaps = connection.Read("SELECT count(*) FROM missing_rows", r => r.GetInt64(0)).Single();
        string?[] notes =
        [
            complete ? null : $"There are more than {input.Limit} rows: aggregate, filter, or raise limit.",
            gaps == 0 ? null : $"The inventory is not whole: missing_rows has {gaps} rows.",
        ];
        return new(columns, rows, complete, string.Join(' ', notes.OfType<string>()) is { Length: > 0 } note ? note : null);
    }
}
