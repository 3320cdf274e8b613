using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Aws;
using Infra.Core;
using Infra.Core.Calls;
using Infra.Core.Catalog;
using Infra.Core.Settings;
using Infra.Host.Cli.Output;
using Infra.Host.Cli.Words;

namespace Infra.Host.Cli.Health;

/// <summary><c>infra health-check</c>: each enabled module, asked for as little as it can be, in each account and region.</summary>
internal static class HealthCheckCommand
{
    private const int AtOnce = 16;

    /// <param name="account">The accounts to ask; null for that of calls that name none.</param>
    /// <param name="limit">How long each question may take.</param>
    public static async Task<int> RunAsync(SwitchValues flags, string? account, TimeSpan limit, OutputChoice choice,
        CancellationToken cancellation)
    {
        var places = Places.Take(flags, account);
        using var services = Services.Create(flags);
        var grammar = new Grammar(services.Catalog);
        var modules = services.Catalog.Modules.Select(m => m.Name).ToList();
        if (modules.Count == 0) throw new SettingsException("No module is enabled, so there is nothing to check.");
        using var status = new Status($"Asking {modules.Count} modules");
        List<JsonObject> rows = [];
        List<(string Module, CatalogTool Tool, AwsTarget Target)> cells = [];
        foreach (var module in modules)
        {
            if (Probe(grammar, module) is not { } tool)
            {
                rows.Add(new() { ["module"] = module, ["status"] = "not-checked" });
                continue;
            }

            var found = await places.FindAsync(services, tool.IsRegional, cancellation).ConfigureAwait(false);
            cells.AddRange(found.Targets.Select(t => (module, tool, t)));
            foreach (var one in found.Failed)
            {
                var row = TestConnectionCommand.Unreached(one);
                row.Insert(0, "module", module);
                rows.Add(row);
            }
        }

        // What loading takes is no matter of AWS's.
        Parallel.ForEach(cells.Select(c => c.Tool.Plugin).Distinct(), plugin => plugin.Prepare());
        var answers = await cells.AskAsync((c, ct) => AskAsync(services, c.Module, c.Tool, c.Target, limit, ct), cancellation, AtOnce)
            .ConfigureAwait(false);
        Status.Clear();
        return HealthReport.Print(choice, [.. answers, .. rows],
            r => string.Join(' ', new[] { r["module"], r["account"], r["region"] }.OfType<JsonNode>()));
    }

    /// <summary>
    /// The tool that tells for the least whether a module works: a list that needs no argument, of what the module is mostly about, or
    /// else any read that needs none; null when there is none that asks AWS.
    /// </summary>
    internal static CatalogTool? Probe(Grammar grammar, string module) => grammar.Phrases
        .Where(p => p.Module == module
            && p.Tool is { Refusal: null, Kind: ToolKind.Read, CallsAws: true, Required: [], Manifest: { Secret: false, Job: false } })
        .OrderByDescending(p => p is { Verb: "list", Tool.IsPage: true }).ThenByDescending(p => p.IsMain).FirstOrDefault()?.Tool;

    private static async Task<JsonObject> AskAsync(Services services, string module, CatalogTool tool, AwsTarget target, TimeSpan limit,
        CancellationToken cancellation)
    {
        var properties = tool.InputSchema.GetProperty("properties");
        var arguments = new JsonObject();
        if (properties.TryGetProperty("limit", out _)) arguments["limit"] = 1;
        if (tool.IsRegional && target.Region is { } region) arguments[HostArguments.RegionName] = region;
        if (target.Account is { } account && properties.TryGetProperty(HostArguments.AccountName, out _))
            arguments[HostArguments.AccountName] = account;

        var started = Stopwatch.GetTimestamp();
        var failure = await Bounded.RunAsync(limit, async ct =>
        {
            var answer = await services.Calls.CallAsync(tool.Name,
                JsonSerializer.SerializeToElement(arguments, HostJson.Default.JsonObject), new("infra health-check"), ct)
                .ConfigureAwait(false);
            return answer.Failure;
        }, () => TestConnectionCommand.Late(limit), cancellation).ConfigureAwait(false);

        var row = new JsonObject { ["module"] = module };
        if (Places.AccountOf(target) is { } name) row["account"] = name;
        row["region"] = tool.IsRegional ? target.Region : "global";
        row["status"] = HealthReport.Status(failure);
        row["milliseconds"] = (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        row["asked"] = tool.Name;
        return HealthReport.With(row, failure);
    }
}
