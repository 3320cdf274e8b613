using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Catalog;
using Infra.Core.Policy;
using Infra.Core.Settings;

namespace Infra.Host.Cli;

/// <summary><c>infra policy</c>: what the enabled tools need, and whether the caller has it.</summary>
internal static class PolicyCommand
{
    // A tool of whatever module; the host names none.
    private const string CheckName = "_check_access";

    public static async Task<int> RunAsync(SwitchValues flags, bool check, bool role, CancellationToken cancellation)
    {
        using var services = Services.Create(flags);
        if (services.Catalog.Offered.Count == 0) throw new SettingsException("No tools are enabled, so no policy is needed.");
        if (check) return await CheckAsync(services, cancellation).ConfigureAwait(false);

        var documents = IamPolicy.Documents([.. services.Catalog.Offered, .. services.Catalog.TableOnly],
            services.Settings.Pins, services.Settings.Aws.Region);
        if (role)
        {
            Terminal.Print(IamPolicy.RoleTemplate(documents).ToJsonString(HostJson.Indented));
            return 0;
        }

        if (documents.Count > 1)
            Terminal.Complain($"a managed policy may have 6144 characters, so these are {documents.Count} documents in a list; attach "
                + "each of them.");
        if (services.Catalog.RowStore?.OpenRows().History is { } history)
        {
            var place = Inventory.Tables.Place(history);
            documents = [.. documents, IamPolicy.ForHistory(place, services.Settings.Aws.Region)];
            Terminal.Complain($"the document with InfraHistory is the host's own, for the inventory's history in {place}; "
                + "'infra inventory sync' needs it and no server does.");
        }

        if (services.Settings.State.Table is { } table)
        {
            documents = [.. documents, IamPolicy.ForState(services.Settings.State, services.Settings.Aws.Region)];
            Terminal.Complain($"the last document is the host's own, for the state in the table {table}; it belongs to the profile "
                + "of \"state\" where that has one.");
        }

        JsonNode all = documents is [var only] ? only : new JsonArray([.. documents]);
        Terminal.Print(all.ToJsonString(HostJson.Indented));
        return 0;
    }

    /// <summary>The tool that asks AWS what the caller may do; null when none is offered.</summary>
    internal static CatalogTool? CheckTool(Services services) =>
        services.Catalog.Offered.FirstOrDefault(t => t.Name.EndsWith(CheckName, StringComparison.Ordinal));

    private static async Task<int> CheckAsync(Services services, CancellationToken cancellation)
    {
        var tool = CheckTool(services)
            ?? throw new SettingsException("--check needs a tool that asks AWS what the caller may do; none is enabled.");
        var answer = await services.Calls.CallAsync(tool.Name, JsonElement.Parse("{}"), new("infra policy"), cancellation)
            .ConfigureAwait(false);
        if (answer.IsError) return ToolRunner.Fail(answer);
        Terminal.Print(answer.Json.ToJsonString(HostJson.Indented));
        return answer.Json["missingActions"]!.AsArray().Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
