using System.Text.Json.Nodes;
using Infra.Core.Catalog;
using Infra.Core.Settings;
using Infra.Host.Cli.Output;
using Infra.Manifest;

namespace Infra.Host.Cli;

/// <summary><c>infra plugins</c>: what plugins.json names, and whether it is what it should be.</summary>
internal static class PluginsCommand
{
    /// <summary><c>infra plugins list</c>, from manifests alone.</summary>
    public static int List(SwitchValues flags, OutputChoice choice) => Print(flags, choice, verify: false);

    /// <summary>
    /// <c>infra plugins verify</c>: holds each assembly against its pin and its contract, loads it, and holds what it offers against its
    /// manifest.
    /// </summary>
    public static int Verify(SwitchValues flags, OutputChoice choice) => Print(flags, choice, verify: true);

    private static int Print(SwitchValues flags, OutputChoice choice, bool verify)
    {
        var settings = SettingsReader.Read(flags, Core.Services.Variables());
        var rows = settings.Plugins.Select(p => Row(Path.GetDirectoryName(settings.File)!, p, verify)).ToList();
        using var printer = new AnswerPrinter(choice);
        printer.Page(new() { ["items"] = new JsonArray([.. rows]) });
        printer.End();
        return rows.Any(r => r["problem"] is not null) ? ExitCode.Failed : ExitCode.Ok;
    }

    /// <summary>What is known of a plugin; <c>problem</c> where it cannot be used.</summary>
    internal static JsonObject Row(string folder, PluginSettings plugin, bool verify)
    {
        var row = new JsonObject { ["path"] = plugin.Path, ["status"] = plugin.Enabled ? "enabled" : "disabled" };
        try
        {
            var assembly = PluginAssembly.At(Path.Combine(folder, plugin.Path));
            var manifest = PluginManifest.Read(assembly.FilePath);
            row["modules"] = string.Join(", ", (manifest?.Modules ?? []).Select(m => m.Name));
            row["tools"] = manifest?.Modules.Sum(m => m.Tools.Count) ?? 0;
            row["contract"] = assembly.Contract.ToString(2);
            row["manifest"] = manifest is null ? "missing" : manifest.Mvid == assembly.Mvid ? "fresh" : "stale";
            var hash = assembly.Sha256();
            row["pin"] = plugin.Sha256 is null && !plugin.HoldsFiles ? "none" : "differs";
            row["sha256"] = hash;
            Plugin.CheckPins(assembly, plugin);
            if (row["pin"]!.GetValue<string>() is "differs") row["pin"] = "ok";
            if (plugin.PublicKey is not null) row["signed"] = true;
            assembly.CheckLoadable();
            if (verify) Verify(assembly, manifest, row);
        }
        catch (Exception e) when (e is PluginException or IOException or UnauthorizedAccessException)
        {
            row["problem"] = e.Message;
        }

        return row;
    }

    private static void Verify(PluginAssembly assembly, PluginManifest? manifest, JsonObject row)
    {
        Core.Safety.AwsGuard.Install();
        var loaded = PluginManifest.Of(assembly, PluginLoading.Load(assembly, new ModuleContext()));
        if (manifest is null || !manifest.Says(loaded))
            throw new PluginException("Its manifest does not say what it offers: run 'infra-manifest' on it, or build it again.");
        row["verified"] = true;
    }
}
