namespace Infra.Core;

/// <summary>Files of other people and programs, which are changed as a whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Replaces the text of a file, through a link to the file itself, and with the rights that it has.</summary>
    /// <exception cref="IOException">It cannot be written; the old one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public static void Replace(string path, string text)
    {
        var file = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        var whole = file + ".new";
        File.WriteAllText(whole, text);
        if (!OperatingSystem.IsWindows() && File.Exists(file)) File.SetUnixFileMode(whole, File.GetUnixFileMode(file));
        File.Move(whole, file, overwrite: true);
    }
}
