using Infra.Aws;

namespace Infra.Core.Targets;

/// <summary>What the arguments <c>account</c> and <c>region</c> may say: one name, several with commas, patterns, or all.</summary>
internal static class TargetNames
{
    public const string All = "all";

    /// <summary>The names and patterns of an argument.</summary>
    public static IReadOnlyList<string> Parts(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether it is one name, which stands for itself.</summary>
    public static bool IsOne(string text) => Parts(text) is [var only] && IsPlain(only);

    /// <summary>Whether a part is a name and no pattern.</summary>
    public static bool IsPlain(string part) => part != All && NameFilter.IsPlain(part);

    /// <summary>Whether a name is meant by a part.</summary>
    public static bool Fits(string name, string part) => part == All || NameFilter.Matches(name, part);

    /// <summary>Names in words, the first of many.</summary>
    public static string Some(IEnumerable<string> names, int most = 30)
    {
        var all = names.Order(StringComparer.Ordinal).ToList();
        return all.Count <= most ? string.Join(", ", all) : $"{string.Join(", ", all.Take(most))} and {all.Count - most} more";
    }
}
