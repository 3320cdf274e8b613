using System.ComponentModel;
using System.Diagnostics;
using Infra.Host.Cli;

namespace Infra.Host.Demo;

/// <summary>
/// moto_server, the AWS emulator: the one on PATH, or a pinned one in a virtual environment of its own in the user's cache. It is put
/// there once, with Python's own tools, and touches no other Python.
/// </summary>
internal static class PrivateMoto
{
    /// <summary>The version that is installed.</summary>
    public const string Version = "5.2.1";

    private static string Folder => UserCache.Folder($"moto-{Version}");

    // Written last, so that half an installation is none.
    private static string Whole => Path.Combine(Folder, "complete");

    /// <summary>The path of a moto_server; null when there is none.</summary>
    public static string? Find() => OnPath("moto_server") ?? (File.Exists(Whole) ? InFolder("moto_server") : null);

    /// <summary>Whether it can be installed: whether there is a Python.</summary>
    public static string? Python() => OnPath("python3") ?? OnPath("python");

    /// <summary>What to do where it cannot be.</summary>
    public const string WithoutPython =
        "The AWS emulator needs Python 3, which is not on PATH. Install it (python.org, or your system's packages) and call again, "
        + "or use a real account with --live.";

    /// <summary>The path of a moto_server, which is installed where there is none: tests cannot ask anybody.</summary>
    /// <exception cref="IOException">There is no Python, or it did not work.</exception>
    public static async Task<string> ForTestsAsync() =>
        Find() ?? await InstallAsync(Python() ?? throw new IOException(WithoutPython), _ => { }, CancellationToken.None)
            .ConfigureAwait(false);

    /// <summary>Installs it, unless another process has just done so.</summary>
    /// <param name="python">A Python 3.</param>
    /// <param name="progress">Is told what happens.</param>
    /// <param name="cancellation">Ends it; what was begun is deleted.</param>
    /// <returns>The path of its moto_server.</returns>
    /// <exception cref="IOException">It did not work; the message says why.</exception>
    public static async Task<string> InstallAsync(string python, Action<string> progress, CancellationToken cancellation)
    {
        using var alone = await LockAsync(progress, cancellation).ConfigureAwait(false);
        if (Find() is { } there) return there;
        Remove();
        try
        {
            progress($"Making a virtual environment in {Folder}");
            await RunAsync(python, ["-m", "venv", Folder], progress, cancellation).ConfigureAwait(false);
            await RunAsync(InFolder("python"),
                ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", $"moto[server]=={Version}"], progress, cancellation)
                .ConfigureAwait(false);
            await File.WriteAllTextAsync(Whole, "", cancellation).ConfigureAwait(false);
            return InFolder("moto_server");
        }
        catch
        {
            Remove();
            throw;
        }
    }

    private static async Task<FileStream> LockAsync(Action<string> progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Folder)!);
        while (true)
        {
            try
            {
                return new($"{Folder}.lock", FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            }
            catch (IOException) when (!cancellation.IsCancellationRequested)
            {
                progress("Another process installs it");
                await Task.Delay(TimeSpan.FromSeconds(1), cancellation).ConfigureAwait(false);
            }
        }
    }

    private static async Task RunAsync(string program, string[] arguments, Action<string> progress, CancellationToken cancellation)
    {
        using var process = new Process
        {
            StartInfo = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        List<string> lines = [];
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{program} does not start: {e.Message}", e);
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        if (process.ExitCode == 0) return;
        lock (lines)
            throw new IOException($"moto could not be installed: {string.Join(' ', lines.TakeLast(3))} "
                + "Or install it yourself: pip install 'moto[server]'.");

        void Take(string? line)
        {
            if (string.IsNullOrWhiteSpace(line)) return;
            lock (lines) lines.Add(line.Trim());
            progress(line.Trim());
        }
    }

    private static string InFolder(string program) => OperatingSystem.IsWindows()
        ? Path.Combine(Folder, "Scripts", $"{program}.exe") : Path.Combine(Folder, "bin", program);

    private static void Remove()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    private static string? OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(f => Path.Combine(f, OperatingSystem.IsWindows() ? $"{program}.exe" : program)).FirstOrDefault(File.Exists);
}
