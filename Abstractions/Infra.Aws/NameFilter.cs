using System.IO.Enumeration;

namespace Infra.Aws;

/// <summary>
/// The meaning of <c>name</c> in every list: the whole name, without regard to case, with <c>*</c> and <c>?</c> as wildcards.
/// </summary>
public static class NameFilter
{
    /// <summary>Whether the name fits, or none is asked for.</summary>
    /// <param name="name">A resource's name.</param>
    /// <param name="pattern">What is asked for; null for all.</param>
    public static bool Matches(string? name, string? pattern) =>
        string.IsNullOrEmpty(pattern)
            || name is not null && FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), name);

    /// <summary>Whether the pattern is a plain name, which services that cannot match patterns can look up themselves.</summary>
    /// <param name="pattern">What is asked for.</param>
    public static bool IsPlain(string pattern) => !pattern.AsSpan().ContainsAny('*', '?');

    /// <summary>The text before the first wildcard, for services that filter by prefix; empty when there is none.</summary>
    /// <param name="pattern">What is asked for.</param>
    public static string Prefix(string pattern) => pattern.IndexOfAny(['*', '?']) is >= 0 and var at ? pattern[..at] : pattern;
}
