using System.Runtime.InteropServices;
using Infra.Core;
using Infra.Core.Journal;
using Infra.Core.Settings;
using Infra.Host.Http.Pages;
using Infra.Host.Mcp;
using ModelContextProtocol.Server;

namespace Infra.Host.Stdio;

/// <summary>The MCP server over stdio.</summary>
internal static class StdioServer
{
    // A call that does not heed its cancellation is left behind with the process.
    private static readonly TimeSpan LongestStop = TimeSpan.FromMilliseconds(50);

    /// <summary>Serves until the client closes stdin, or the process is asked to end.</summary>
    public static async Task<int> RunAsync(SwitchValues flags)
    {
        // One of them always waits for the client's next line; without another there would be one for all calls on two processors.
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(workers + 1, ports);
        Rehearsal.Begin();
        var services = Services.Create(flags);
        using var stop = new CancellationTokenSource();
        using var terminated = OnSignal(PosixSignal.SIGTERM, stop);
        using var interrupted = OnSignal(PosixSignal.SIGINT, stop);
        services.Reloading.HeedSignal();

        var offers = new McpOffers(services, _ => null);
        // Whoever listens for changes is answered when the input ends: nothing else would.
        var transport = new StdioTransport(StandardStreams.Input, StandardStreams.Output) { InputEnded = offers.Changes.End };
        var options = new McpServerOptions();
        McpAdapter.Configure(options, services, new(services, _ => null), offers, isHttp: false);
        var server = McpServer.Create(transport, options, services.Log);
        services.Log.Listener = new ClientLog(server);
        // Opened when the first plan waits for a person whose client shows pages and no forms.
        LocalPages? pages = null;
        services.PageOf = (caller, code) => caller.CanOpen ? (pages ??= LocalPages.Open(services)).LinkTo(code) : null;
        Console.SetOut(services.Log.Error);
        Console.SetError(services.Log.Error);
        var running = server.RunAsync(stop.Token);
        await Task.WhenAny(Task.Run(transport.ReadAsync), running, Stopped(stop.Token)).ConfigureAwait(false);

        await transport.DisposeAsync().ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(running, Task.Delay(LongestStop)).ConfigureAwait(false);
        await services.Journal.SettleAsync(JournalWriter.LongestSettling).ConfigureAwait(false);
        services.Dispose();
        return 0;
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stop.Cancel();
    });

    private static async Task Stopped(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(() => stopped.TrySetResult()).ConfigureAwait(false);
        await stopped.Task.ConfigureAwait(false);
    }
}
