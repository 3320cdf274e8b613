using System.Reflection;
using System.Runtime.Loader;

namespace Infra.Manifest;

/// <summary>
/// A plugin's own load context: what lies in its folder is its own, in any version; what the host shares, and the framework, is the host's.
/// Not collectible: .NET ignores ReadyToRun code in a collectible context, which triples the time of a first call.
/// </summary>
internal sealed class PluginContext : AssemblyLoadContext
{
    private readonly string folder;
    private readonly IReadOnlySet<string> shared;
    private readonly Lazy<AssemblyDependencyResolver?> resolver;

    /// <param name="path">The plugin's assembly.</param>
    /// <param name="shared">The simple names of the assemblies that are the host's, whatever lies in the folder.</param>
    public PluginContext(string path, IReadOnlySet<string> shared) : base(Path.GetFileNameWithoutExtension(path))
    {
        folder = Path.GetDirectoryName(path)!;
        this.shared = shared;
        // Which file serves which platform stands in .deps.json, and reading it costs more than all the rest. Without files for single
        // platforms, the name is enough.
        resolver = new(() => Directory.Exists(Path.Combine(folder, "runtimes")) ? new(path) : null);
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
