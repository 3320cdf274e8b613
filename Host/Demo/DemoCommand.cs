using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Infra.Core.Settings;
using Infra.Host.Cli;
using Infra.Host.Cli.Output;

namespace Infra.Host.Demo;

/// <summary><c>infra demo</c>: what an assistant would do with the server, for real, step by step.</summary>
/// <param name="flags">The host's switches.</param>
/// <param name="options">Those of the command.</param>
internal sealed class DemoCommand(SwitchValues flags, DemoOptions options)
{
    private const string Price =
        "While it exists, what it makes costs about 3 US cents an hour: a t3.micro, and a db.t4g.micro with 20 GiB. A zone that is kept for more than 12 hours costs 50 cents. "
        + "The story takes a few minutes, cleaning up about ten.";

    private const string Again = "'infra demo --clean-up' removes it later.";

    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(20);

    /// <exception cref="UsageException">The options contradict each other, or need a terminal.</exception>
    public static async Task<int> RunAsync(SwitchValues flags, DemoOptions options, CancellationToken cancellation)
    {
        if (options.Interactive && (options.Yes || options.CleanUp || options.DryRun))
            throw new UsageException("--interactive asks at each step: it goes without --yes, --dry-run and --clean-up.");
        if (options.Interactive && !Terminal.IsInteractive) throw new UsageException("--interactive needs a terminal.");
        if (options.Keep && (options.CleanUp || options.DryRun))
            throw new UsageException("--keep has no meaning with --clean-up or --dry-run.");
        var command = new DemoCommand(flags, options);
        return options.CleanUp ? await command.CleanUpAsync(cancellation).ConfigureAwait(false)
            : await command.TellAsync(cancellation).ConfigureAwait(false);
    }

