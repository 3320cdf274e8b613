using System.Diagnostics;
using System.Text;

namespace Infra.Host.Cli.Output;

/// <summary>
/// Text for a person's screen: what fits on it is printed, what does not goes through the pager of PAGER, or else through <c>less</c>, as
/// git and aws do it. Without a terminal, and with an empty PAGER or <c>cat</c>, it is printed as it comes.
/// </summary>
internal sealed class Pager(TextWriter to, Screen screen, bool enabled) : TextWriter
{
    private readonly StringBuilder held = new();
    private readonly string? command = enabled ? Command() : null;
    private int lines;
    private Process? process;
    private bool decided;

    public override Encoding Encoding => Encoding.UTF8;

    private TextWriter Target => process?.StandardInput ?? to;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        if (value is null) return;
        if (command is null || decided)
        {
            Send(value);
            return;
        }

        held.Append(value);
        lines += value.AsSpan().Count('\n');
        if (lines >= screen.Height - 1) Decide(page: true);
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void WriteLine() => Write("\n");

    /// <summary>Prints what is held, and waits until the person has left the pager.</summary>
    protected override void Dispose(bool disposing)
    {
        if (!decided) Decide(page: false);
        if (process is not null) Leave(process);
        base.Dispose(disposing);
    }

    private void Leave(Process pager)
    {
        try
        {
            pager.StandardInput.Close();
        }
        catch (IOException)
        {
            // The person has seen enough.
        }

        pager.WaitForExit();
        pager.Dispose();
        process = null;
    }

    private void Decide(bool page)
    {
        decided = true;
        if (page) process = Start();
        if (process is not null) Status.Silence();
        Send(held.ToString());
        held.Clear();
    }

    private void Send(string text)
    {
        if (text.Length == 0) return;
        try
        {
            Target.Write(text);
        }
        catch (IOException) when (process is not null)
        {
            throw new PagerClosedException();
        }
    }

    private Process? Start()
    {
        var parts = command!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // This process has handed its standard output to stderr; the pager shows the screen through that.
        var start = new ProcessStartInfo(parts[0])
        {
            RedirectStandardInput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            UseShellExecute = false
        };
        foreach (var argument in parts.Skip(1)) start.ArgumentList.Add(argument);
        // Colours as they are, and nothing left behind on the screen.
        start.Environment.TryAdd("LESS", "FRX");
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string? Command()
    {
        if (!Terminal.IsInteractive || Console.IsErrorRedirected || Screen.IsDumb) return null;
        var named = Environment.GetEnvironmentVariable("PAGER")?.Trim();
        if (named is "" or "cat") return null;
        return named ?? (OperatingSystem.IsWindows() ? null : "less");
    }
}

/// <summary>The person left the pager; nobody reads the rest.</summary>
internal sealed class PagerClosedException : Exception;
