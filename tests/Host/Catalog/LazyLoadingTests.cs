using System.Runtime.Loader;
using System.Text.Json;

namespace Infra.Core.Catalog;

/// <summary>Runs alone, since other tests load plugins into the same process.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;

[Collection("alone")]
public sealed class LazyLoadingTests
{
    [Fact]
    public void Listing_the_tools_loads_no_plugin_assembly()
    {
        List<string> said = [];
        var before = Loaded();

        var catalog = BuiltHost.Catalog(ToolKind.Destructive, log: said.Add);

        Assert.NotEmpty(catalog.Offered);
        Assert.All(catalog.Offered, t => Assert.Equal("object", t.InputSchema.GetProperty("type").GetString()));
        Assert.Empty(said);
        Assert.All(catalog.Offered, t => Assert.False(t.Plugin.IsLoaded));
        Assert.Equal(before, Loaded());
    }

    // The collector's own budget is as large as the processor's cache, and nobody who starts a server sets a variable.
    [Fact]
    public void The_program_brings_the_settings_of_a_small_server()
    {
        var settings = JsonElement.Parse(File.ReadAllText(Path.Combine(BuiltHost.Folder, "infra.runtimeconfig.json")))
            .GetProperty("runtimeOptions").GetProperty("configProperties");

        Assert.Equal(8 << 20, settings.GetProperty("System.GC.Gen0MaxBudget").GetInt32());
        Assert.Equal(1 << 20, settings.GetProperty("System.GC.RegionSize").GetInt32());
        Assert.False(settings.GetProperty("System.GC.Concurrent").GetBoolean());
        Assert.False(settings.GetProperty("System.Runtime.TieredPGO").GetBoolean());
        Assert.False(settings.GetProperty("System.Diagnostics.Tracing.EventSource.IsSupported").GetBoolean());
    }

    private static HashSet<string> Loaded() =>
        [.. AssemblyLoadContext.All.SelectMany(c => c.Assemblies).Select(a => a.GetName().Name!)
            .Where(n => n.StartsWith("Infra.Plugins", StringComparison.Ordinal))];
}
