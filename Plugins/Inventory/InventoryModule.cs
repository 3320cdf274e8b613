namespace Infra.Plugins.Inventory;

/// <summary>
/// The module <c>inventory</c>: SQL over what <c>infra inventory sync</c> stored of all accounts and regions. It asks nobody on AWS.
/// </summary>
public sealed class InventoryModule : IToolModule, IHasRowStore
{
    /// <inheritdoc/>
    public string Name => "inventory";

    /// <inheritdoc/>
    public string Description => "SQL over what was stored of all accounts and regions, and what changed between two snapshots.";

    /// <inheritdoc/>
    public IEnumerable<Tool> CreateTools(ModuleContext context) => [Query.Tool(Folder.Of(context)), Changes.Tool(Folder.Of(context))];

    /// <inheritdoc/>
    public RowStore OpenRows(ModuleContext context) => new ParquetStore(Folder.Of(context));
}
