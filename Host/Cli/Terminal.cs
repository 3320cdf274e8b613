using System.Text;
using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Host.Stdio;

namespace Infra.Host.Cli;

/// <summary>
/// What commands say to the person, or the script, that runs them: results on stdout, everything else on stderr. Whatever text comes from
/// elsewhere is shown without what a terminal would act upon.
/// </summary>
internal static class Terminal
{
    /// <summary>Whether a person sits at both ends.</summary>
    public static bool IsInteractive => StandardStreams.AreInteractive;

    /// <summary>Whether results go to a person's screen.</summary>
    public static bool IsOutputTerminal => StandardStreams.IsOutputTerminal;

    /// <summary>Columns and lines of the screen.</summary>
    public static (int Width, int Height) Size
    {
        get
        {
            try
            {
                return (Console.WindowWidth is > 0 and var width ? width : 80, Console.WindowHeight is > 0 and var height ? height : 24);
            }
            catch (Exception e) when (e is IOException or PlatformNotSupportedException)
            {
                return (80, 24);
            }
        }
    }

    /// <summary>Where results go.</summary>
    public static TextWriter Out { get; } = new StreamWriter(StandardStreams.Output, new UTF8Encoding(false)) { AutoFlush = true };

    // Several calls at once may each want a code of an MFA device.
    private static readonly SemaphoreSlim Turn = new(1, 1);

    private static readonly Lazy<StreamReader> In = new(() => new(StandardStreams.Input, leaveOpen: true));

    /// <summary>A line, or lines that the command put together.</summary>
    /// <exception cref="IOException">stdout takes nothing.</exception>
    public static void Print(string text = "") => Out.WriteLine(Visible.Lines(text));

    /// <summary>A result, for scripts and persons alike.</summary>
    /// <exception cref="IOException">stdout takes nothing.</exception>
    public static void Print(JsonNode json) => Out.WriteLine(Visible.Json(json.ToJsonString(HostJson.Indented)));

    public static void Complain(string text)
    {
        Status.Clear();
        Console.Error.WriteLine($"infra: {Visible.Lines(text)}");
    }

    /// <summary>Asks a person for a plain yes. Anything else is a no.</summary>
    public static bool Ask(string question)
    {
        Console.Error.Write($"{Visible.Lines(question)} Type yes to go on: ");
        return In.Value.ReadLine()?.Trim().Equals("yes", StringComparison.OrdinalIgnoreCase) is true;
    }

    /// <summary>Asks a person for a line.</summary>
    /// <param name="question">What stands in front of the cursor.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    /// <returns>What was typed; null at the end of the input.</returns>
    public static async Task<string?> AskAsync(string question, CancellationToken cancellation) =>
        (await ReadAsync(question, cancellation).ConfigureAwait(false))?.Trim();

    /// <summary>Asks a person for a secret, which is not shown while it is typed.</summary>
    /// <inheritdoc cref="AskAsync"/>
    /// <exception cref="UsageException">The terminal cannot hide it.</exception>
    public static async Task<string?> AskHiddenAsync(string question, CancellationToken cancellation)
    {
        if (!StandardStreams.Echo(false)) throw new UsageException("this terminal cannot hide what is typed: pass @file, or @-.");
        try
        {
            return await ReadAsync(question, cancellation).ConfigureAwait(false);
        }
        finally
        {
            StandardStreams.Echo(true);
            await Console.Error.WriteLineAsync().ConfigureAwait(false);
        }
    }

    // A line as it was typed; null at the end of the input.
    private static async Task<string?> ReadAsync(string question, CancellationToken cancellation)
    {
        await Turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            IsAsking = true;
            Status.Clear();
            await Console.Error.WriteAsync(Visible.Lines(question)).ConfigureAwait(false);
            // A terminal is read by a thread that nothing ends; the process does not wait for it.
            return await Task.Run(In.Value.ReadLine, CancellationToken.None).WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            IsAsking = false;
            Turn.Release();
        }
    }

    /// <summary>Whether a person is being asked just now.</summary>
    public static bool IsAsking { get; private set; }

    /// <summary>All of standard input.</summary>
    public static string ReadAll() => In.Value.ReadToEnd();
}
