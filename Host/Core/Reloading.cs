using System.Runtime.InteropServices;

namespace Infra.Core;

/// <summary>What makes a server read its configuration again: SIGHUP where there is one, and <c>infra reload</c>.</summary>
/// <param name="config">The plugins.json that the server runs with.</param>
/// <param name="reload">Does it, and says what came of it.</param>
internal sealed class Reloading(string config, Func<string> reload) : IDisposable
{
    // For the pipe to be taken away.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource ending = new();
    private PosixSignalRegistration? signal;
    private Task? serving;
    private int reachable;

    /// <summary>Heeds the signal. What Windows calls by its name closes a console, and ends the server there.</summary>
    public void HeedSignal()
    {
        if (OperatingSystem.IsWindows()) return;
        signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            reload();
        });
    }

    /// <summary>Lets the command reach this server, from the first call on; not at the start, which has better things to do.</summary>
    public void Begin()
    {
        if (Interlocked.Exchange(ref reachable, 1) == 0) serving = Task.Run(() => ReloadPipe.ServeAsync(config, reload, ending.Token));
    }

    public void Dispose()
    {
        signal?.Dispose();
        ending.Cancel();
        serving?.Wait(LongestEnd);
        ending.Dispose();
    }
}
