using System.Collections;
using Infra.Core.Calls;
using Infra.Core.Calls.Steps;
using Infra.Core.Catalog;
using Infra.Core.Journal;
using Infra.Core.Policy;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Extensions.Logging;

namespace Infra.Core;

/// <summary>What every command works with, made once from the configuration.</summary>
internal sealed class Services : IDisposable
{
    private readonly Serilog.Core.Logger serilog;
    private readonly SerilogLoggerFactory loggers;
    private readonly IDisposable? telemetry = Telemetry.Export();

    private Services(HostSettings settings)
    {
        Settings = settings;
        serilog = Logging.Create(settings.Log);
        loggers = new(serilog);
        var log = loggers.CreateLogger("Infra.Plugins");
        Catalog = PluginCatalog.Open(settings, text => Logging.Plugin(log, Redactor.Clean(text)));
        if (settings.Aws.RoleArn is { } role) AwsGuard.Role = new(role, settings.Aws.SessionPolicy ? IamPolicy.ForSession(Catalog.Offered, settings.Pins, settings.Aws.Region) : null);
        Journal = new(settings.Journal, TimeProvider.System);
        AwsGuard.Refused += (scope, operation, why) => JournalRefusal(log, scope, operation, why);
        Calls = new(Steps(), Catalog, Journal, loggers.CreateLogger<ToolCaller>());
    }

    public HostSettings Settings { get; }
    public PluginCatalog Catalog { get; }
    public JournalWriter Journal { get; }
    public ToolCaller Calls { get; }

    /// <exception cref="SettingsException">The configuration is wrong.</exception>
    public static Services Create(SwitchValues flags) => new(SettingsReader.Read(flags, Environment()));

    /// <summary>For the host's own container.</summary>
    public void AddTo(IServiceCollection services) => services.AddSingleton<ILoggerFactory>(loggers);

    public void Dispose()
    {
        Journal.Dispose();
        loggers.Dispose();
        serilog.Dispose();
        // Last: it waits for the collector.
        telemetry?.Dispose();
    }

    // In the order in which a call goes through them. A new layer is a new line.
    private IReadOnlyList<ICallStep> Steps()
    {
        var planned = new Planned(Settings.Answers, name => Catalog.Find(name) is { Refusal: null });
        var approvals = new Approvals(Settings.Confirm.Person ? Approvals.FolderBeside(Journal.Folder) : null);
        var confirmations = new Confirmations(TimeSpan.FromMinutes(Settings.Confirm.Minutes), TimeProvider.System, approvals);
        return
        [
            new Bind(Catalog),
            new AddRequiredTags(Settings.Pins),
            new ResolveTargets(Settings, Context),
            new CheckIdentity(new(Settings.Pins, TimeProvider.System)),
            new MakePlan(TimeProvider.System),
            new CheckTags(Settings.Pins),
            new AnswerDryRun(planned),
            new RefuseObstacles(),
            new Confirm(Settings.Confirm, confirmations, planned),
            new SpendBudget(new(Settings.Pins, TimeProvider.System)),
            new BeginJournal(Journal),
            new Run(TimeProvider.System),
            new AnswerResult(Settings.Answers),
        ];
    }

    private ToolContext Context(Call call, AwsTarget target)
    {
        var log = loggers.CreateLogger("Infra.Tools");
        return new()
        {
            Target = target,
            Targets = call.Targets,
            Caller = call.Caller.Client,
            Secret = call.Secrets.Add,
            Progress = progress => call.Caller.Progress(progress with { Message = Redactor.Clean(progress.Message) }),
            Log = text => Logging.Tool(log, call.Name, Redactor.Clean(text)),
            Host = new HostView(Calls, Catalog, Settings, call.Caller),
        };
    }

    private void JournalRefusal(Microsoft.Extensions.Logging.ILogger log, CallScope? scope, string operation, string why)
    {
        Logging.Plugin(log, $"The guard refused {operation}: {why}.");
        try
        {
            Journal.Write(new() { ["event"] = "refused", ["tool"] = scope?.Name, ["operation"] = operation, ["reason"] = why }, durable: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // The request is refused all the same, and the log has it.
        }
    }

    private static Dictionary<string, string> Environment()
    {
        Dictionary<string, string> variables = [];
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables()) variables[(string)variable.Key] = (string?)variable.Value ?? "";
        return variables;
    }
}
