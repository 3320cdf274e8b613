using System.Text;

namespace Infra.Core;

/// <summary>Files that are for the user alone, from the moment that they are there.</summary>
internal static class PrivateFile
{
    /// <summary>How to open one; where it has to be made, nobody else may read it.</summary>
    public static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    /// <summary>Writes a file as a whole or not at all, in a folder that is made where it is missing.</summary>
    /// <exception cref="IOException">It cannot be written; the old one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public static void Replace(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var draft = $"{path}.{Guid.NewGuid():n}";
        using (var file = new FileStream(draft, Options(FileMode.CreateNew))) file.Write(Encoding.UTF8.GetBytes(text));
        File.Move(draft, path, overwrite: true);
    }
}
