using System.Security.Cryptography;
using System.Text;
using Infra.Aws;

namespace Infra.Core;

/// <summary>Files of other people and programs, which are changed as a whole or not at all.</summary>
internal static class WholeFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // An assistant keeps the history of its projects in such a file.
    private const int Most = 256 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a file, with its byte order mark; null when there is none.</summary>
    /// <exception cref="IOException">It cannot be read, or is not UTF-8 and would not be the same after it was written.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public static string? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            return Strict.GetString(NamedFile.ReadAllBytes(path, Most));
        }
        catch (DecoderFallbackException)
        {
            throw new IOException($"{path} was left as it is: it is not UTF-8 text. Save it as UTF-8 first.");
        }
    }

    /// <summary>The file itself, where its path is a link to it.</summary>
    /// <exception cref="IOException">The links have no end.</exception>
    public static string Resolve(string path) =>
        // Only a link can be resolved: a file that is not there yet is none.
        new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    /// <summary>Replaces the text of a file, through a link to the file itself, and with the rights that it has.</summary>
    /// <exception cref="IOException">It cannot be written; the old one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public static void Replace(string path, string text)
    {
        var file = Resolve(path);
        var exists = File.Exists(file);
        // A rename asks for no right to write to what it replaces.
        if (exists && new FileInfo(file).IsReadOnly) throw new IOException($"{file} was left as it is: it is read-only.");
        var whole = $"{file}.{Guid.NewGuid():n}";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            // From the first byte on, since it may hold keys; and once more for what the user's mask took off.
            if (exists && !OperatingSystem.IsWindows()) options.UnixCreateMode = File.GetUnixFileMode(file);
            using (var stream = new FileStream(whole, options)) stream.Write(Strict.GetBytes(text));
            if (options.UnixCreateMode is { } mode && !OperatingSystem.IsWindows()) File.SetUnixFileMode(whole, mode);
            File.Move(whole, file, overwrite: true);
        }
        finally
        {
            File.Delete(whole);
        }
    }

    /// <summary>Reads and changes a file while no other process of this user does it by this method.</summary>
    /// <param name="path">The file, which need not be there.</param>
    /// <param name="change">What is done.</param>
    /// <exception cref="IOException">Another process does not come to its end.</exception>
    public static void Alone(string path, Action change)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(path))));
        using var gate = new Mutex($"infra-{name}", new NamedWaitHandleOptions { CurrentUserOnly = true, CurrentSessionOnly = false });
        try
        {
            if (!gate.WaitOne(Patience)) throw new IOException($"Another process is changing {path}; try again when it is done.");
        }
        catch (AbandonedMutexException)
        {
            // Its process ended; what it wrote is whole or not there.
        }

        try
        {
            change();
        }
        finally
        {
            gate.ReleaseMutex();
        }
    }
}
