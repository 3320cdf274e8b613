using System.Text.Json.Nodes;
using Infra.Core.Catalog;
using Infra.Core.Settings;
using Infra.Host.Cli.Output;

namespace Infra.Host.Cli;

/// <summary><c>infra config</c>: the settings in force, and whether they are right.</summary>
internal static class ConfigCommand
{
    /// <summary><c>infra config show</c>: each setting, and where it comes from.</summary>
    public static int Show(SwitchValues flags, OutputChoice choice)
    {
        var rows = SettingOrigins.Of(flags, Core.Services.Variables());
        using var printer = new AnswerPrinter(choice);
        printer.Page(new()
        {
            ["items"] = new JsonArray([.. rows.Select(r =>
            new JsonObject { ["setting"] = r.Key, ["value"] = r.Value?.DeepClone(), ["from"] = r.From })])
        });
        printer.End();
        return ExitCode.Ok;
    }

    /// <summary><c>infra config check</c>: reads it as a server does, and says what is wrong.</summary>
    public static int Check(SwitchValues flags)
    {
        var settings = SettingsReader.Read(flags, Core.Services.Variables());
        var catalog = PluginCatalog.Open(settings, _ => { });
        foreach (var problem in catalog.Problems) Terminal.Complain(problem);
        Terminal.Print(
            $"{settings.File}: {catalog.Modules.Count} modules, {catalog.Offered.Count} of {catalog.All.Count()} tools offered, "
                + $"{PluginCatalog.Word(settings.Mode)} mode.");
        return catalog.Problems.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
