using System.Collections;
using Infra.Aws;
using Infra.Core.Answers;
using Infra.Core.Calls;
using Infra.Core.Calls.Steps;
using Infra.Core.Catalog;
using Infra.Core.Journal;
using Infra.Core.Policy;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Core.State;
using Infra.Core.Targets;
using Microsoft.Extensions.Logging;

namespace Infra.Core;

/// <summary>What every command works with, made once from the configuration.</summary>
internal sealed class Services : IDisposable
{
    // For a collector that is silent, and for a stderr and a log file that take nothing: whoever waits for the end has waited long enough.
    private static readonly TimeSpan LongestExport = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan LongestLog = TimeSpan.FromMilliseconds(50);

    private readonly Credentials credentials;
    private readonly Accounts accounts;
    private readonly SignIns signIns = new();
    private readonly Telemetry.Exporter? telemetry = Telemetry.Export();

    private Services(HostSettings settings)
    {
        Settings = settings;
        Log = new(settings.Log);
        var log = Log.CreateLogger("Infra.Plugins");
        // Before any plugin runs: none of them can change where calls go, or as whom.
        AwsEnvironment.Keep();
        credentials = new(
            settings.Aws.RoleArn,
            () => settings.Aws.SessionPolicy ? IamPolicy.ForSession(Catalog!.Offered, settings.Pins, settings.Aws.Region) : null,
            name => accounts!.Find(name)?.Role);
        accounts = new(settings.Aws, new Organizations(credentials, settings.Aws, TimeProvider.System).MembersAsync);
        credentials.Install();
        Catalog = PluginCatalog.Open(settings, text => Log.Plugin(log, text));
        var table = settings.State.Table is null ? null : new DynamoState(settings.State, settings.Aws, TimeProvider.System);
        State = (ISharedState?)table ?? new MemoryState(TimeProvider.System);
        Journal = new(settings.Journal, TimeProvider.System, table);
        Approvals = new(table is null && settings.Confirm.Person is not false
            ? new FileState(Approvals.FolderBeside(Journal.Folder), TimeProvider.System) : State);
        AwsGuard.Refused += (scope, operation, why) => JournalRefusal(log, scope, operation, why);
        Targets = new(settings, accounts, new(credentials, TimeProvider.System));
        Connections = new(credentials);
        Calls = new(Steps(), Catalog, Journal, Log.CreateLogger<ToolCaller>());
        Preparation = new(Catalog, () => Calls.AreUnderWay);
    }

    public HostSettings Settings { get; }
    public Log Log { get; }
    public PluginCatalog Catalog { get; }
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
    public TargetFinder Targets { get; }

    /// <summary>Tries whether AWS can be reached.</summary>
    public Connections Connections { get; }

    public ToolCaller Calls { get; }
    public Preparation Preparation { get; }

    /// <exception cref="SettingsException">The configuration is wrong.</exception>
    public static Services Create(SwitchValues flags) => new(SettingsReader.Read(flags, Variables()));

    public void Dispose()
    {
        Journal.Dispose();
        (State as IDisposable)?.Dispose();
        // Before the log, which may have to say that nobody took the spans.
        if (telemetry?.Close(LongestExport) is false)
            Log.Plugin(Log.CreateLogger("Infra.Telemetry"),
                "The OpenTelemetry collector did not take the last spans within a second; they are lost.");
        Log.Close(LongestLog);
    }

    // In the order in which a call goes through them. A new layer is a new line.
    private IReadOnlyList<ICallStep> Steps()
    {
        var planned = new Planned(Settings.Answers, (call, name) => Catalog.For(call.Caller.Grant).Find(name) is { Refusal: null });
        var held = new HeldRows(TimeProvider.System);
        var confirmations = new Confirmations(TimeSpan.FromMinutes(Settings.Confirm.Minutes), TimeProvider.System, State, Approvals);
        return
        [
            new Bind(Catalog),
            new AddRequiredTags(Settings.Pins),
            new ResolveTargets(Settings, Targets, credentials, Context),
            new CheckGrant(TimeProvider.System),
            new CheckIdentity(new(Settings.Pins, TimeProvider.System)),
            new MakePlan(TimeProvider.System),
            new CheckTags(Settings.Pins),
            new AnswerDryRun(planned),
            new RefuseObstacles(),
            new Confirm(Settings.Confirm, confirmations, planned, (caller, code) => PageOf(caller, code)),
            new SpendBudget(new(Settings.Pins, TimeProvider.System, State)),
            new BeginJournal(Journal),
            new RunOverTargets(
                Settings.Answers, held, call =>
                    new(call, credentials, Context, Targets.ExplainAsync, TimeProvider.System), Catalog.WithoutPointers),
            new Run(TimeProvider.System, held, Settings.Answers, Targets.ExplainAsync),
            new AnswerResult(Settings.Answers, held),
        ];
    }

    private ToolContext Context(Call call, AwsTarget target)
    {
        var log = Log.CreateLogger("Infra.Tools");
        return new()
        {
            Target = target,
            Targets = call.Targets,
            Caller = call.Caller.Client,
            Secret = call.Secrets.Add,
            Progress = progress => call.Caller.Progress(progress with { Message = Redactor.Clean(progress.Message) }),
            Log = text =>
            {
                Log.Tool(log, call.Name, text);
                call.Caller.Log(Redactor.Clean(text));
            },
            Host = new HostView(Calls, Catalog.For(call.Caller.Grant), signIns, call.Caller),
        };
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
