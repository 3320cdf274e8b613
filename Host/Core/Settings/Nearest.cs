namespace Infra.Core.Settings;

/// <summary>Finds what was probably meant by a name that does not exist.</summary>
internal static class Nearest
{
    /// <summary><c> Did you mean 'state'?</c>, or nothing when no known name is near.</summary>
    public static string Hint(string given, IEnumerable<string> known) => Find(given, known) is { } near ? $" Did you mean '{near}'?" : "";

    /// <summary>The nearest known name, or null when none is near.</summary>
    public static string? Find(string given, IEnumerable<string> known) => known
        .Select(name => (Name: name, Distance: Distance(Plain(given), Plain(name))))
        .Where(c => c.Distance <= Math.Max(2, c.Name.Length / 3))
        .OrderBy(c => c.Distance).ThenBy(c => c.Name, StringComparer.Ordinal)
        .Select(c => c.Name).FirstOrDefault();

    // Case and separators are what people and models get wrong first.
    private static string Plain(string name) => name.Replace("_", "").Replace("-", "").ToLowerInvariant();

    private static int Distance(string a, string b)
    {
        if (a.Length > 100 || b.Length > 100) return int.MaxValue;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            (var diagonal, row[0]) = (row[0], i);
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[b.Length];
    }
}
