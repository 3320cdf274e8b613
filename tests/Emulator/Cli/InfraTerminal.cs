using System.Diagnostics;
using System.Text;

namespace Infra.Emulator.Cli;

/// <summary>A real <c>infra</c> process at a terminal, and what a person reads and types there. POSIX only.</summary>
internal sealed class InfraTerminal : IAsyncDisposable
{
    // Python, which moto needs as well, has the terminal; what is piped into it is typed.
    private const string Driver = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory("infra-terminal-").FullName;
    private readonly StringBuilder shown = new();
    private Process process = null!;
    private int read;

    /// <param name="endpoint">Where AWS requests go.</param>
    /// <param name="arguments">As typed.</param>
    /// <param name="settings">Keys of plugins.json besides the plugins.</param>
    public static async Task<InfraTerminal> StartAsync(Uri endpoint, string[] arguments, string settings = """ "mode": "destructive" """)
    {
        var terminal = new InfraTerminal();
        var config = await InfraServer.WriteConfigAsync(terminal.folder, settings);
        var start = new ProcessStartInfo("python3", ["-c", Driver, InfraProcess.Runtime, InfraProcess.Program, "--config", config,
            "--journal", Path.Combine(terminal.folder, "journal"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = terminal.folder,
        };
        foreach (var (name, value) in InfraProcess.Variables(terminal.folder, endpoint)) start.Environment[name] = value;
        (start.Environment["XDG_CACHE_HOME"], start.Environment["TERM"], start.Environment["PAGER"]) = (terminal.folder, "xterm", "cat");
        terminal.process = Process.Start(start)!;
        return terminal;
    }

    /// <summary>Waits until a text is shown, behind what was waited for before.</summary>
    public async Task SeesAsync(string text)
    {
        var buffer = new char[4096];
        int at;
        while ((at = shown.ToString().IndexOf(text, read, StringComparison.Ordinal)) < 0)
        {
            var n = await process.StandardOutput.ReadAsync(buffer).AsTask().WaitAsync(Patience);
            Assert.True(n > 0, $"It ended without '{text}': {shown}");
            shown.Append(buffer, 0, n);
        }

        read = at + text.Length;
    }

    /// <summary>Types a line.</summary>
    public async Task TypeAsync(string line)
    {
        await process.StandardInput.WriteAsync($"{line}\r");
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Presses Ctrl-C.</summary>
    public async Task InterruptAsync()
    {
        await process.StandardInput.WriteAsync('\u0003');
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code, and all that was shown.</returns>
    public async Task<(int Exit, string Shown)> EndAsync()
    {
        shown.Append(await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience));
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, shown.ToString());
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
        Directory.Delete(folder, recursive: true);
        return default;
    }
}
