using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Journal;

/// <summary>
/// Appends to the journal: a JSON object a line. Each process writes a file of its own, so that no line is ever shared, and a
/// line goes out in one write, so that a killed process leaves whole lines. docs/journal.md describes the fields.
/// </summary>
internal sealed class JournalWriter(JournalSettings settings, TimeProvider time) : IDisposable
{
    public const string Pattern = "infra-*.jsonl";

    private readonly Lock gate = new();
    private FileStream? file;

    /// <summary>Where the journal lies when the configuration names no folder.</summary>
    public static string DefaultFolder =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "infra", "journal");

    public string Folder => settings.Folder is { } folder ? Path.GetFullPath(folder) : DefaultFolder;

    /// <summary>Writes an entry, without secrets.</summary>
    /// <param name="entry">Its fields; the time is added.</param>
    /// <param name="durable">Whether it must have reached the disk when this returns.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written there.</exception>
    public void Write(JsonObject entry, bool durable)
    {
        entry.Insert(0, "time", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        var line = Encoding.UTF8.GetBytes(HostJson.Text(Redactor.Clean(entry)!) + "\n");
        lock (gate)
        {
            // Somebody may have tidied up: what goes to a file without a name would be lost.
            if (file is null || file.Length + line.Length > settings.MaxMegabytes * 1_048_576L || !File.Exists(file.Name)) Next();
            file!.Write(line);
            file.Flush(flushToDisk: durable);
        }
    }

    public void Dispose()
    {
        lock (gate) file?.Dispose();
    }

    private void Next()
    {
        file?.Dispose();
        file = null;
        if (settings.Folder is null && !Path.IsPathRooted(DefaultFolder)) throw new IOException("The user has no home folder.");
        Directory.CreateDirectory(Folder);
        var stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
        for (var n = 0; file is null; n++)
        {
            var path = Path.Combine(Folder, $"infra-{stamp}-{Environment.ProcessId}{(n == 0 ? "" : $"-{n}")}.jsonl");
            // No buffer: a line that Write has returned from is with the operating system.
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            if (!File.Exists(path)) file = new(path, options);
        }

        var oldest = time.GetUtcNow().UtcDateTime.AddDays(-settings.KeepDays);
        foreach (var old in Directory.GetFiles(Folder, Pattern).Where(f => File.GetLastWriteTimeUtc(f) < oldest)) TryDelete(old);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process has it open; a later rotation takes it.
        }
    }
}
