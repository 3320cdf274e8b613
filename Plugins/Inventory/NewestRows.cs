namespace Infra.Plugins.Inventory;

/// <summary>
/// The rows of a table and account that are in force at a time: those of the newest part, and of the parts before it those of the regions
/// that it does not cover, because they did not answer or were not asked.
/// </summary>
internal sealed class NewestRows
{
    // A region that never answers is not looked for in the history of years.
    private const int Furthest = 20;

    private readonly List<(Part Part, string Where)> rows = [];
    private readonly List<(Part Part, RowGap Gap)> gaps = [];

    // What no part covers yet: these regions, or, at first, all but these.
    private HashSet<string> regions = [];
    private bool isAllBut = true;

    /// <param name="parts">Of one table and account, the oldest first.</param>
    public NewestRows(IEnumerable<Part> parts)
    {
        foreach (var part in parts.Reverse().Take(Furthest))
        {
            if (!isAllBut && regions.Count == 0) break;
            var (missing, asked) = (part.Gaps, part.Regions);
            gaps.AddRange(missing.Where(m => IsOpen(part, m.Where, asked) && gaps.All(g => g.Gap.Where != m.Where)).Select(m => (part, m)));
            if (!part.HasRows) continue;
            rows.Add((part, Where()));
            Cover(asked, [.. missing.Select(m => m.Where)]);
        }
    }

    /// <summary>The parts, and the condition of SQL for the rows of each that count.</summary>
    public IReadOnlyList<(Part Part, string Where)> Rows => rows;

    /// <summary>What nobody could read since.</summary>
    public IReadOnlyList<(Part Part, RowGap Gap)> Gaps => gaps;

    // Where none of the regions answered, the gap has the name of the account. A newer part closes it that covers what was asked then.
    private bool IsOpen(Part part, string where, IReadOnlyList<string>? asked) =>
        where == part.Account && asked is not null ? asked.Any(IsOpen) : IsOpen(where);

    private bool IsOpen(string where) => isAllBut != regions.Contains(where);

    private string Where()
    {
        if (regions.Count == 0) return isAllBut.ToString();
        var names = string.Join(", ", regions.Order(StringComparer.Ordinal).Select(Sql.Text));
        return $"coalesce(region, '') {(isAllBut ? "NOT IN" : "IN")} ({names})";
    }

    private void Cover(IReadOnlyList<string>? asked, HashSet<string> missing)
    {
        if (asked is null) (regions, isAllBut) = ([.. missing.Where(IsOpen)], false);
        else if (isAllBut) regions.UnionWith(asked.Where(a => !missing.Contains(a)));
        else regions.RemoveWhere(r => asked.Contains(r) && !missing.Contains(r));
    }
}
