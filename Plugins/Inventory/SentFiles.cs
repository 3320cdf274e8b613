using System.Globalization;

namespace Infra.Plugins.Inventory;

/// <summary>
/// Which files of the history a bucket has. <c>sent.txt</c> tells the place, a time up to which it has all, and the names of newer files
/// that it has: a name is added when its file was sent, and all of them become one time when no file is missing.
/// </summary>
internal sealed class SentFiles
{
    private readonly Lock gate = new();
    private readonly string file;
    private readonly string place;
    private readonly List<(RowFile File, DateTimeOffset Time)> newer;
    private readonly HashSet<string> sent = new(StringComparer.Ordinal);
    private readonly DateTimeOffset until;

    public SentFiles(Folder folder, string place)
    {
        (file, this.place) = (Path.Combine(folder.FullPath, "sent.txt"), place);
        var lines = File.Exists(file) ? File.ReadAllLines(file) : [];
        // What is in another bucket says nothing of this one.
        if (lines is [var where, var time, .. var names] && where == place
            && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out until))
            sent.UnionWith(names);
        else
            Write(DateTimeOffset.MinValue);
        newer =
        [
            .. folder.Tables.SelectMany(folder.Parts).Where(p => p.Time > until && p.HasRows).OrderBy(p => p.Time)
                .Select(p => (new RowFile(Path.GetRelativePath(folder.History, p.File).Replace('\\', '/'), p.File), p.Time)),
        ];
    }

    /// <summary>The files that the bucket lacks, the oldest first.</summary>
    public IReadOnlyList<RowFile> Missing => [.. newer.Select(n => n.File).Where(f => !sent.Contains(f.Name))];

    public void Add(RowFile name)
    {
        lock (gate)
        {
            sent.Add(name.Name);
            // The line is begun and not ended here: what a killed process left of one spoils no other.
            File.AppendAllText(file, $"\n{name.Name}");
        }
    }

    /// <summary>Makes one time of all names, if nothing is missing.</summary>
    public void Close()
    {
        if (newer.Count > 0 && Missing.Count == 0) Write(newer[^1].Time);
    }

    private void Write(DateTimeOffset time) => SnapshotState.Whole(file,
        System.Text.Encoding.UTF8.GetBytes($"{place}\n{time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}"));
}
