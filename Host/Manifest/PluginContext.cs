using System.Reflection;
using System.Runtime.Loader;

namespace Infra.Manifest;

/// <summary>
/// A plugin's own load context: what lies in its folder is its own, in any version; what the host shares, and the framework, is the host's.
/// Not collectible: .NET ignores ReadyToRun code in a collectible context, which triples the time of a first call.
/// </summary>
internal sealed class PluginContext : AssemblyLoadContext
{
    // What each folder held when it was first loaded from.
    private static readonly Dictionary<string, string> Loaded = [];

    private readonly string path;
    private readonly string folder;
    private readonly IReadOnlySet<string> shared;
    private readonly Lazy<AssemblyDependencyResolver?> resolver;

    /// <param name="path">The plugin's assembly.</param>
    /// <param name="shared">The simple names of the assemblies that are the host's, whatever lies in the folder.</param>
    public PluginContext(string path, IReadOnlySet<string> shared) : base(Path.GetFileNameWithoutExtension(path))
    {
        this.path = path;
        folder = Path.GetDirectoryName(path)!;
        this.shared = shared;
        // Which file serves which platform stands in .deps.json, and reading it costs more than all the rest. Without files for single
        // platforms, the name is enough.
        resolver = new(() => Directory.Exists(Path.Combine(folder, "runtimes")) ? new(path) : null);
    }

    /// <summary>
    /// A context for a plugin as its files are now. For .NET a file that was loaded once is the same for as long as the process runs, in
    /// any context; so what was replaced since then is loaded from a copy.
    /// </summary>
    /// <param name="path">The plugin's assembly.</param>
    /// <param name="shared">The simple names of the assemblies that are the host's.</param>
    public static PluginContext For(string path, IReadOnlySet<string> shared)
    {
        var from = Path.GetDirectoryName(path)!;
        var files = Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var now = string.Join('|', files.Select(f => new FileInfo(f)).Select(f => $"{f.Name} {f.Length} {f.LastWriteTimeUtc.Ticks}"));
        lock (Loaded)
            if (Loaded.TryAdd(from, now) || Loaded[from] == now) return new(path, shared);
        var copy = Directory.CreateTempSubdirectory("infra-plugin-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(copy);
        foreach (var file in files)
        {
            var to = Path.Combine(copy, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return new(Path.Combine(copy, Path.GetFileName(path)), shared);
    }

    /// <summary>Loads the plugin's own assembly.</summary>
    public Assembly LoadPlugin() => LoadFromAssemblyPath(path);

    private static void Delete(string copy)
    {
        try
        {
            Directory.Delete(copy, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Windows keeps what is loaded; the system's own cleaning finds it.
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (shared.Contains(assemblyName.Name!)) return null;
        var file = resolver.Value?.ResolveAssemblyToPath(assemblyName)
            ?? Path.Combine(folder, assemblyName.CultureName ?? "", assemblyName.Name + ".dll");
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.Value?.ResolveUnmanagedDllToPath(unmanagedDllName) is { } file ? LoadUnmanagedDllFromPath(file)
        : NativeNames(unmanagedDllName).Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } beside
            ? LoadUnmanagedDllFromPath(beside)
        : 0;

    private static string[] NativeNames(string name) => OperatingSystem.IsWindows() ? [name, $"{name}.dll"]
        : OperatingSystem.IsMacOS() ? [name, $"lib{name}.dylib", $"{name}.dylib"]
        : [name, $"lib{name}.so", $"{name}.so"];
}
