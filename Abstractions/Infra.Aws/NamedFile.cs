using System.Runtime.InteropServices;
using System.Text;

namespace Infra.Aws;

/// <summary>
/// Reads files that a person, another program or a model names. Only regular files have an end and do not wait for anybody: a device can go
/// on for ever, and a pipe has nothing until somebody writes to it. The null device is read as the empty file that it stands for.
/// </summary>
public static class NamedFile
{
    /// <summary>What no file exceeds that a person writes: of settings, keys, policies and metadata.</summary>
    public const int Usual = 4 << 20;

    private const int TypeBits = 0xF000;
    private const int Pipe = 0x1000;
    private const int Folder = 0x4000;
    private const int Regular = 0x8000;

    /// <summary>Why what is there cannot be read as a file; null where it can, and where there is nothing.</summary>
    /// <param name="path">The path; through links it is what they lead to.</param>
    /// <param name="given">Whether a pipe that the process was given is one as well, as <c>&lt;(command)</c> of a shell is.</param>
    public static string? Fault(string path, bool given = false)
    {
        if (Directory.Exists(path)) return $"{path} is a folder.";
        if (OperatingSystem.IsWindows()) return null;
        // Of what is no regular file, only folders and links have a length.
        if (new FileInfo(path) is { Exists: true, LinkTarget: null, Length: > 0 }) return null;
        Span<int> status = stackalloc int[64];
        if (Stat(path, ref status[0]) != 0) return null;
        return (status[1] & TypeBits) switch
        {
            Regular => null,
            Folder => $"{path} is a folder.",
            Pipe when given && IsDescriptor(path) => null,
            Pipe => $"{path} is a pipe and no file.",
            _ => $"{path} is a device and no file.",
        };
    }

    /// <summary>All of a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <param name="given">As for <see cref="Fault"/>.</param>
    /// <exception cref="IOException">It is none, cannot be read or has more; the message says so in a sentence.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadAllBytes(string path, int most = Usual, bool given = false)
    {
        if (Fault(path, given) is { } fault) return IsNull(path) ? [] : throw new NoFileException(fault);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var length = stream.CanSeek ? stream.Length : 0;
        if (length > most) throw TooLong();
        // One more than it says: it may be growing, and what has no length is read until it ends or is too long.
        var bytes = new byte[length > 0 ? (int)length + 1 : 64 * 1024];
        var read = 0;
        for (int more; (more = stream.Read(bytes, read, bytes.Length - read)) > 0;)
        {
            if ((read += more) > most) throw TooLong();
            if (read == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(most + 1L, bytes.Length * 2L));
        }

        return bytes[..read];

        NoFileException TooLong() => new($"{path} has more than {(most >= 1 << 20 ? $"{most >> 20} MiB" : $"{most >> 10} KiB")}.");
    }

    /// <summary>All of a file of text, by its byte order mark or as UTF-8.</summary>
    /// <inheritdoc cref="ReadAllBytes"/>
    public static string ReadAllText(string path, int most = Usual, bool given = false)
    {
        using var text = new StreamReader(new MemoryStream(ReadAllBytes(path, most, given)), Encoding.UTF8);
        return text.ReadToEnd();
    }

    private static bool IsDescriptor(string path) =>
        path is "/dev/stdin" || path.StartsWith("/dev/fd/", StringComparison.Ordinal)
            || path.StartsWith("/proc/self/fd/", StringComparison.Ordinal);

    private static bool IsNull(string path) =>
        (File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path)) is "/dev/null";

    // .NET's own, which has the same layout on all systems: flags, and then the mode.
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat")]
    private static extern int Stat([MarshalAs(UnmanagedType.LPUTF8Str)] string path, ref int status);
}

/// <summary>What is at a path is no file, or a larger one than is read; the message is a whole sentence.</summary>
/// <param name="message">The sentence.</param>
public sealed class NoFileException(string message) : IOException(message);
