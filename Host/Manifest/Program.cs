using Infra;
using Infra.Manifest;

// Run by the build of each plugin: infra-manifest <assembly or plugin folder> ...
try
{
    if (args.Length == 0) throw new PluginException("Usage: infra-manifest <assembly or plugin folder> ...");
    foreach (var path in args)
    {
        var plugin = PluginAssembly.At(path);
        PluginManifest.Of(plugin, PluginLoading.Load(plugin, new ModuleContext())).Write(plugin.FilePath);
    }

    return 0;
}
catch (PluginException e)
{
    // The form that MSBuild shows as an error of the build.
    Console.Error.WriteLine($"infra-manifest : error INFRA001: {e.Message}");
    return 1;
}
