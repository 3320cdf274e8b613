using System.Globalization;
using System.Text;
using Infra.Aws;

namespace Infra.Core.Sinks;

/// <summary>
/// The log file: one for each day, which only its owner can read. It is opened for each write, so that several processes can share it and
/// others can take it away.
/// </summary>
internal sealed class LogFile(string path, TimeProvider time)
{
    private const int Kept = 14;

    // While another process writes. It takes as long as a write of a few lines.
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(5);
    private const int Retries = 100;

    private string? today;

    /// <summary>Why it cannot be written; null when it can.</summary>
    public string? Fault()
    {
        // The days' files would lie beside it, where nobody looks for them.
        if (Directory.Exists(path)) return $"It is a folder. Name the file in it: {Path.Combine(path, "infra.log")}";
        if (NamedFile.Fault(path) is { } fault) return fault;
        try
        {
            Write("");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return e.Message;
        }
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write(string text)
    {
        var file = Path.Combine(Folder,
            string.Create(CultureInfo.InvariantCulture,
                $"{Path.GetFileNameWithoutExtension(path)}{time.GetLocalNow():yyyyMMdd}{Path.GetExtension(path)}"));
        if (file != today)
        {
            Directory.CreateDirectory(Folder);
            DeleteOld();
            today = file;
        }

        using var stream = Open(file);
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    private string Folder => Path.GetDirectoryName(Path.GetFullPath(path))!;

    private static FileStream Open(string file)
    {
        var options = PrivateFile.Options(FileMode.Append);
        options.BufferSize = 0;
        // On Unix a file that is shared for reading is shared for writing, too; none of these locks keeps out who only reads.
        if (!OperatingSystem.IsWindows()) options.Share = FileShare.None;
        for (var n = 0; ; n++)
        {
            try
            {
                return new(file, options);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && n < Retries && File.Exists(file))
            {
                Thread.Sleep(Retry);
            }
        }
    }

    private void DeleteOld()
    {
        var (name, extension) = (Path.GetFileNameWithoutExtension(path), Path.GetExtension(path));
        // In a pattern a question mark stands for no character as well.
        var days = Directory.GetFiles(Folder, $"{name}????????{extension}").Where(f => Path.GetFileName(f) is var own
            && own.Length == name.Length + 8 + extension.Length && own.AsSpan(name.Length, 8).IndexOfAnyExceptInRange('0', '9') < 0);
        foreach (var old in days.Order(StringComparer.Ordinal).Reverse().Skip(Kept))
        {
            try
            {
                File.Delete(old);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody reads it; the next day takes it.
            }
        }
    }
}
