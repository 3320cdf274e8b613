using System.Runtime.CompilerServices;
using Infra.Core.Answers;
using Infra.Core.Catalog;
using Infra.Core.Safety;

namespace Infra.Core.Offers;

/// <summary>
/// What a server offers besides tools, of the settings in force. All of it is made from manifests when it is first asked for.
/// </summary>
/// <param name="services">What it works with.</param>
internal sealed class Offer(Services services)
{
    private readonly ConditionalWeakTable<PluginCatalog, IReadOnlyList<ToolResource>> resources = [];
    private volatile Completions? completions;

    /// <summary>The catalog as a caller sees it.</summary>
    public PluginCatalog Catalog(Grant? grant) => services.Catalog.For(grant);

    /// <summary>What a caller may read.</summary>
    public IReadOnlyList<ToolResource> ResourcesFor(Grant? grant) => resources.GetValue(Catalog(grant), ToolResource.Of);

    /// <inheritdoc cref="Resources.ReadAsync"/>
    public Task<IReadOnlyList<ResourcePart>> ReadAsync(string uri, Caller caller, CancellationToken cancellation) =>
        new Resources(services.Calls, services.Settings.Answers)
            .ReadAsync(Catalog(caller.Grant), ResourcesFor(caller.Grant), uri, caller, cancellation);

    /// <inheritdoc cref="Completions.FindAsync"/>
    public Task<IReadOnlyList<string>> CompleteAsync(CatalogTool? tool, string argument, IReadOnlyDictionary<string, string> chosen,
        Caller caller)
    {
        // What is kept belongs to the settings under which it was asked.
        if (completions is not { } its || its.Calls != services.Calls) completions = its = new(services.Calls, TimeProvider.System);
        return its.FindAsync(Catalog(caller.Grant), tool, argument, chosen, caller);
    }
}
