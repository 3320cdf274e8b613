using Infra.Core.Catalog;
using Infra.Core.Settings;

namespace Infra.Core;

/// <summary>The host's folder as it was built, with its plugins.json and plugins.</summary>
internal static class BuiltHost
{
    public static string Folder { get; } =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Host", new DirectoryInfo(AppContext.BaseDirectory).Name));

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
