using System.Runtime.Loader;

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

    private static HashSet<string> Loaded() =>
        [.. AssemblyLoadContext.All.SelectMany(c => c.Assemblies).Select(a => a.GetName().Name!)
            .Where(n => n.StartsWith("Infra.Plugins", StringComparison.Ordinal))];
}
