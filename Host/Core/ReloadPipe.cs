using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Security.Cryptography;
using System.Text;

namespace Infra.Core;

/// <summary>
/// How <c>infra reload</c> reaches the servers of its user that run with a plugins.json, on every platform: a named pipe that only this
/// user can open, and on which a server says what came of it. Whoever could open it could edit plugins.json as well; nothing is
/// taken from it.
/// </summary>
internal static class ReloadPipe
{
    // As .NET names the socket of a pipe where pipes are sockets.
    private const string SocketPrefix = "CoreFxPipe_";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <summary>Waits for the command, until cancelled.</summary>
    /// <param name="config">The plugins.json that the server runs with.</param>
    /// <param name="reload">Reads the configuration again and says what came of it.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task ServeAsync(string config, Func<string> reload, CancellationToken cancellation)
    {
        NamedPipeServerStream? next = null;
        try
        {
            next = Open();
            while (true)
            {
                await next.WaitForConnectionAsync(cancellation).ConfigureAwait(false);
                // The next before this one goes: whoever asks in between had found no server.
                await using var pipe = next;
                next = Open();
                try
                {
                    await pipe.WriteAsync(Encoding.UTF8.GetBytes(reload()), cancellation).ConfigureAwait(false);
                }
                catch (IOException)
                {
                    // Whoever asked did not wait for the answer.
                }
            }
        }
        catch (Exception e)
            when (e is OperationCanceledException or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // The server ends, or the machine gives it no pipe; it is then reloaded by a signal, or by a restart.
        }
        finally
        {
            if (next is not null) await next.DisposeAsync().ConfigureAwait(false);
        }

        NamedPipeServerStream Open() => new($"{NameOf(config)}{Environment.ProcessId}", PipeDirection.Out, 2, PipeTransmissionMode.Byte,
            PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
    }

    /// <summary>Has every server of this user that runs with a plugins.json read it again.</summary>
    /// <param name="config">Its path.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The processes, each with what it says.</returns>
    public static async Task<IReadOnlyList<(int Process, string Told)>> ReloadAllAsync(string config, CancellationToken cancellation)
    {
        List<(int, string)> told = [];
        var name = NameOf(config);
        foreach (var process in Servers(name))
        {
            await using var pipe = new NamedPipeClientStream(".", $"{name}{process}", PipeDirection.In,
                PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            deadline.CancelAfter(Longest);
            try
            {
                await pipe.ConnectAsync(TimeSpan.FromSeconds(1), deadline.Token).ConfigureAwait(false);
                using var answer = new StreamReader(pipe, Encoding.UTF8);
                told.Add((process, await answer.ReadToEndAsync(deadline.Token).ConfigureAwait(false)));
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                told.Add((process, "It did not answer."));
            }
            catch (Exception e) when (e is TimeoutException or IOException or UnauthorizedAccessException)
            {
                // It ended without clearing up, or belongs to somebody else.
                Forget(name, process);
            }
        }

        return told;
    }

    private static (string Folder, string Prefix) Place =>
        OperatingSystem.IsWindows() ? (@"\\.\pipe\", "") : (Path.GetTempPath(), SocketPrefix);

    // A path is too long for a name.
    private static string NameOf(string config) =>
        $"infra-reload-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(config))))[..12]}-";

    // What a killed server left behind.
    private static void Forget(string name, int process)
    {
        try
        {
            using var _ = Process.GetProcessById(process);
        }
        catch (ArgumentException) when (!OperatingSystem.IsWindows())
        {
            File.Delete(Path.Combine(Place.Folder, $"{Place.Prefix}{name}{process}"));
        }
        catch (ArgumentException)
        {
            // A pipe of Windows goes with its process.
        }
    }

    private static List<int> Servers(string name)
    {
        var (folder, prefix) = (Place.Folder, Place.Prefix + name);
        return [.. Directory.EnumerateFiles(folder, $"{prefix}*").Select(f => Path.GetFileName(f)[prefix.Length..])
            .Select(id => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(id => id > 0).Order()];
    }
}
