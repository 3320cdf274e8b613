using System.Formats.Tar;
using System.IO.Compression;

namespace Infra.Release;

/// <summary>
/// Archives that depend on nothing but their content: names in order, one time for all files, no owner, and rights by what a file is.
/// </summary>
internal static class Archive
{
    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Program = Plain | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes a .tar.gz, as Linux and macOS expect it.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="folder">What goes into it.</param>
    /// <param name="prefix">The folder in the archive; empty for none.</param>
    /// <param name="time">The time of every file.</param>
    public static void Tar(string file, string folder, string prefix, DateTimeOffset time)
    {
        using var zip = new GZipStream(File.Create(file), CompressionLevel.Optimal);
        using var tar = new TarWriter(zip, TarEntryFormat.Ustar);
        foreach (var (name, path) in Files(folder, prefix))
        {
            using var content = File.OpenRead(path);
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
            {
                ModificationTime = time,
                Mode = Mode(path),
                DataStream = content,
            });
        }
    }

    /// <summary>Writes a .zip, as Windows and bundles expect it; it keeps rights for those who read them.</summary>
    /// <inheritdoc cref="Tar"/>
    public static void Zip(string file, string folder, string prefix, DateTimeOffset time)
    {
        using var zip = new ZipArchive(File.Create(file), ZipArchiveMode.Create);
        foreach (var (name, path) in Files(folder, prefix))
        {
            var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
            (entry.LastWriteTime, entry.ExternalAttributes) = (time, (0x8000 | (int)Mode(path)) << 16);
            using var content = File.OpenRead(path);
            using var to = entry.Open();
            content.CopyTo(to);
        }
    }

    /// <summary>The files of a folder by the names that they have in an archive, in order.</summary>
    public static IEnumerable<(string Name, string Path)> Files(string folder, string prefix = "") =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => (Name: (prefix.Length > 0 ? $"{prefix}/" : "") + Path.GetRelativePath(folder, path).Replace('\\', '/'), path))
            .OrderBy(f => f.Name, StringComparer.Ordinal);

    // By the file itself, since a Windows machine that builds has no such right: ELF and Mach-O, unless it is a library.
    private static UnixFileMode Mode(string path)
    {
        if (Path.GetExtension(path) is not "") return Plain;
        Span<byte> start = stackalloc byte[4];
        using var file = File.OpenRead(path);
        return file.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4
            && (start.SequenceEqual("\u007fELF"u8) || start.SequenceEqual<byte>([0xcf, 0xfa, 0xed, 0xfe])) ? Program : Plain;
    }
}
