using System.Collections;
using Infra.Core.Calls;
using Infra.Core.Catalog;
using Infra.Core.Journal;
using Infra.Core.Policy;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Microsoft.Extensions.Logging;

namespace Infra.Core;

/// <summary>What every command works with, made once from the configuration.</summary>
internal sealed class Services : IDisposable
{
    // For a collector that is silent, and for a stderr and a log file that take nothing: whoever waits for the end has waited long enough.
    private static readonly TimeSpan LongestExport = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan LongestLog = TimeSpan.FromMilliseconds(50);

    private readonly Telemetry.Exporter? telemetry = Telemetry.Export();

    private Services(HostSettings settings)
    {
        Settings = settings;
        Log = new(settings.Log);
        var log = Log.CreateLogger("Infra.Plugins");
        Catalog = PluginCatalog.Open(settings, text => Log.Plugin(log, text));
        if (settings.Aws.RoleArn is { } role) AwsGuard.Role = new(role, settings.Aws.SessionPolicy ? IamPolicy.ForSession(Catalog.Offered, settings.Pins) : null);
        Journal = new(settings.Journal, TimeProvider.System);
        AwsGuard.Refused += (scope, operation, why) => JournalRefusal(log, scope, operation, why);
        Calls = new(settings, Catalog, Journal, TimeProvider.System, Log.CreateLogger<ToolCaller>());
    }

    public HostSettings Settings { get; }
    public Log Log { get; }
    public PluginCatalog Catalog { get; }
    public JournalWriter Journal { get; }
    public ToolCaller Calls { get; }

    /// <exception cref="SettingsException">The configuration is wrong.</exception>
    public static Services Create(Overrides flags) => new(SettingsReader.Read(flags, Environment()));

    public void Dispose()
    {
        Journal.Dispose();
        // Before the log, which may have to say that nobody took the spans.
        if (telemetry?.Close(LongestExport) is false)
            Log.Plugin(Log.CreateLogger("Infra.Telemetry"), "The OpenTelemetry collector did not take the last spans within a second; they are lost.");
        Log.Close(LongestLog);
    }

    private void JournalRefusal(Microsoft.Extensions.Logging.ILogger log, CallScope? scope, string operation, string why)
    {
        Log.Plugin(log, $"The guard refused {operation}: {why}.");
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
