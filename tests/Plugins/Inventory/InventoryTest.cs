using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Plugins.Inventory;

/// <summary>A store in a folder of its own, with the tables of the tools as they are.</summary>
public abstract class InventoryTest : ToolTest, IDisposable
{
    private protected Folder Folder { get; } = new(Directory.CreateTempSubdirectory("infra-inventory-").FullName);

    /// <summary>The table of every list tool that can be one.</summary>
    private protected static IReadOnlyList<RowTable> Tables { get; } =
    [
        .. AllTools.Items.Select(t => Infra.Manifest.ToolManifest.Of(t.Module, t.Tool))
            .Where(t => t.Name.Contains("_list_", StringComparison.Ordinal) && !t.InputSchema.TryGetProperty("required", out _))
            .Select(Host.Cli.Inventory.Tables.Of),
    ];

    private protected static RowTable Table(string name) => Tables.Single(t => t.Name == name);

    /// <summary>A whole snapshot.</summary>
    /// <param name="account">Where all rows are from.</param>
    /// <param name="rows">Of each table, a JSON array.</param>
    private protected DateTimeOffset Keep(string account, params (string Table, string Rows)[] rows) => Keep(account, all: false, rows);

    private protected DateTimeOffset Keep(string account, bool all, (string Table, string Rows)[] rows)
    {
        using var snapshot = new ParquetStore(Folder).Begin("");
        foreach (var (table, json) in rows)
        {
            using var part = snapshot.Open(Table(table), account);
            part.Add([.. JsonNode.Parse(json)!.AsArray().Select(r => r!.DeepClone().AsObject())]);
            part.Complete([], isEmpty: false);
        }

        // All of them take a second.
        snapshot.Complete([.. Tables.Where(t =>
            all || rows.Any(r => r.Table == t.Name) || t.Name is "ec2_instances" or "elb_load_balancers")]);
        return snapshot.Time;
    }

    private protected Task<JsonElement> QueryAsync(string sql, int limit = 100) => RunAsync(Query.Tool(Folder), new { sql, limit });

    /// <summary>A query's rows, each as its values.</summary>
    private protected async Task<IReadOnlyList<string>> RowsAsync(string sql) =>
    [
        .. (await QueryAsync(sql)).GetProperty("rows").EnumerateArray()
            .Select(r => string.Join(' ', r.EnumerateObject().Select(p => p.Value.ToString())))
    ];

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Directory.Delete(Folder.FullPath, recursive: true);
}
