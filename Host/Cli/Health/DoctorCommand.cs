using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.SecurityToken;
using Infra.Aws;
using Infra.Core;
using Infra.Core.Settings;
using Infra.Host.Cli.Output;

namespace Infra.Host.Cli.Health;

/// <summary><c>infra doctor</c>: all that must be right for a server to work, looked at one by one.</summary>
/// <param name="flags">The switches, as a server would have them.</param>
/// <param name="limit">How long each check may take.</param>
internal sealed class DoctorCommand(SwitchValues flags, TimeSpan limit)
{
    private static readonly TimeSpan SoonOver = TimeSpan.FromMinutes(10);
    private const long LittleSpace = 100_000_000;
    internal const string AnyRegion = "us-east-1";

    /// <summary>Examines and prints.</summary>
    /// <returns>0, or 1 when something failed.</returns>
    public static async Task<int> RunAsync(SwitchValues flags, TimeSpan limit, OutputChoice choice, CancellationToken cancellation)
    {
        Places.Take(flags);
        IReadOnlyList<Finding> findings;
        using (new Status("Examining")) findings = await new DoctorCommand(flags, limit).ExamineAsync(cancellation).ConfigureAwait(false);
        Status.Clear();
        if (choice is { Format: OutputFormat.Table, Query: null, Columns: null, SortBy: null })
        {
            foreach (var finding in findings) finding.Print(Screen.Current);
        }
        else
        {
            using var printer = new AnswerPrinter(choice);
            printer.Page(new() { ["items"] = new JsonArray([.. findings.Select(f => f.ToJson())]) });
            printer.End();
        }

        return findings.Any(f => f.Status is HealthStatus.Failed) ? ExitCode.Failed : ExitCode.Ok;
    }

