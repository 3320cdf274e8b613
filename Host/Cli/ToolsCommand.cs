using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Catalog;
using Infra.Core.Settings;

namespace Infra.Host.Cli;

/// <summary><c>infra tools</c>: what a client would be offered.</summary>
internal static class ToolsCommand
{
    public static Task<int> RunAsync(SwitchValues flags)
    {
        using var services = Services.Create(flags);
        foreach (var (name, _, mode) in services.Catalog.Modules)
        {
            Terminal.Print($"{name} ({PluginCatalog.Word(mode)} mode)");
            foreach (var tool in services.Catalog.Offered.Where(t => t.Module == name))
                Terminal.Print($"  {tool.Name,-32} {PluginCatalog.Word(tool.Kind),-11} {Visible.Line(tool.Description)}");
        }

        return Task.FromResult(services.Catalog.Problems.Count == 0 ? 0 : 1);
    }
}
