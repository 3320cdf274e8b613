using Infra.Core.Catalog;
using Infra.Core.Settings;

namespace Infra.Core;

/// <summary>The host's folder as it was built, with its plugins.json and plugins.</summary>
internal static class BuiltHost
{
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Host", new DirectoryInfo(AppContext.BaseDirectory).Name));

    public static PluginCatalog Catalog(Overrides flags, Action<string>? log = null) =>
        PluginCatalog.Open(SettingsReader.Read(flags with { Config = flags.Config ?? Path.Combine(Folder, "plugins.json") }, new Dictionary<string, string>()), log ?? (_ => { }));
}