    private async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellation)
    {
        Services services;
        try
        {
            services = Services.Create(flags);
        }
        catch (SettingsException e)
        {
            return [new("settings", HealthStatus.Failed, e.Message, "Mend that first: the rest depends on it."), .. Assistants.Look(flags)];
        }

        using (services)
        {
            var target = services.Settings.Aws.Target with { Region = services.Settings.Aws.Region ?? AwsEnvironment.Region };
            var region = Region(services, target);
            // What depends on no region is looked at all the same: STS is everywhere.
            if (region.Status is HealthStatus.Failed) target = target with { Region = AnyRegion };
            // A person may be asked for a code here, and what comes after it uses the keys that it gave.
            var credentials = await WithinAsync("credentials", ct => CredentialsAsync(services, target, ct), cancellation)
                .ConfigureAwait(false);
            var others = await Task.WhenAll(
                WithinAsync("network", ct => Network.LookAsync(target, ct), cancellation),
                WithinAsync("permissions", async ct => [await PermissionsAsync(services, ct).ConfigureAwait(false)], cancellation),
                WithinAsync("journal", _ => Task.FromResult<IReadOnlyList<Finding>>([Journal(services)]), cancellation),
                ServersAsync(cancellation)).ConfigureAwait(false);
            return [.. SettingsOf(services), .. Plugins(services), region, .. credentials,
                .. others.SelectMany(o => o), .. Assistants.Look(flags)];
        }
    }

    private async Task<IReadOnlyList<Finding>> ServersAsync(CancellationToken cancellation)
    {
        var tried = await Task.WhenAll(Handshake.Versions.Select(v => WithinAsync($"MCP {v}",
            async ct => [await Handshake.TryAsync(flags, v, ct).ConfigureAwait(false)], cancellation))).ConfigureAwait(false);
        return [.. tried.SelectMany(t => t)];
    }

    private Task<IReadOnlyList<Finding>> WithinAsync(string check, Func<CancellationToken, Task<IReadOnlyList<Finding>>> look,
        CancellationToken cancellation) =>
        Bounded.RunAsync(limit, look, () => [new(check, HealthStatus.Failed, TestConnectionCommand.Late(limit).Message,
            "--timeout gives more time.")], cancellation);

    private IEnumerable<Finding> SettingsOf(Services services)
    {
        var (settings, catalog) = (services.Settings, services.Catalog);
        var origins = SettingOrigins.Of(flags, Services.Variables());
        var set = origins.Where(o => o.From is not "default" && !o.Key.StartsWith('(') && o.Key is not "plugins" && o.Value is not null)
            .Select(o => $"{o.Key} {Row.Shown(o.Value)} ({o.From})");
        yield return new("settings", HealthStatus.Ok,
            $"{settings.File}: {settings.Mode.ToString().ToLowerInvariant()} mode, {catalog.Offered.Count} tools of "
            + $"{catalog.Modules.Count} modules. {string.Join("; ", set)}".TrimEnd());
        foreach (var problem in catalog.Problems)
            yield return new("settings", HealthStatus.Failed, problem, "'infra plugins verify' tells more.");
    }

    private static IEnumerable<Finding> Plugins(Services services)
    {
        var folder = Path.GetDirectoryName(services.Settings.File)!;
        foreach (var plugin in services.Settings.Plugins)
        {
            var row = PluginsCommand.Row(folder, plugin, verify: false);
            if (row["problem"]?.GetValue<string>() is { } problem)
                yield return new("plugin", HealthStatus.Failed, $"{plugin.Path} cannot be used: {problem}",
                    "'infra plugins verify' tells more.");
            else
                yield return new("plugin", plugin.Enabled ? HealthStatus.Ok : HealthStatus.Off,
                    // Without a colon behind the name: that of one plugin reads as if a secret followed.
                    $"{plugin.Path} has {row["tools"]} tools of {row["modules"]}, sha256 {row["sha256"]!.GetValue<string>()[..16]}… "
                    + (row["pin"]!.GetValue<string>() is "none" ? "(not pinned)" : "(as pinned)"));
        }
    }

    private Finding Region(Services services, AwsTarget target)
    {
        try
        {
            var config = target.Configure<AmazonSecurityTokenServiceConfig>();
            var from = services.Settings.Aws.Region is not null
                ? SettingOrigins.Of(flags, Services.Variables()).First(o => o.Key is "aws.region").From
                : AwsEnvironment.Region is not null ? "AWS_REGION or AWS_DEFAULT_REGION" : "the AWS profile, or the instance";
            return new("region", HealthStatus.Ok, $"{config.RegionEndpoint?.SystemName ?? config.AuthenticationRegion} ({from})");
        }
        catch (ToolException e)
        {
            return Finding.Of("region", e);
        }
    }

    private static async Task<IReadOnlyList<Finding>> CredentialsAsync(Services services, AwsTarget target,
        CancellationToken cancellation)
    {
        var connection = await services.Connections.TryAsync(target, cancellation).ConfigureAwait(false);
        List<Finding> findings = [];
        if (connection.Credentials is { } keys)
        {
            var left = keys.Expires?.ToUniversalTime() - TimeProvider.System.GetUtcNow().UtcDateTime;
            findings.Add(left < SoonOver
                ? new("credentials", HealthStatus.Warning, $"From {keys.Source}; they expire {Age.Of(keys.Expires!.Value, Now)}.",
                    "If they do not renew themselves, sign in again: 'infra sign-in'.")
                : new("credentials", HealthStatus.Ok,
                    $"From {keys.Source}; they {(keys.Expires is { } end ? $"expire {Age.Of(end, Now)}" : "do not expire")}."));
        }

        findings.Add(connection switch
        {
            { Failure: { } failure } => Finding.Of(connection.Credentials is null ? "credentials" : "identity", failure),
            { Identity: { } identity } => new("identity", HealthStatus.Ok, string.Create(CultureInfo.InvariantCulture,
                $"{identity.Arn} in account {identity.Account}; STS answers in {connection.Latency!.Value.TotalMilliseconds:0} ms.")),
            _ => throw new InvalidOperationException("Neither an identity nor a failure."),
        });
        return findings;
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static async Task<Finding> PermissionsAsync(Services services, CancellationToken cancellation)
    {
        const string hint = "'infra policy' prints what the enabled tools need, for whoever grants it.";
        if (PolicyCommand.CheckTool(services) is not { } tool)
            return new("permissions", HealthStatus.Unknown, "No enabled tool asks AWS what the caller may do.", hint);
        var answer = await services.Calls.CallAsync(tool.Name, JsonElement.Parse("{}"), new("infra doctor"), cancellation)
            .ConfigureAwait(false);
        if (answer.IsError)
            return new("permissions", HealthStatus.Unknown, $"Not known: {answer.Json["error"]!["message"]}",
                answer.Json["error"]!["hint"]?.GetValue<string>() ?? hint);
        var missing = answer.Json["missingActions"]!.AsArray().Count;
        return missing == 0 ? new("permissions", HealthStatus.Ok, $"{answer.Json["principal"]} has all that the enabled tools need.")
            : new("permissions", HealthStatus.Warning,
                $"{answer.Json["principal"]} lacks {missing} actions, which {answer.Json["blocked"]!.AsArray().Count} tools need.",
                $"'infra policy --check' names them. {hint}");
    }

    private static Finding Journal(Services services)
    {
        var folder = services.Journal.Folder;
        try
        {
            Directory.CreateDirectory(folder);
            using (File.Create(Path.Combine(folder, $".doctor-{Environment.ProcessId}"), 1, FileOptions.DeleteOnClose)) { }

            var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
            return free < LittleSpace
                ? new("journal", HealthStatus.Warning, $"{folder} has {free / 1_000_000} MB left.",
                    "Make room: what writes is not done when it cannot be recorded.")
                : new("journal", HealthStatus.Ok, $"{folder} can be written.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new("journal", HealthStatus.Failed, $"{folder} cannot be written: {e.Message}",
                "Name a folder of yours (--journal, INFRA_JOURNAL, journal.folder): what cannot be recorded is not done.");
        }
    }
}
