using System.Collections;
using System.Globalization;
using Infra.Aws;
using Infra.Core.Answers;
using Infra.Core.Calls;
using Infra.Core.Catalog;
using Infra.Core.Journal;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Core.State;
using Infra.Core.Targets;

namespace Infra.Core;

/// <summary>What every command works with, made once from the configuration.</summary>
internal sealed class Services : IDisposable
{
    // For a collector that is silent, and for a stderr and a log file that take nothing: whoever waits for the end has waited long enough.
    private static readonly TimeSpan LongestExport = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan LongestLog = TimeSpan.FromMilliseconds(50);

    // A second reload waits for the first.
    private readonly Lock reloading = new();
    private readonly Func<HostSettings> read;
    private readonly Telemetry.Exporter? telemetry = Telemetry.Export();

    private volatile InForce now;

    private Services(Func<HostSettings> read)
    {
        this.read = read;
        var settings = read();
        Log = new(settings.Log, telemetry);
        var log = Log.CreateLogger("Infra.Plugins");
        // Before any plugin runs: none of them can change where calls go, or as whom.
        AwsEnvironment.Keep();
        var table = settings.State.Table is null ? null : new DynamoState(settings.State, settings.Aws, TimeProvider.System);
        State = (ISharedState?)table ?? new MemoryState(TimeProvider.System);
        Journal = new(settings.Journal, TimeProvider.System, table);
        Approvals = new(table is null && settings.Confirm.Person is not false
            ? new FileState(Approvals.FolderBeside(Journal.Folder), TimeProvider.System) : State);
        AwsGuard.Refused += (scope, operation, why) => JournalRefusal(log, scope, operation, why);
        now = new(this, settings, null);
        Reloading = new(settings.File, Reload);
        Preparation = new(Catalog, () => Calls.AreUnderWay);
    }

    /// <summary>Told when other settings are in force, after the fact.</summary>
    public event Action? Reloaded;

    /// <summary>The settings in force.</summary>
    public HostSettings Settings => now.Settings;

    public Log Log { get; }

    /// <summary>The tools of the settings in force.</summary>
    public PluginCatalog Catalog => now.Catalog;

    public JournalWriter Journal { get; }

    /// <summary>What this server shares with others, if it is not alone.</summary>
    public ISharedState State { get; }

    /// <summary>The plans that wait for a person.</summary>
    public Approvals Approvals { get; }

    /// <summary>
    /// The address of the page where a person answers to the plan of a code; null where there is none that the caller may be told.
    /// </summary>
    public Func<Caller, string, string?> PageOf { get; set; } = (_, _) => null;

    /// <summary>Finds what account and region mean.</summary>
    public TargetFinder Targets => now.Targets;

    /// <summary>Tries whether AWS can be reached.</summary>
    public Connections Connections => now.Connections;

    /// <summary>The way of a call that begins now.</summary>
    public ToolCaller Calls => now.Calls;

    /// <summary>What this process created and deleted, whatever was reloaded meanwhile.</summary>
    public Spent Spent { get; } = new();

    public SignIns SignIns { get; } = new();
    public Preparation Preparation { get; }

    /// <summary>Whether measures and traces are sent to a collector.</summary>
    public bool IsMeasured => telemetry is not null;

    /// <summary>What makes this server read its configuration again.</summary>
    public Reloading Reloading { get; }

    /// <exception cref="SettingsException">The configuration is wrong.</exception>
    public static Services Create(SwitchValues flags)
    {
        // Those of the start hold for a reload too: no plugin raises a mode by setting one.
        var variables = Variables();
        return new(() => SettingsReader.Read(flags, variables));
    }

    /// <summary>
    /// Reads the configuration again. What is wrong leaves everything as it is; what is right holds for every call from now on.
    /// </summary>
    /// <returns>What came of it, in a sentence or two.</returns>
    public string Reload()
    {
        lock (reloading)
        {
            var (before, log) = (now, Log.CreateLogger("Infra.Server"));
            string told;
            try
            {
                var settings = read();
                now = new(this, settings, before);
                var (old, tools) = (Names(before.Catalog), Names(Catalog));
                told = string.Create(CultureInfo.InvariantCulture,
                    $"{settings.File} was read again: {tools.Count} tools, {tools.Except(old).Count()} new, "
                    + $"{old.Except(tools).Count()} gone.")
                    + string.Concat(Catalog.Problems.Select(p => $" {p}"))
                    + (InForce.Same(settings.Http, before.Settings.Http) && InForce.Same(settings.Journal, before.Settings.Journal)
                        && InForce.Same(settings.State, before.Settings.State) && InForce.Same(settings.Log, before.Settings.Log) ? ""
                        : " What it says of http, journal, state and log holds from the next start on.");
            }
            catch (SettingsException e)
            {
                told = $"The configuration was not taken over, and what was in force stays: {e.Message}";
                Log.Plugin(log, told);
                return told;
            }

            Log.Plugin(log, told);
            Reloaded?.Invoke();
            return told;
        }

        static HashSet<string> Names(PluginCatalog catalog) => [.. catalog.Offered.Select(t => t.Name)];
    }

    public void Dispose()
    {
        Reloading.Dispose();
        Journal.Dispose();
        (State as IDisposable)?.Dispose();
        // Before the log, which may have to say that nobody took the spans.
        if (telemetry?.Close(LongestExport) is false)
            Log.Plugin(Log.CreateLogger("Infra.Telemetry"),
                "The OpenTelemetry collector did not take the last of them within a second: spans, measures or log records are lost.");
        Log.Close(LongestLog);
    }

    private void JournalRefusal(Microsoft.Extensions.Logging.ILogger log, CallScope? scope, string operation, string why)
    {
        Log.Plugin(log, $"The guard refused {operation}: {why}.");
        try
        {
            Journal.Write(new() { ["event"] = "refused", ["tool"] = scope?.Name, ["operation"] = operation, ["reason"] = why },
                durable: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // The request is refused all the same, and the log has it.
        }
    }

    /// <summary>Whether the command line or the environment asks for HTTP.</summary>
    /// <exception cref="SettingsException">A variable is misspelt.</exception>
    public static bool WantsHttp(SwitchValues flags) => SettingsReader.IsOn(Switches.Http, flags, Variables());

    /// <summary>The environment's variables.</summary>
    public static Dictionary<string, string> Variables()
    {
        Dictionary<string, string> variables = [];
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        return variables;
    }
}
