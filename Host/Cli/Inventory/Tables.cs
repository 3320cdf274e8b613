using System.Text.Json;
using Infra.Core.Catalog;
using Infra.Core.Settings;
using Infra.Core.State;
using Infra.Manifest;

namespace Infra.Host.Cli.Inventory;

/// <summary>A table and the tool whose rows it has.</summary>
internal sealed record Table(RowTable Rows, CatalogTool Tool);

/// <summary>The tables that follow from the enabled list tools: a new tool is a new table.</summary>
internal static class Tables
{
    private const string List = "_list_";

    /// <summary>The store that an enabled module brings.</summary>
    /// <exception cref="SettingsException">None does.</exception>
    public static RowStore Store(PluginCatalog catalog) => (catalog.RowStore ?? throw new SettingsException(
        "No enabled module keeps an inventory. Set \"enabled\" to true at a plugin that does, in plugins.json; docs/inventory.md "
        + "tells which comes along."))
        .OpenRows();

    /// <summary>Reads a place in S3.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static BucketPlace Place(string text) => BucketPlace.Parse(text)
        ?? throw new UsageException($"'{text}' is no place in S3, such as s3://bucket/inventory.");

    /// <summary>All tables, in the order of their names.</summary>
    public static IReadOnlyList<Table> Of(PluginCatalog catalog) =>
    [
        .. catalog.Offered.Where(IsTable).Concat(catalog.TableOnly)
            .Select(t => new Table(Of(t.Manifest), t)).OrderBy(t => t.Rows.Name, StringComparer.Ordinal),
    ];

    /// <summary>The table of a list tool.</summary>
    public static RowTable Of(ToolManifest tool) =>
        new(tool.Name.Replace(List, "_", StringComparison.Ordinal), RowOf(tool));

    private static JsonElement RowOf(ToolManifest tool) =>
        tool.OutputSchema.GetProperty("properties").GetProperty("items").GetProperty("items");

    // A list over a range of time tells what happened, which is without end, and not what there is.
    private static bool IsTable(CatalogTool tool) =>
        tool is { Kind: ToolKind.Read, IsPage: true, CallsAws: true, Required: [], Manifest: { Secret: false, Job: false } }
        && tool.Name.Contains(List, StringComparison.Ordinal)
        && RowOf(tool.Manifest).TryGetProperty("properties", out _)
        && !tool.Manifest.InputSchema.GetProperty("properties").TryGetProperty("from", out _);
}
