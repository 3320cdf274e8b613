using System.Text;
using System.Text.Json;

namespace Infra.Plugins.Inventory;

/// <summary>The store: Parquet files of all snapshots, and a DuckDB file with the newest one of each table and account.</summary>
internal sealed class ParquetStore(Folder folder) : RowStore
{
    // A snapshot tells one time for all of its rows, so an interrupted one is gone on with only while that is nearly true.
    private static readonly TimeSpan Resumable = TimeSpan.FromHours(12);

    public override string Place => folder.FullPath;

    public override string? History => folder.Bucket;

    public override RowSnapshot Begin(string selection)
    {
        FileStream gate;
        try
        {
            Directory.CreateDirectory(folder.FullPath);
            gate = new(Path.Combine(folder.FullPath, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new ToolException(ToolErrorCode.Conflict, $"Another 'infra inventory sync' writes to {folder.FullPath}: {e.Message}",
                "Wait until it has ended.");
        }

        var now = DateTimeOffset.UtcNow;
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        var before = SnapshotState.Read(folder);
        var resumed = before is { Complete: false } && before.Selection == selection && now - before.Time < Resumable;
        // Two snapshots of one second would be one file.
        var time = resumed ? before!.Time : before is not null && before.Time >= now ? before.Time.AddSeconds(1) : now;
        var snapshot = new ParquetSnapshot(folder, gate, new(time, selection, Complete: false), resumed);
        snapshot.State.Write(folder);
        return snapshot;
    }

    public override string AthenaTables(IReadOnlyList<RowTable> tables, string location)
    {
        var text = new StringBuilder();
        foreach (var table in tables)
        {
            text.Append("CREATE EXTERNAL TABLE IF NOT EXISTS `").Append(table.Name).Append("` (\n")
                .AppendJoin(",\n", ColumnType.Columns(table.Row).Select(c => $"  `{c.Name}` {c.Type.Athena}"))
                .Append("\n)\nPARTITIONED BY (`snapshot_date` date, `account` string)\nSTORED AS PARQUET\nLOCATION '")
                .Append(location).Append("/kind=").Append(table.Name).Append("/';\n")
                .Append("MSCK REPAIR TABLE `").Append(table.Name).Append("`;\n\n");
        }

        return text.ToString().TrimEnd('\n');
    }
}

/// <summary>The last snapshot: what it is about, and whether it came to its end.</summary>
internal sealed record SnapshotState(DateTimeOffset Time, string Selection, bool Complete)
{
    private static string FileOf(Folder folder) => Path.Combine(folder.FullPath, "snapshot.json");

    public static SnapshotState? Read(Folder folder)
    {
        try
        {
            return JsonSerializer.Deserialize<SnapshotState>(File.ReadAllBytes(FileOf(folder)));
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    public void Write(Folder folder) => Whole(FileOf(folder), JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>Writes a file all at once: who is killed leaves the old one or the new one.</summary>
    public static void Whole(string path, byte[] content)
    {
        File.WriteAllBytes($"{path}.new", content);
        File.Move($"{path}.new", path, overwrite: true);
    }
}
