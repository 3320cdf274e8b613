using Infra.Core.Answers;
using Infra.Host.Cli.Output;

namespace Infra.Host.Cli;

/// <summary>
/// What is being waited for, and since when: a line at the bottom of the terminal that goes away again. Where stderr is no terminal, what
/// a tool reports is printed a line each, and nothing else.
/// </summary>
internal sealed class Status : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);
    private static readonly Lock Gate = new();
    private static Status? current;
    private static bool isShown;
    private static bool isQuiet;
    private static bool silent;

    private readonly TimeProvider time;
    private readonly long started;
    private readonly Timer? timer;
    private string text;

    public Status(string text, TimeProvider? time = null)
    {
        this.time = time ?? TimeProvider.System;
        this.text = text;
        started = this.time.GetTimestamp();
        lock (Gate) (current, isQuiet) = (this, false);
        if (InPlace) timer = new(_ => Show(), null, Patience, TimeSpan.FromSeconds(1));
    }

    private static bool InPlace => !Console.IsErrorRedirected && !Screen.IsDumb;

    /// <summary>From now on the screen belongs to a pager.</summary>
    public static void Silence()
    {
        Clear();
        silent = true;
    }

    /// <summary>Takes the line away, so that something else can be printed there, until there is news.</summary>
    public static void Clear()
    {
        lock (Gate)
        {
            isQuiet = true;
            if (isShown) Console.Error.Write("\r\u001b[K");
            isShown = false;
        }
    }

    /// <summary>How it stands now.</summary>
    /// <param name="now">In a few words.</param>
    /// <param name="important">Whether it is worth a line of its own where there is no terminal.</param>
    public void Tell(string now, bool important = true)
    {
        text = now;
        lock (Gate) (current, isQuiet) = (this, false);
        if (timer is not null) Show();
        else if (important) Terminal.Complain(Visible.Line(now));
    }

    public void Dispose()
    {
        timer?.Dispose();
        lock (Gate)
        {
            if (current == this) Clear();
        }
    }

    private void Show()
    {
        var elapsed = time.GetElapsedTime(started);
        if (elapsed < Patience) return;
        var line =
            $"{Visible.Line(text)} ({(elapsed.TotalSeconds < 90 ? $"{elapsed.TotalSeconds:0} s" : $"{elapsed.TotalMinutes:0} min")})";
        var width = Terminal.Size.Width - 1;
        lock (Gate)
        {
            if (current != this || isQuiet || silent) return;
            Console.Error.Write($"\r\u001b[K{(line.Length > width ? line[..width] : line)}");
            isShown = true;
        }
    }
}
