using Infra.Core.Catalog;
using Infra.Core.Settings;

namespace Infra.Core;

/// <summary>The host's folder as it was built, with its plugins.json and plugins.</summary>
internal static class BuiltHost
{
    public static string Folder { get; } =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Host", new DirectoryInfo(AppContext.BaseDirectory).Name));

    /// <summary>The tools of all plugins, also of those that are off until somebody enables them.</summary>
    public static PluginCatalog Everything()
    {
        var settings = Catalog(ToolKind.Destructive).Settings;
        return PluginCatalog.Open(settings with { Plugins = [.. settings.Plugins.Select(p => p with { Enabled = true })] }, _ => { });
    }

    public static PluginCatalog Catalog(ToolKind? mode = null, string? config = null, Action<string>? log = null)
    {
        var flags = new SwitchValues
        {
            [Switches.Config] = config ?? Path.Combine(Folder, "plugins.json"),
            [Switches.Mode] = mode?.ToString().ToLowerInvariant()
        };
        return PluginCatalog.Open(SettingsReader.Read(flags, new Dictionary<string, string>()), log ?? (_ => { }));
    }
}
