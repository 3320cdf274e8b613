using Infra.Core;
using Infra.Core.Settings;
using Infra.Host.Cli;

namespace Infra.Host.Demo;

/// <summary><c>infra demo</c>: what an assistant would do with the server, for real, step by step.</summary>
internal static class DemoCommand
{
    /// <param name="live">Use the real AWS account of the credentials in place of an emulator.</param>
    /// <param name="dryRun">Show the plans only.</param>
    public static async Task<int> RunAsync(SwitchValues flags, bool live, bool dryRun, CancellationToken cancellation)
    {
        var endpoint = flags[Switches.EndpointUrl] ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL");
        Emulator? emulator = null;
        if (live) endpoint = flags[Switches.EndpointUrl];
        else if (endpoint is null)
        {
            if (await Emulator.StartAsync(cancellation).ConfigureAwait(false) is not { } started)
            {
                Terminal.Complain("moto_server, the AWS emulator, is not on PATH. Install it with: pip install 'moto[server]' - or use a "
                    + "real account with --live.");
                return 1;
            }

            (emulator, endpoint) = (started, started.Url.ToString());
        }

        await using var _ = emulator;
        Terminal.Print(live ? "This uses your real AWS account; what it creates costs a few cents and is deleted at the end."
            : emulator is null ? $"Using {endpoint}." : $"Started an emulated AWS (moto_server) at {endpoint}: nothing real is touched.");
        if (live && !dryRun && !(Terminal.IsInteractive && Terminal.Ask("Create real resources?")))
        {
            Terminal.Complain("--live without --dry-run needs a person at the terminal who agrees.");
            return 1;
        }

        await using var server = new DemoServer(flags, endpoint, emulated: emulator is not null);
        var story = new Story(server, dryRun);
        var failed = false;
        try
        {
            await story.TellAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            failed = true;
            Terminal.Print("\nInterrupted. Cleaning up what was created …");
        }
        catch (DemoException e)
        {
            failed = true;
            Terminal.Print($"\nThat failed: {e.Message}\nCleaning up what was created …");
        }

        // Ctrl-C reaches the emulator as well; what lived in it is gone with it.
        var left = emulator is { HasEnded: true } ? [] : await story.CleanUpAsync().ConfigureAwait(false);
        foreach (var (tool, arguments) in left)
            Terminal.Print($"  left over: {tool} {HostJson.Text(arguments)} did not work; please do it by hand.");
        if (!failed && left.Count == 0)
            Terminal.Print($"\nDone. {(dryRun ? "Nothing was changed." : "Everything that was created is gone again.")} 'infra journal "
                + "--writes' shows what was done.");
        return failed || left.Count > 0 ? 1 : 0;
    }
}

/// <summary>A step that did not work.</summary>
internal sealed class DemoException(string message) : Exception(message);
