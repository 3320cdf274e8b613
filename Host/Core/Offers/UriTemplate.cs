using System.Text;

namespace Infra.Core.Offers;

/// <summary>
/// A URI template (RFC 6570) of the simplest kind: literals and <c>{variable}</c>s, and <c>{?names}</c> at its end for what may be left
/// out. A variable ends where the next literal begins; the last one takes all that is left, slashes too, so that the key of an
/// object can be written as it is.
/// </summary>
internal sealed class UriTemplate
{
    // Literal, variable, literal, variable … A literal may be empty.
    private readonly List<string> parts = [];

    /// <param name="text">The part that must be there.</param>
    /// <param name="optional">What may stand behind a question mark.</param>
    public UriTemplate(string text, IReadOnlyList<string>? optional = null)
    {
        Optional = optional ?? [];
        Text = Optional.Count == 0 ? text : $"{text}{{?{string.Join(',', Optional)}}}";
        for (var rest = text; ;)
        {
            var (open, close) = (rest.IndexOf('{', StringComparison.Ordinal), rest.IndexOf('}', StringComparison.Ordinal));
            if (open < 0)
            {
                parts.Add(rest);
                break;
            }

            parts.Add(rest[..open]);
            parts.Add(rest[(open + 1)..close]);
            rest = rest[(close + 1)..];
        }
    }

    /// <summary>As clients see it.</summary>
    public string Text { get; }

    /// <summary>What must be filled in.</summary>
    public IEnumerable<string> Variables => parts.Where((_, i) => i % 2 == 1);

    /// <summary>What may be left out.</summary>
    public IReadOnlyList<string> Optional { get; }

    /// <summary>The values of the variables in a URI; null when it is none of this template.</summary>
    public Dictionary<string, string>? Match(string uri)
    {
        var (path, query) = uri.Split('?', 2) is [var before, var after] ? (before, after) : (uri, "");
        Dictionary<string, string> values = [];
        if (!path.StartsWith(parts[0], StringComparison.Ordinal)) return null;
        var at = parts[0].Length;
        for (var i = 1; i < parts.Count; i += 2)
        {
            var (name, next, isLast) = (parts[i], parts[i + 1], i + 2 == parts.Count);
            var end = isLast ? path.Length - next.Length : path.IndexOf(next, at, StringComparison.Ordinal);
            if (end <= at || isLast && !path.EndsWith(next, StringComparison.Ordinal)) return null;
            values[name] = Uri.UnescapeDataString(path[at..end]);
            // What is not the last variable is one segment.
            if (!isLast && path[at..end].Contains('/', StringComparison.Ordinal)) return null;
            at = end + next.Length;
        }

        if (at != path.Length) return null;
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var n, var v] ? (n, v) : (pair, "");
            if (!Optional.Contains(name)) return null;
            values[name] = Uri.UnescapeDataString(value);
        }

        return values;
    }

    /// <summary>The URI with these values.</summary>
    public string Fill(IReadOnlyDictionary<string, string> values)
    {
        var uri = new StringBuilder(parts[0]);
        for (var i = 1; i < parts.Count; i += 2) uri.Append(Uri.EscapeDataString(values[parts[i]])).Append(parts[i + 1]);
        var given = Optional.Where(values.ContainsKey).Select(o => $"{o}={Uri.EscapeDataString(values[o])}").ToList();
        return given.Count == 0 ? uri.ToString() : $"{uri}?{string.Join('&', given)}";
    }
}
