using Infra.Aws;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Manifest;

namespace Infra.Core.Catalog;

/// <summary>An installed plugin: its manifest from the start, its code from the first call on.</summary>
internal sealed class Plugin
{
    // Loading takes tens of milliseconds; a plugin that needs this long waits for something that will not come.
    private static readonly TimeSpan LongestLoading = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Action<string> log;
    private IReadOnlyDictionary<string, Tool>? tools;
    private IReadOnlyList<IToolModule> modules = [];
    private PluginException? hung;

    private Plugin(PluginSettings settings, PluginAssembly assembly, PluginManifest manifest, Action<string> log)
    {
        Settings = settings;
        Assembly = assembly;
        Manifest = manifest;
        this.log = log;
    }

    public PluginSettings Settings { get; }
    public PluginAssembly Assembly { get; }
    public PluginManifest Manifest { get; }

    /// <summary>Whether its assembly has been loaded.</summary>
    public bool IsLoaded => tools is not null;

    /// <summary>Whether another is the same build at the same place, pinned and set up in the same way.</summary>
    public bool IsSame(Plugin other) =>
        Assembly.FilePath == other.Assembly.FilePath && Assembly.Mvid == other.Assembly.Mvid && Settings.Sha256 == other.Settings.Sha256
        && Settings.Files == other.Settings.Files && Settings.PublicKey == other.Settings.PublicKey
        && Settings.Settings.ToString() == other.Settings.Settings.ToString()
        && (Settings.Reads ?? []).SequenceEqual(other.Settings.Reads ?? []);

    /// <summary>Opens an installed plugin without loading it, as long as its manifest is there and fresh.</summary>
    /// <exception cref="PluginException">Why it cannot be used.</exception>
    public static Plugin Open(string folder, PluginSettings settings, Action<string> log)
    {
        var assembly = PluginAssembly.At(Path.Combine(folder, AwsEnvironment.InHome(settings.Path)));
        CheckPins(assembly, settings);
        var manifest = PluginManifest.Read(assembly.FilePath);
        if (manifest?.Mvid != assembly.Mvid)
        {
            var what = manifest is null ? "has no readable manifest" : "was changed after its manifest was made";
            if (settings.HoldsFiles)
                throw new PluginException($"{assembly.FilePath} {what}, and plugins.json pins its files: build it again, and add it anew.");
            Guard(log);
            manifest = PluginManifest.Of(assembly, Load(assembly, () => PluginLoading.Load(assembly, Context(settings, log))));
            log($"{Path.GetFileName(assembly.FilePath)} {what}; it was loaded to make one, which slows the start. "
                + $"{Save(manifest, assembly)}");
        }

        assembly.CheckLoadable(Version.Parse(manifest.Contract));
        return new(settings, assembly, manifest, log);
    }

    /// <summary>The tool itself. The first call loads the plugin.</summary>
    /// <param name="tool">Its manifest.</param>
    /// <exception cref="PluginException">It cannot be loaded, or is not what its manifest says.</exception>
    public Tool Get(ToolManifest tool)
    {
        if (!Tools().TryGetValue(tool.Name, out var loaded) || loaded.Kind != tool.Kind || loaded.Secret != tool.Secret
            || loaded.Job != tool.Job || loaded.Person != tool.Person || loaded.HasPlan != tool.HasPlan
            || !loaded.IamActions.SequenceEqual(tool.IamActions))
            throw new PluginException(
                $"{Path.GetFileName(Assembly.FilePath)} does not offer {tool.Name} as its manifest says; build the plugin again.");
        return loaded;
    }

    /// <summary>Opens the store of its module that keeps rows, and loads the plugin for it.</summary>
    /// <exception cref="PluginException">It cannot be loaded, or is not what its manifest says.</exception>
    /// <exception cref="ToolException">The store cannot be used here.</exception>
    public RowStore OpenRows()
    {
        Tools();
        return modules.OfType<IHasRowStore>().FirstOrDefault()?.OpenRows(Context(Settings, log))
            ?? throw new PluginException(
                $"{Path.GetFileName(Assembly.FilePath)} keeps no rows as its manifest says; build the plugin again.");
    }

    /// <summary>Loads it before a call needs it. What fails is told by the call.</summary>
    public void Prepare()
    {
        try
        {
            Tools();
        }
        catch (PluginException)
        {
            // As said.
        }
    }

    // A failure is not remembered: the file may be back at the next call.
    private IReadOnlyDictionary<string, Tool> Tools()
    {
        lock (gate)
        {
            if (tools is not null) return tools;
            if (hung is not null) throw hung;
            Guard(log);
            // What was pinned at the start must be what is run.
            CheckPins(Assembly, Settings);
            try
            {
                var loaded = Load(Assembly, () => PluginLoading.Load(Assembly, Manifest, Context(Settings, log)));
                modules = [.. loaded.Select(m => m.Module)];
                return tools = loaded
                    .SelectMany(m => m.Tools.Select(t => (Name: $"{m.Module.Name}_{t.Name}", Tool: t)))
                    .ToDictionary(t => t.Name, t => t.Tool);
            }
            catch (PluginException e) when (e.InnerException is TimeoutException)
            {
                // Each further try would leave another thread behind.
                hung = e;
                throw;
            }
        }
    }

    private static void Guard(Action<string> log)
    {
        AwsGuard.Install();
        PluginThreads.Watch(log);
    }

    private static IReadOnlyList<(IToolModule Module, IReadOnlyList<Tool> Tools)> Load(
        PluginAssembly assembly, Func<IReadOnlyList<(IToolModule Module, IReadOnlyList<Tool> Tools)>> load)
    {
        if (!File.Exists(assembly.FilePath)) throw Missing(assembly);
        var loading = Task.Factory.StartNew(load, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (((IAsyncResult)loading).AsyncWaitHandle.WaitOne(LongestLoading)) return loading.GetAwaiter().GetResult();
        throw new PluginException(
            $"{Path.GetFileName(assembly.FilePath)} did not offer its tools within {LongestLoading.TotalSeconds:0} s.",
            new TimeoutException());
    }

    private static PluginException Missing(PluginAssembly assembly, Exception? cause = null) =>
        new($"The plugin's file {assembly.FilePath} is not there or cannot be read.", cause);

    private static ModuleContext Context(PluginSettings settings, Action<string> log) =>
        settings.Settings.ValueKind is System.Text.Json.JsonValueKind.Object
            ? new() { Settings = settings.Settings, Log = log } : new() { Log = log };

    /// <summary>Holds a plugin against what plugins.json pins of it.</summary>
    /// <exception cref="PluginException">It is another.</exception>
    public static void CheckPins(PluginAssembly assembly, PluginSettings settings)
    {
        CheckPin(assembly, settings.Sha256);
        if (settings.HoldsFiles) PluginFiles.Check(Path.GetDirectoryName(assembly.FilePath)!, settings.Files, settings.PublicKey);
    }

    private static void CheckPin(PluginAssembly assembly, string? sha256)
    {
        if (sha256 is null) return;
        string actual;
        try
        {
            actual = assembly.Sha256();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Missing(assembly, e);
        }

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
