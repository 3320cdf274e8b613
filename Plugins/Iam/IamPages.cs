namespace Infra.Plugins.Iam;

/// <summary>Reading many things from IAM.</summary>
internal static class IamPages
{
    // IAM limits the rate of calls for the whole account, so that more at once would be throttled.
    private const int MostAtOnce = 8;

    /// <summary>All items of an operation that pages by marker.</summary>
    public static async Task<List<T>> AllAsync<T>(Func<string?, Task<(List<T>? Items, bool? More, string? Marker)>> page)
    {
        var (all, next) = (new List<T>(), (string?)null);
        do
        {
            var (items, more, marker) = await page(next);
            all.AddRange(items ?? []);
            next = more is true ? marker : null;
        }
        while (!string.IsNullOrEmpty(next));
        return all;
    }

    /// <summary>
    /// A page of what IAM cannot filter itself: reads on until there are enough rows, the end is reached, or so many pages were read
    /// that the caller should decide whether to go on.
    /// </summary>
    public static async Task<(List<TRow> Rows, string? Next, int Examined)> FindAsync<T, TRow>(
        int limit, string? cursor, int mostPages, Func<string?, Task<(List<T>? Items, bool? More, string? Marker)>> page, Func<List<T>, Task<IEnumerable<TRow>>> rows)
    {
        var (found, examined, next) = (new List<TRow>(), 0, cursor);
        for (var n = 0; n < mostPages && (n == 0 || next is not null && found.Count < limit); n++)
        {
            var (items, more, marker) = await page(next);
            found.AddRange(await rows(items ?? []));
            examined += items?.Count ?? 0;
            next = more is true ? marker : null;
        }

        return (found, next, examined);
    }

    /// <summary>Asks for each item, a few at once; the answers have the order of the items.</summary>
    public static async Task<TOut[]> AskAsync<TIn, TOut>(this IEnumerable<TIn> items, Func<TIn, Task<TOut>> ask, CancellationToken ct)
    {
        using var gate = new SemaphoreSlim(MostAtOnce);
        return await Task.WhenAll(items.Select(async item =>
        {
            await gate.WaitAsync(ct);
            try
            {
                return await ask(item);
            }
            finally
            {
                gate.Release();
            }
        }));
    }

    /// <summary>Whether the name holds the text, or none is asked for.</summary>
    public static bool Has(this string name, string? text) => text is null || name.Contains(text, StringComparison.OrdinalIgnoreCase);
}
