using System.Collections;
using Infra.Core.Policy;

namespace Infra.Core.Catalog;

/// <summary>
/// What tools are told of the modules of a catalog: made when one asks, and once, since it names every argument of every tool and most
/// ask for something else.
/// </summary>
/// <param name="catalog">The catalog.</param>
internal sealed class ModuleStatuses(PluginCatalog catalog) : IReadOnlyList<ModuleStatus>
{
    private readonly Lazy<IReadOnlyList<ModuleStatus>> all = new(() => Of(catalog));

    public int Count => all.Value.Count;

    public ModuleStatus this[int index] => all.Value[index];

    public IEnumerator<ModuleStatus> GetEnumerator() => all.Value.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static IReadOnlyList<ModuleStatus> Of(PluginCatalog catalog) =>
        [.. catalog.Modules.Select(m => new ModuleStatus(m.Name, m.Mode, Guarded: true,
            [.. catalog.Offered.Where(t => t.Module == m.Name).Select(ToStatus)]))];

    private static ToolStatus ToStatus(CatalogTool tool) => new(tool.Name, tool.Kind, Names(tool.Manifest.IamActions), Arguments(tool))
    {
        Global = !tool.IsRegional,
        Required = tool.Required,
    };

    // IAM itself can be asked about names only.
    private static IReadOnlyList<string> Names(IReadOnlyList<string> actions) =>
        [.. actions.Select(a => IamAction.Parse(a).Name).Distinct()];

    private static IReadOnlyList<string> Arguments(CatalogTool tool) =>
        tool.Manifest.InputSchema.TryGetProperty("properties", out var properties)
            ? [.. properties.EnumerateObject().Select(p => p.Name)] : [];
}
