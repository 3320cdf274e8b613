using System.Globalization;
using System.Text.Json;

namespace Infra.Plugins.Inventory;

/// <summary>A part of the history: the rows of a table in an account, as a snapshot found them.</summary>
/// <param name="Table">The table.</param>
/// <param name="Account">The account.</param>
/// <param name="Time">When the snapshot was begun.</param>
/// <param name="File">The Parquet file, or where it would be: see <see cref="HasRows"/>.</param>
internal sealed record Part(string Table, string Account, DateTimeOffset Time, string File)
{
    /// <summary>Whether somebody answered.</summary>
    public bool HasRows => System.IO.File.Exists(File);

    /// <summary>What the part lacks. Engines that read a folder of data pass over names with a leading underscore.</summary>
    public string GapsFile => Beside("gaps.json");

    /// <summary>Which regions the part is about; not there where it is about all.</summary>
    public string RegionsFile => Beside("regions.json");

    public IReadOnlyList<RowGap> Gaps => Read<RowGap>(GapsFile) ?? [];
    public IReadOnlyList<string>? Regions => Read<string>(RegionsFile);

    private string Beside(string ending) =>
        Path.Combine(Path.GetDirectoryName(File)!, $"_{Path.GetFileNameWithoutExtension(File)}.{ending}");

    private static List<T>? Read<T>(string file) =>
        System.IO.File.Exists(file) ? JsonSerializer.Deserialize<List<T>>(System.IO.File.ReadAllBytes(file)) : null;
}

/// <summary>
/// Where everything lies: <c>history/kind=TABLE/snapshot_date=DAY/account=NAME/TIME.parquet</c>, laid out as Hive, Athena and DuckDB read
/// partitions, and <c>inventory.duckdb</c> with the newest part of each table and account, which is made from it.
/// </summary>
/// <param name="path">The full path.</param>
/// <param name="bucket">Where in S3 the history is kept as well; null for here alone.</param>
internal sealed class Folder(string path, string? bucket = null)
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    public string FullPath => path;
    public string? Bucket => bucket;
    public string Database => Path.Combine(path, "inventory.duckdb");
    public string History => Path.Combine(path, "history");

    /// <summary>
    /// The one that the settings name (<c>folder</c>), or that of the user; with the bucket that they name (<c>history</c>).
    /// </summary>
    /// <exception cref="ToolException">The setting is not an absolute path.</exception>
    public static Folder Of(ModuleContext context)
    {
        var bucket = Setting("history");
        if (Setting("folder") is { } folder)
        {
            return Path.IsPathFullyQualified(folder) ? new(folder, bucket)
                : throw ToolException.InvalidInput($"The setting 'folder' of the inventory is '{folder}', which is no full path.",
                    "A person can correct it in plugins.json.");
        }

        return new(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify), "infra", "inventory"), bucket);

        string? Setting(string name) =>
            context.Settings.TryGetProperty(name, out var setting) && setting.ValueKind is JsonValueKind.String
                ? setting.GetString() : null;
    }

    /// <summary>The part of a table in an account.</summary>
    public Part PartOf(string table, string account, DateTimeOffset time) => new(table, account, time,
        Path.Combine(History, $"kind={table}", $"snapshot_date={time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}",
            $"account={Uri.EscapeDataString(account)}", $"{time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}.parquet"));

    /// <summary>The tables of the history.</summary>
    public IEnumerable<string> Tables => Values(History, "kind");

    /// <summary>All parts of a table, the oldest first.</summary>
    public IReadOnlyList<Part> Parts(string table)
    {
        List<Part> parts = [];
        var kind = Path.Combine(History, $"kind={table}");
        foreach (var day in Values(kind, "snapshot_date"))
        {
            var folder = Path.Combine(kind, $"snapshot_date={day}");
            foreach (var account in Values(folder, "account"))
            {
                foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, $"account={account}")))
                {
                    var name = Path.GetFileName(file).TrimStart('_').Split('.')[0];
                    if ((file.EndsWith(".parquet", StringComparison.Ordinal) || file.EndsWith(".gaps.json", StringComparison.Ordinal))
                        && DateTimeOffset.TryParseExact(name, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                            out var time))
                        parts.Add(PartOf(table, Uri.UnescapeDataString(account), time));
                }
            }
        }

        return [.. parts.Distinct().OrderBy(p => p.Time).ThenBy(p => p.Account, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Values(string folder, string key) => !Directory.Exists(folder) ? []
        : Directory.EnumerateDirectories(folder, $"{key}=*").Select(d => Path.GetFileName(d)[(key.Length + 1)..])
            .Order(StringComparer.Ordinal);
}
