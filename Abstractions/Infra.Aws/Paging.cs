namespace Infra.Aws;

/// <summary>Reading operations that page.</summary>
public static class Paging
{
    /// <summary>Every item of an operation, over all of its pages. AWS's empty lists arrive as null, and so do its last tokens.</summary>
    /// <param name="page">Asks for the page of a token; null for the first one. Gives the items and the next token.</param>
    public static async Task<List<T>> AllAsync<T>(Func<string?, Task<(List<T>? Items, string? Next)>> page)
    {
        List<T> all = [];
        string? next = null;
        do
        {
            (var items, var following) = await page(next).ConfigureAwait(false);
            all.AddRange(items ?? []);
            // Some services repeat the last token instead of leaving it out.
            next = following == next ? null : following;
        }
        while (!string.IsNullOrEmpty(next));
        return all;
    }

    /// <summary>The same for operations that say with a flag of their own whether more follows, as IAM and Route 53 do.</summary>
    /// <param name="page">Asks for the page of a marker; null for the first one.</param>
    public static Task<List<T>> AllAsync<T>(Func<string?, Task<(List<T>? Items, bool? IsTruncated, string? Marker)>> page) =>
        AllAsync<T>(async marker =>
    {
        var (items, more, next) = await page(marker).ConfigureAwait(false);
        return (items, more is true ? next : null);
    });

    /// <summary>Every item in the order of a key, for what AWS returns in no order.</summary>
    /// <param name="page">See <see cref="AllAsync{T}(Func{string?,Task{ValueTuple{List{T}?,string?}}})"/>.</param>
    /// <param name="key">What to order by, usually the id.</param>
    public static async Task<List<T>> AllAsync<T>(Func<string?, Task<(List<T>? Items, string? Next)>> page, Func<T, string> key) =>
        [.. (await AllAsync(page).ConfigureAwait(false)).OrderBy(key, StringComparer.Ordinal)];

    /// <summary>
    /// The first item, on whatever page it comes: also where one thing is asked for by its name or id, AWS may answer with an empty page
    /// and a token.
    /// </summary>
    /// <param name="page">See <see cref="AllAsync{T}(Func{string?,Task{ValueTuple{List{T}?,string?}}})"/>.</param>
    /// <param name="fits">Which item is meant; the first one when left out.</param>
    /// <returns>Null when no page has it.</returns>
    public static async Task<T?> FirstAsync<T>(Func<string?, Task<(List<T>? Items, string? Next)>> page, Func<T, bool>? fits = null)
        where T : class
    {
        string? next = null;
        while (true)
        {
            var (items, following) = await page(next).ConfigureAwait(false);
            if ((items ?? []).Find(i => fits?.Invoke(i) is not false) is { } found) return found;
            if (string.IsNullOrEmpty(following) || following == next) return null;
            next = following;
        }
    }

    /// <summary>
    /// A page of rows that AWS cannot filter itself: reads on until there are enough rows, the end is reached, or so many pages were
    /// read that the caller should decide whether to go on.
    /// </summary>
    /// <param name="input">The caller's limit and cursor.</param>
    /// <param name="page">Asks for the page of a token; null for the first one.</param>
    /// <param name="mostPages">Most requests of one call.</param>
    public static async Task<Page<T>> FindAsync<T>(PageInput input, Func<string?, Task<(IReadOnlyList<T> Rows, string? Next)>> page,
        int mostPages = 10)
    {
        List<T> found = [];
        var next = input.Cursor;
        for (var n = 0; n < mostPages && (n == 0 || !string.IsNullOrEmpty(next) && found.Count < input.Limit); n++)
        {
            (var rows, next) = await page(next).ConfigureAwait(false);
            found.AddRange(rows);
        }

        return new(found, string.IsNullOrEmpty(next) ? null : next);
    }
}
