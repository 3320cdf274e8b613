using System.Security.Cryptography;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Manifest;

namespace Infra.Core.Catalog;

/// <summary>An installed plugin: its manifest from the start, its code from the first call on.</summary>
internal sealed class Plugin
{
    private readonly Lazy<IReadOnlyDictionary<string, Tool>> tools;

    private Plugin(PluginSettings settings, PluginAssembly assembly, PluginManifest manifest, Action<string> log)
    {
        Settings = settings;
        Assembly = assembly;
        Manifest = manifest;
        tools = new(() => Load(log));
    }

    public PluginSettings Settings { get; }
    public PluginAssembly Assembly { get; }
    public PluginManifest Manifest { get; }

    /// <summary>Whether its assembly has been loaded.</summary>
    public bool IsLoaded => tools.IsValueCreated;

    /// <summary>Opens an installed plugin without loading it, as long as its manifest is there and fresh.</summary>
    /// <exception cref="PluginException">Why it cannot be used.</exception>
    public static Plugin Open(string folder, PluginSettings settings, Action<string> log)
    {
        var assembly = PluginAssembly.At(Path.Combine(folder, settings.Path));
        CheckPin(assembly, settings.Sha256);
        var manifest = PluginManifest.Read(assembly.FilePath);
        if (manifest?.Mvid != assembly.Mvid)
        {
            var what = manifest is null ? "has no readable manifest" : "was changed after its manifest was made";
            AwsGuard.Install();
            manifest = PluginManifest.Of(assembly, PluginLoading.Load(assembly, Context(settings, log)));
            log($"{Path.GetFileName(assembly.FilePath)} {what}; it was loaded to make one, which slows the start. {Save(manifest, assembly)}");
        }

        assembly.CheckLoadable(Version.Parse(manifest.Contract));
        return new(settings, assembly, manifest, log);
    }

    /// <summary>The tool itself. The first call loads the plugin.</summary>
    /// <param name="tool">Its manifest.</param>
    /// <exception cref="PluginException">It cannot be loaded, or is not what its manifest says.</exception>
    public Tool Get(ToolManifest tool)
    {
        if (!tools.Value.TryGetValue(tool.Name, out var loaded) || loaded.Kind != tool.Kind || loaded.Secret != tool.Secret || !loaded.IamActions.SequenceEqual(tool.IamActions))
            throw new PluginException($"{Path.GetFileName(Assembly.FilePath)} does not offer {tool.Name} as its manifest says; build the plugin again.");
        return loaded;
    }

    private IReadOnlyDictionary<string, Tool> Load(Action<string> log)
    {
        AwsGuard.Install();
        // What was pinned at the start must be what is run.
        CheckPin(Assembly, Settings.Sha256);
        return PluginLoading.Load(Assembly, Context(Settings, log)).SelectMany(m => m.Tools.Select(t => (Name: $"{m.Module.Name}_{t.Name}", Tool: t))).ToDictionary(t => t.Name, t => t.Tool);
    }

    private static ModuleContext Context(PluginSettings settings, Action<string> log) =>
        settings.Settings.ValueKind is System.Text.Json.JsonValueKind.Object ? new() { Settings = settings.Settings, Log = log } : new() { Log = log };

    private static void CheckPin(PluginAssembly assembly, string? sha256)
    {
        if (sha256 is null) return;
        var actual = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(assembly.FilePath)));
        if (!actual.Equals(sha256, StringComparison.OrdinalIgnoreCase))
            throw new PluginException($"{assembly.FilePath} has the SHA-256 {actual}, not the one that plugins.json pins.");
    }

    private static string Save(PluginManifest manifest, PluginAssembly assembly)
    {
        try
        {
            manifest.Write(assembly.FilePath);
            return "The next start is fast.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "It could not be saved there: run 'infra-manifest' on the plugin.";
        }
    }
}