    // The endpoint of an AWS that is not the demo's own; null for AWS itself, or where the demo starts an emulator.
    private string? Endpoint => flags[Switches.EndpointUrl]
        ?? (options.Live ? null : Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL"));

    private bool IsOwnEmulator => !options.Live && Endpoint is null;

    private async Task<int> TellAsync(CancellationToken cancellation)
    {
        if (DemoRun.Left().Count > 0) Terminal.Complain("an earlier run has left something behind: 'infra demo --clean-up' removes it.");
        var name = $"infra-demo-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        if (!options.DryRun && !AgreesToLive()) return ExitCode.Refused;
        await using var emulator = IsOwnEmulator ? await StartEmulatorAsync(cancellation).ConfigureAwait(false) : null;
        if (IsOwnEmulator && emulator is null) return ExitCode.Failed;
        Terminal.Print(emulator is not null ? $"Started an emulated AWS (moto_server) at {emulator.Url}: nothing real is touched."
            : options.Live ? "This uses your real AWS account." : $"Using {Endpoint}.");

        await using var server = new DemoServer(flags, emulator?.Url.ToString() ?? Endpoint, emulated: emulator is not null);
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        var note = new DemoRun(name, DemoProcess.Of(self), server.Folder, emulator?.Process);
        note.Save();
        var calls = new DemoCalls(server);
        var story = new Story(calls, name, new(options.Interactive), options.DryRun, emulated: !options.Live);
        var ending = await ToldAsync(story, cancellation).ConfigureAwait(false);

        var keep = ending is Ending.Told && (options.Keep || options.Interactive && story.Things.Any(t => t.Removed is null)
            && !await ConfirmAsync("\nDelete what was made?", cancellation).ConfigureAwait(false));
        IReadOnlyList<(DemoThing Thing, string Why)> left = [];
        if (!keep && !options.DryRun && emulator is not { HasEnded: true })
        {
            // Ctrl-C at the terminal has ended the server together with this process's group.
            await server.ForgetAsync().ConfigureAwait(false);
            left = await RemoveAsync(calls, name, story.Things).ConfigureAwait(false);
        }

        Summarize(story.Things, left);
        // What could not be removed from an emulator ends with it.
        if (emulator is not null) left = [];
        if (keep && emulator is not null) Keep(emulator);
        else if (emulator is not null || left.Count == 0 && !keep) note.Forget();
        if (keep) Terminal.Print($"\nKept: everything carries the tag {DemoKind.Tag}={name}. {Again}");
        else if (left.Count > 0) Terminal.Complain($"not all of it is gone. {Again}");
        else if (ending is Ending.Told)
            Terminal.Print($"\nDone. {(options.DryRun ? "Nothing was changed." : "Everything that was made is gone again.")} 'infra "
                + "journal --writes' shows what was done.");
        return ending is Ending.Interrupted ? ExitCode.Interrupted
            : ending is Ending.Failed || left.Count > 0 ? ExitCode.Failed : ExitCode.Ok;
    }

    private enum Ending
    {
        Told,
        BackedOut,
        Interrupted,
        Failed,
    }

    private static async Task<Ending> ToldAsync(Story story, CancellationToken cancellation)
    {
        try
        {
            await story.TellAsync(cancellation).ConfigureAwait(false);
            return Ending.Told;
        }
        catch (BackedOutException)
        {
            Terminal.Print("\nBacked out.");
            return Ending.BackedOut;
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && e is OperationCanceledException or DemoException)
        {
            Terminal.Print("\nInterrupted.");
            return Ending.Interrupted;
        }
        catch (DemoException e)
        {
            Terminal.Print($"\nThat failed: {e.Message}");
            return Ending.Failed;
        }
    }

    private static async Task<IReadOnlyList<(DemoThing Thing, string Why)>> RemoveAsync(DemoCalls calls, string run,
        IReadOnlyList<DemoThing> known)
    {
        var things = CleanUp.InOrder(known);
        if (things.Count > 0) Terminal.Print("\nClean up, in the order that works.");
        var cleaner = new CleanUp(calls);
        try
        {
            using var brief = new CancellationTokenSource(Brief);
            things = await cleaner.FindAsync(run, known, brief.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DemoException or OperationCanceledException)
        {
            Terminal.Complain($"what else there is could not be found out: {e.Message}");
        }

        return await cleaner.RemoveAsync(run, things).ConfigureAwait(false);
    }

    private async Task<int> CleanUpAsync(CancellationToken cancellation)
    {
        var (here, elsewhere) = (DemoRun.Left().Where(n => n.Emulator is not null).ToList(),
            DemoRun.Left().Where(n => n.Emulator is null).ToList());
        foreach (var note in here)
        {
            Terminal.Print($"{(options.DryRun ? "There is" : "Ended")} the emulator of {note.Name}, with all that was in it.");
            if (!options.DryRun) note.End();
        }

        if (IsOwnEmulator)
        {
            if (here.Count == 0) Terminal.Print("No emulator is left.");
            Terminal.Print(elsewhere.Count == 0 ? "For a real account, add --live."
                : $"In an account: {string.Join(", ", elsewhere.Select(n => n.Name))}. Add --live, or the endpoint that it had.");
            return ExitCode.Ok;
        }

        await using var server = new DemoServer(flags, Endpoint, emulated: false);
        var calls = new DemoCalls(server);
        var cleaner = new CleanUp(calls);
        try
        {
            var runs = await cleaner.RunsAsync(cancellation).ConfigureAwait(false);
            if (runs.Count == 0)
            {
                Terminal.Print($"Nothing carries the tag {DemoKind.Tag} in this account and region.");
                if (!options.DryRun) foreach (var note in elsewhere) note.End();
                return ExitCode.Ok;
            }

            Terminal.Print($"Runs that left something: {string.Join(", ", runs)}.");
            if (options.DryRun) return ExitCode.Ok;
            if (!options.Yes && !(Terminal.IsInteractive && await ConfirmAsync("Delete all of it?", cancellation).ConfigureAwait(false)))
            {
                Terminal.Complain("nothing was deleted; --yes agrees in advance.");
                return ExitCode.Refused;
            }

            List<DemoThing> all = [];
            List<(DemoThing Thing, string Why)> left = [];
            foreach (var run in runs)
            {
                var things = await cleaner.FindAsync(run, [], cancellation).ConfigureAwait(false);
                left.AddRange(await cleaner.RemoveAsync(run, things).ConfigureAwait(false));
                all.AddRange(things);
            }

            Summarize(all, left);
            foreach (var note in elsewhere.Where(n => runs.Contains(n.Name) && left.Count == 0)) note.End();
            return left.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (DemoException e)
        {
            Terminal.Complain(e.Message);
            return ExitCode.Aws;
        }
    }

    private bool AgreesToLive()
    {
        if (!options.Live) return true;
        Terminal.Print(Price);
        if (options.Yes || Terminal.IsInteractive && Terminal.Ask("Create real resources in your account?")) return true;
        Terminal.Complain("nothing was made. --live needs a person at the terminal who agrees, or --yes.");
        return false;
    }

    private async Task<Emulator?> StartEmulatorAsync(CancellationToken cancellation)
    {
        if (PrivateMoto.Find() is { } there && await Emulator.StartAsync(there, cancellation).ConfigureAwait(false) is { } started)
            return started;
        if (PrivateMoto.Python() is not { } python)
        {
            Terminal.Complain(PrivateMoto.WithoutPython);
            return null;
        }

        Terminal.Print($"The AWS emulator, moto, is not here. It can be put into a Python environment of its own, in "
            + $"{UserCache.Folder("")}; about 150 MB, once.");
        if (!options.Yes && !(Terminal.IsInteractive && await ConfirmAsync("Install it?", cancellation).ConfigureAwait(false)))
        {
            Terminal.Complain("--yes installs it; or install it yourself: pip install 'moto[server]'.");
            return null;
        }

        string moto;
        using (var status = new Status("Installing moto"))
            moto = await PrivateMoto.InstallAsync(python, line => status.Tell(line, important: false), cancellation).ConfigureAwait(false);
        Terminal.Print("Installed.");
        if (await Emulator.StartAsync(moto, cancellation).ConfigureAwait(false) is { } own) return own;
        Terminal.Complain($"{moto} does not start; run it to see why.");
        return null;
    }

    private static async Task<bool> ConfirmAsync(string question, CancellationToken cancellation) =>
        (await Terminal.AskAsync($"{question} [Y/n] ", cancellation).ConfigureAwait(false))?.ToLowerInvariant() is "" or "y" or "yes";

    private void Keep(Emulator emulator)
    {
        emulator.IsKept = true;
        Terminal.Print($"""

            The emulator goes on. To look at what is there:
              export AWS_ENDPOINT_URL={emulator.Url} AWS_REGION={DemoServer.RegionOf(flags)}
              export AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo
              infra list ec2
            """);
    }

    private static void Summarize(IReadOnlyList<DemoThing> things, IReadOnlyList<(DemoThing Thing, string Why)> left)
    {
        if (things.Count == 0 && left.Count == 0) return;
        Terminal.Print();
        using var printer = new AnswerPrinter(new(OutputFormat.Table, Pager: false));
        printer.Page(new()
        {
            ["items"] = new JsonArray([.. things.Union(left.Select(l => l.Thing)).Where(t => t.Made is not null || t.Removed is not null
                || left.Any(l => l.Thing == t)).Select(t => new JsonObject
            {
                ["what"] = t.Kind.What,
                ["id"] = t.Id,
                ["made"] = t.Made is { } made ? Seconds(made) : "earlier",
                ["removed"] = t.Removed is { } removed ? Seconds(removed) : left.Any(l => l.Thing == t) ? "failed" : "no",
            })]),
        });
        printer.End();
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
