using System.Globalization;
using Infra.Aws;

namespace Infra.Core.State;

/// <summary>State that the processes of one user share, a file a key: what a server leaves there, a command in a terminal finds.</summary>
/// <param name="folder">The folder; made when something is left.</param>
/// <param name="time">The clock.</param>
internal sealed class FileState(string folder, TimeProvider time) : ISharedState
{
    // What ended processes left behind; nothing holds longer than a day.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public Task<string?> FindAsync(string key, CancellationToken cancellation) => Task.FromResult(Find(key));

    private string? Find(string key)
    {
        try
        {
            if (PathOf(key) is not { } path || !File.Exists(path)) return null;
            var text = NamedFile.ReadAllText(path);
            var end = text.IndexOf('\n', StringComparison.Ordinal);
            if (end < 0 || !DateTimeOffset.TryParse(text[..end], CultureInfo.InvariantCulture, out var expires)) return null;
            return expires > time.GetUtcNow() ? text[(end + 1)..] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Taken away meanwhile.
            return null;
        }
    }

    public async Task<bool> SwapAsync(string key, string? expected, string? next, DateTimeOffset expires, CancellationToken cancellation)
    {
        if (PathOf(key) is not { } path) return false;
        try
        {
            Directory.CreateDirectory(folder);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            // One at a time, whatever process it is in.
            await using var turn = await TurnAsync(cancellation).ConfigureAwait(false);
            if (Find(key) != expected) return false;
            Tidy();
            if (next is null) File.Delete(path);
            else await File.WriteAllTextAsync(path, $"{expires:O}\n{next}", cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ToolErrorCode.Refused, $"What waits for a person cannot be left in {folder}: {e.Message}",
                "Make the folder writable, or use a client that can ask a person.", e);
        }
    }

    // Keys come from outside, too: one that is not made as ours are names no file.
    private string? PathOf(string key) =>
        key.Split('/') is [{ Length: > 0 } kind, { Length: > 0 } name] && $"{kind}{name}".All(char.IsAsciiLetterOrDigit)
            ? Path.Combine(folder, $"{name}.{kind}")
            : null;

    private async Task<FileStream> TurnAsync(CancellationToken cancellation)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new(Path.Combine(folder, "turn"),
                    new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None });
            }
            catch (IOException) when (tries < 200)
            {
                await Task.Delay(10, cancellation).ConfigureAwait(false);
            }
        }
    }

    private void Tidy()
    {
        var oldest = time.GetUtcNow().UtcDateTime - Longest;
        foreach (var file in Directory.GetFiles(folder).Where(f => File.GetLastWriteTimeUtc(f) < oldest && Path.GetFileName(f) != "turn"))
            File.Delete(file);
    }
}
