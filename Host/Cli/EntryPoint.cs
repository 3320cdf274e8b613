using Infra.Core.Answers;
using Infra.Core.Settings;
using Infra.Host.Cli.Output;
using Infra.Host.Stdio;
using Infra.Manifest;

namespace Infra.Host.Cli;

/// <summary>Runs a command line, and tells a person in words what went wrong.</summary>
internal static class EntryPoint
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            StandardStreams.Take();
            // What an assistant launches waits neither for the other commands to be made nor for their parser to be loaded.
            return await (ServeCommand.Read(args) is { } plain ? ServeCommand.RunAsync(plain) : CommandLine.InvokeAsync(args))
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is SettingsException or UsageException)
        {
            Status.Clear();
            await TellAsync($"infra: {Visible.Lines(e.Message)}").ConfigureAwait(false);
            return ExitCode.Usage;
        }
        catch (OperationCanceledException)
        {
            await TellAsync("infra: interrupted.").ConfigureAwait(false);
            return ExitCode.Interrupted;
        }
        catch (PagerClosedException)
        {
            return ExitCode.Ok;
        }
        catch (ToolException e)
        {
            Status.Clear();
            await TellAsync($"infra: {Visible.Lines($"{e.Message} {e.Hint}".Trim())}").ConfigureAwait(false);
            return ExitCode.Of(e);
        }
        catch (Exception e) when ((e is IOException io && !IsClosedPipe(io)) || e is UnauthorizedAccessException or PluginException)
        {
            await TellAsync($"infra: {Visible.Line(e.Message)}").ConfigureAwait(false);
            return ExitCode.Failed;
        }
        catch (IOException)
        {
            // Whoever read the output has seen enough.
            return ExitCode.Failed;
        }
#pragma warning disable CA1031 // A person is told what it means, whoever mends it where it was.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var more = args.Any(a => a is "debug" or "verbose" or "--log-level=debug" or "--log-level=verbose");
            Status.Clear();
            await TellAsync($"infra: an error of infra itself, which should not be: {Visible.Line(e.Message)}\n"
                + (more ? Visible.Lines(e.ToString()) : "infra: the same with --log-level debug tells where; please report that."))
                .ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    // Where nothing takes a word either, the exit code still tells.
    private static async Task TellAsync(string text)
    {
        try
        {
            await Console.Error.WriteLineAsync(text).ConfigureAwait(false);
        }
        catch (IOException)
        {
        }
    }

    // EPIPE, ERROR_BROKEN_PIPE, ERROR_NO_DATA.
    private static bool IsClosedPipe(IOException e) => (e.HResult & 0xffff) is 32 or 109 or 232;
}
