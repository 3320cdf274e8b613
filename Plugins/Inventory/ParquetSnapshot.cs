using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;

namespace Infra.Plugins.Inventory;

/// <summary>A snapshot in Parquet files.</summary>
internal sealed class ParquetSnapshot(Folder folder, FileStream gate, SnapshotState state, bool resumed) : RowSnapshot
{
    private static readonly RowTable Gaps = new("missing_rows", JsonElement.Parse("""
        {"properties":{"tableName":{"type":"string"},"place":{"type":"string"},"code":{"type":"string"},"reason":{"type":"string"}}}
        """));

    private SentFiles? sent;

    public SnapshotState State { get; private set; } = state;

    public override DateTimeOffset Time => State.Time;

    public override bool IsResumed => resumed;

    public override bool Has(string table, string account) => folder.PartOf(table, account, Time).HasRows;

    public override RowPart Open(RowTable table, string account) => Open(table, account, null);

    public override RowPart Open(RowTable table, string account, IReadOnlyList<string>? regions) =>
        new ParquetPart(folder.PartOf(table.Name, account, Time), table, regions);

    public override IReadOnlyList<RowFile> Unsent(string place) => (sent = new(folder, place)).Missing;

    public override void Sent(string place, RowFile file) => sent!.Add(file);

    public override void Complete(IReadOnlyList<RowTable> tables)
    {
        var made = $"{folder.Database}.new";
        File.Delete(made);
        using (var database = Sql.Open(made))
        {
            Create(database, Gaps);
            var known = tables.ToDictionary(t => t.Name);
            foreach (var table in known.Keys.Union(folder.Tables).Order(StringComparer.Ordinal))
                Fill(database, table, known.GetValueOrDefault(table));
        }

        Replace(made, folder.Database);
        State = State with { Complete = true };
        State.Write(folder);
        sent?.Close();
    }

    protected override void Dispose(bool disposing) => gate.Dispose();

    // Who asks meanwhile has the old file open, which Windows replaces a moment later.
    private static void Replace(string made, string file)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                File.Move(made, file, overwrite: true);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && tries < 100)
            {
                Thread.Sleep(100);
            }
        }
    }

    private static void Create(DuckDBConnection database, RowTable table) => database.Run(
        $"CREATE TABLE {Sql.Name(table.Name)} (account VARCHAR, "
        + $"{string.Join(", ", ColumnType.Columns(table.Row).Select(c => $"{Sql.Name(c.Name)} {c.Type.DuckDb}"))})");

    private void Fill(DuckDBConnection database, string table, RowTable? known)
    {
        if (known is not null) Create(database, known);
        foreach (var parts in folder.Parts(table).GroupBy(p => p.Account))
        {
            var newest = new NewestRows(parts);
            foreach (var (part, where) in newest.Rows) Insert(database, table, part, where, known);
            foreach (var (part, gap) in newest.Gaps) InsertGap(database, part, gap);
        }
    }

    private static void Insert(DuckDBConnection database, string table, Part part, string where, RowTable? known)
    {
        var rows = $"FROM read_parquet({Sql.Text(part.File)}, hive_partitioning = false)";
        var account = $"{Sql.Text(part.Account)} AS account";
        if (known is null)
        {
            database.Run($"CREATE TABLE IF NOT EXISTS {Sql.Name(table)} AS SELECT {account}, * {rows} LIMIT 0");
            known = new(table, default);
        }

        // With a version of the tool a column comes, goes, or has another type: then it is null, left out, or converted where that is
        // possible.
        var there = Types($"SELECT * {rows}").ToDictionary();
        var wanted = Types(Sql.Name(table)).Where(c => there.ContainsKey(c.Key)).Select(c =>
            there[c.Key] == c.Value ? Sql.Name(c.Key) : $"{Converted(Sql.Name(c.Key), c.Value)} AS {Sql.Name(c.Key)}");
        database.Run(
            $"INSERT INTO {Sql.Name(table)} BY NAME SELECT {account}, {string.Join(", ", wanted)} {rows} WHERE {where}");

        List<KeyValuePair<string, string>> Types(string what) =>
            [.. database.Read($"DESCRIBE {what}", r => KeyValuePair.Create(r.GetString(0), r.GetString(1)))];

        string Converted(string column, string type)
        {
            var converted = $"TRY_CAST({column} AS {type})";
            try
            {
                database.Run($"SELECT {converted} {rows} LIMIT 0");
                return converted;
            }
            catch (DuckDBException)
            {
                return "NULL";
            }
        }
    }

    private static void InsertGap(DuckDBConnection database, Part part, RowGap gap) =>
        database.Run($"INSERT INTO missing_rows BY NAME SELECT {Sql.Text(part.Account)} AS account, "
            + $"TIMESTAMP '{part.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}' AS snapshot, "
            + $"{Sql.Text(part.Table)} AS table_name, {Sql.Text(gap.Where)} AS place, {Sql.Text(gap.Code)} AS code, "
            + $"{Sql.Text(gap.Reason)} AS reason");
}

/// <summary>A part on its way: rows as JSON lines, which DuckDB makes a Parquet file of at the end.</summary>
internal sealed class ParquetPart : RowPart
{
    private readonly Part part;
    private readonly IReadOnlyList<Column> columns;
    private readonly string time;
    private readonly string draft;
    private readonly FileStream lines;
    private readonly IReadOnlyList<string>? regions;

    public ParquetPart(Part part, RowTable table, IReadOnlyList<string>? regions)
    {
        (this.part, this.regions) = (part, regions);
        columns = ColumnType.Columns(table.Row);
        time = part.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        Directory.CreateDirectory(Path.GetDirectoryName(part.File)!);
        // A leading underscore: no engine takes it for data, and a run that was killed leaves one that the next run writes over.
        draft = Path.Combine(Path.GetDirectoryName(part.File)!, $"_{Path.GetFileNameWithoutExtension(part.File)}.draft");
        lines = new(draft, FileMode.Create, FileAccess.Write, FileShare.Read);
    }

    public override void Add(IReadOnlyList<JsonObject> rows)
    {
        foreach (var row in rows)
        {
            row["snapshot"] = time;
            using (var json = new Utf8JsonWriter(lines)) ColumnType.WriteRow(json, columns, row);
            lines.WriteByte((byte)'\n');
        }
    }

    public override void Complete(IReadOnlyList<RowGap> gaps, bool isEmpty)
    {
        lines.Dispose();
        Keep(part.GapsFile, gaps is [] ? null : gaps);
        Keep(part.RegionsFile, regions);
        if (isEmpty) return;
        var types = string.Join(", ", columns.Select(c => $"{Sql.Text(c.Name)}: {Sql.Text(c.Type.DuckDb)}"));
        using (var connection = Sql.Open())
            // Left alone, DuckDB would add columns for the folders of the path.
            connection.Run($"COPY (SELECT * FROM read_json({Sql.Text(draft)}, format = 'newline_delimited', hive_partitioning = false, "
                + $"columns = {{{types}}})) "
                + $"TO {Sql.Text($"{draft}.parquet")} (FORMAT parquet, COMPRESSION zstd)");
        File.Move($"{draft}.parquet", part.File, overwrite: true);
    }

    protected override void Dispose(bool disposing)
    {
        lines.Dispose();
        File.Delete(draft);
    }

    private static void Keep<T>(string file, T? content) where T : class
    {
        if (content is null) File.Delete(file);
        else SnapshotState.Whole(file, JsonSerializer.SerializeToUtf8Bytes(content));
    }
}
