namespace Infra.Plugins.Rds;

/// <summary>How RDS pages.</summary>
internal static class RdsPages
{
    /// <summary>RDS takes pages of 20 to 100.</summary>
    public static int Size(PageInput input) => Math.Clamp(input.Limit, 20, 100);

    /// <summary>All items of all pages.</summary>
    /// <param name="page">Asks for the page at a marker.</param>
    public static async Task<List<T>> AllAsync<T>(Func<string?, Task<(List<T>? Items, string? Marker)>> page)
    {
        var (all, marker) = (new List<T>(), (string?)null);
        do
        {
            (var items, marker) = await page(marker);
            all.AddRange(items ?? []);
        }
        while (!string.IsNullOrEmpty(marker));
        return all;
    }
}
