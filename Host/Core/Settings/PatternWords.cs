using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Infra.Core.Settings;

/// <summary>
/// Says in words what a property with a pattern wants: by an example, else by its description, else by the pattern's parts.
/// </summary>
internal static partial class PatternWords
{
    /// <summary>For example <c>a service principal, for example lambda.amazonaws.com</c>.</summary>
    /// <param name="schema">The property's schema.</param>
    /// <param name="pattern">Its pattern.</param>
    public static string Of(JsonElement schema, string pattern)
    {
        var described = schema.TryGetProperty("description", out var d) && d.ValueKind is JsonValueKind.String
            ? d.GetString()!.Trim().TrimEnd('.') : "";
        if (schema.TryGetProperty("examples", out var e) && e.ValueKind is JsonValueKind.Array && e.GetArrayLength() > 0)
            return $"{(Noun(described) is { Length: > 0 } noun ? noun : "text")}, for example {e[0]}";

        // "Assumes it, as lambda.amazonaws.com."
        if (As().Match(described) is { Success: true } example)
            return $"{(Noun(described[..example.Index]) is { Length: > 0 } noun ? noun : "text")}, for example "
                + $"{example.Groups["example"].Value}";
        var shape = Shape(pattern);
        return described.Length == 0 || !described.Contains(' ', StringComparison.Ordinal) ? shape : $"{shape} ({described})";
    }

    // The description's first words, where they name a thing.
    private static string Noun(string described)
    {
        var phrase = described.Split([',', ';', '.', ':', '('], 2)[0].Trim();
        if (phrase.Length == 0 || phrase.Count(c => c == ' ') > 4 || Verb().IsMatch(phrase)) return "";
        var word = phrase.Split(' ')[0];
        var isName = word.Length > 1 && word.Skip(1).Any(char.IsUpper);
        var text = isName ? phrase : char.ToLowerInvariant(phrase[0]) + phrase[1..];
        return Determined().IsMatch(text) || text.EndsWith('s')
            ? text : $"{("aeiouAEIOU".Contains(text[0], StringComparison.Ordinal) ? "an" : "a")} {text}";
    }

    /// <summary>The pattern as a person would write it down.</summary>
    internal static string Shape(string pattern)
    {
        var body = Anchors().Replace(pattern, "");
        if (body.StartsWith("(?:", StringComparison.Ordinal) && body.EndsWith(')')) body = body[3..^1];
        if (OneClass().Match(body) is { Success: true } one)
        {
            var (least, most) = (one.Groups["least"].Value, one.Groups["most"].Value);
            var count = most.Length > 0 ? $"{(least == most ? most : $"{least} to {most}")} " : least.Length > 0 ? $"{least} " : "";
            return $"text of {count}{Characters(one.Groups["class"].Value)}";
        }

        var shape = Optional().Replace(body, "");
        shape = Choice().Replace(shape, m => m.Groups["first"].Value);
        var classes = shape;
        shape = Repeated().Replace(shape, "…");
        // Nothing of it is fixed: what is left to say is how long it is, and of what.
        if (shape is "…" && Class().Matches(classes) is { Count: > 0 } all) return $"text of {Together(all)}";
        return $"text like {shape.Replace("\\", "", StringComparison.Ordinal)}";
    }

    private static string Together(IReadOnlyList<Match> classes)
    {
        var (least, most) = (0, 0);
        foreach (var one in classes)
        {
            var (from, to) = one.Groups["count"].Value switch
            {
                "" => (1, 1),
                "?" => (0, 1),
                "*" => (0, int.MaxValue),
                "+" => (1, int.MaxValue),
                var bounds => Bounds(bounds.Trim('{', '}').Split(',')),
            };
            (least, most) = (least + from, to is int.MaxValue || most is int.MaxValue ? int.MaxValue : most + to);
        }

        var count = most is int.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $"{least} to {most} ");
        return $"{count}{Characters(string.Concat(classes.Select(c => c.Groups["class"].Value)))}";
    }

    private static (int From, int To) Bounds(string[] parts) => (int.Parse(parts[0], CultureInfo.InvariantCulture),
        parts is [_, ""] ? int.MaxValue : int.Parse(parts[^1], CultureInfo.InvariantCulture));

    private static string Characters(string set)
    {
        List<string> words = [];
        if (set.Contains("\\w", StringComparison.Ordinal)
            || set.Contains("A-Z", StringComparison.Ordinal) && set.Contains("a-z", StringComparison.Ordinal)) words.Add("letters");
        else if (set.Contains("A-Z", StringComparison.Ordinal)) words.Add("capital letters");
        else if (set.Contains("a-z", StringComparison.Ordinal)) words.Add("small letters");
        if (set.Contains("\\w", StringComparison.Ordinal) || set.Contains("0-9", StringComparison.Ordinal)
            || set.Contains("\\d", StringComparison.Ordinal)) words.Add("digits");
        var signs = Ranges().Replace(set, "").Replace("\\", "", StringComparison.Ordinal).ToCharArray().Select(c => c.ToString());
        if (set.Contains("\\w", StringComparison.Ordinal)) signs = signs.Prepend("_");
        words.AddRange(signs.Distinct());
        return words.Count == 1 ? words[0] : $"{string.Join(", ", words.SkipLast(1))} and {words[^1]}";
    }

    [GeneratedRegex(@"(?:^|[ ,])(?:as|for example|such as|e\.g\.) (?<example>[^\s,;()]+)$", RegexOptions.IgnoreCase)]
    private static partial Regex As();

    [GeneratedRegex(@"^(?:\w+s it|assumes|only|if|then|to|or|of|that|all|as)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Verb();

    [GeneratedRegex(@"^(?:a|an|the|one|its|their|this|that|any|no)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Determined();

    [GeneratedRegex(@"^\^|\$$")]
    private static partial Regex Anchors();

    [GeneratedRegex(@"^(?:\[(?<class>(?:\\.|[^\]\\])+)\]|(?<class>\\[wd]))(?:[+*]|\{(?<least>\d+)(?:,(?<most>\d*))?\})?$")]
    private static partial Regex OneClass();

    [GeneratedRegex(@"\([^()]*\)\?|(?<=\w)\?")]
    private static partial Regex Optional();

    [GeneratedRegex(@"\((?:\?:)?(?<first>[^()|]*)(?:\|[^()]*)?\)[+*]?")]
    private static partial Regex Choice();

    [GeneratedRegex(@"(?:(?:\[(?:\\.|[^\]\\])+\]|\\[wdsS]|(?<!\\)\.)(?:[+*?]|\{[\d,]+\})?)+|(?<=\w)[+*]")]
    private static partial Regex Repeated();

    [GeneratedRegex(@"(?:\[(?<class>(?:\\.|[^\]\\])+)\]|(?<class>\\[wd]))(?<count>[+*?]|\{[\d,]+\})?")]
    private static partial Regex Class();

    [GeneratedRegex(@"A-Z|a-z|0-9|\\w|\\d|a-f|A-F")]
    private static partial Regex Ranges();
}
