using System.Collections;
using Infra.Aws;
using Infra.Core.Calls;
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
        AwsEnvironment.Keep();
        var credentials = new Credentials(settings.Aws.RoleArn, () => settings.Aws.SessionPolicy ? IamPolicy.ForSession(Catalog!.Offered, settings.Pins) : null);
        credentials.Install();
        Catalog = PluginCatalog.Open(settings, text => Logging.Plugin(log, Redactor.Clean(text)));
        Journal = new(settings.Journal, TimeProvider.System);
        AwsGuard.Refused += (scope, operation, why) => JournalRefusal(log, scope, operation, why);
        Calls = new(settings, Catalog, credentials, Journal, TimeProvider.System, loggers.CreateLogger<ToolCaller>());
    }

    public HostSettings Settings { get; }
    public PluginCatalog Catalog { get; }
    public JournalWriter Journal { get; }
    public ToolCaller Calls { get; }

    /// <exception cref="SettingsException">The configuration is wrong.</exception>
    public static Services Create(Overrides flags) => new(SettingsReader.Read(flags, Environment()));

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
