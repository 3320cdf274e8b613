using System.Runtime.CompilerServices;
using Infra.Manifest;

namespace Infra.Plugins;

/// <summary>Every tool of every first-party plugin, found in the assemblies that were built.</summary>
internal static class AllTools
{
    private static readonly Lazy<IReadOnlyList<(string Module, Tool Tool)>> Found = new(() =>
        [.. Directory.GetFiles(AppContext.BaseDirectory, "Infra.Plugins.*.dll")
            .Select(System.Reflection.Assembly.LoadFrom)
            .SelectMany(a => a.GetExportedTypes())
            .Where(t => t is { IsAbstract: false, IsClass: true } && typeof(IToolModule).IsAssignableFrom(t))
            .Select(t => (IToolModule)Activator.CreateInstance(t)!)
            .SelectMany(m => m.CreateTools(new ModuleContext()).Select(t => (m.Name, t)))]);

    public static IReadOnlyList<(string Module, Tool Tool)> Items => Found.Value;

    public static TheoryData<string> Names => [.. Items.Select(t => $"{t.Module}_{t.Tool.Name}").Order(StringComparer.Ordinal)];

    public static ToolManifest Manifest(string name)
    {
        var (module, tool) = Items.Single(t => $"{t.Module}_{t.Tool.Name}" == name);
        return ToolManifest.Of(module, tool);
    }

    public static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
