using System.Buffers;
using System.Globalization;
using System.Text;

namespace Infra.Core.Answers;

/// <summary>
/// Text for a person: terminal lines, log lines, the view of the journal and the question of an elicitation. Names, tags and keys come from
/// an account and can hold anything, so what would move the cursor, break the line or reorder it is shown as an escape. Results stay as
/// they are: JSON escapes them by itself.
/// </summary>
internal static class Visible
{
    // All that needs no look at its category. Most texts consist of nothing else.
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(0x20, 0x5f).Select(c => (char)c)]);

    /// <summary>One line: every control, separator and format character is escaped, line breaks included.</summary>
    public static string Line(string? text) =>
        text is null ? "" : text.AsSpan().ContainsAnyExcept(Plain) ? Escaped(text, keepBreaks: false) : text;

    /// <summary>Lines that the host itself put together, from values that went through <see cref="Line"/>: its line feeds stay.</summary>
    public static string Lines(string? text) =>
        text is null ? "" : text.AsSpan().ContainsAnyExcept(Plain) ? Escaped(text, keepBreaks: true) : text;

    /// <summary>JSON that stays JSON: what is hidden can only be inside of strings, where JSON has an escape of its own.</summary>
    public static string Json(string json) => json.AsSpan().ContainsAnyExcept(Plain) ? Escaped(json, keepBreaks: true, json: true) : json;

    private static string Escaped(string text, bool keepBreaks, bool json = false)
    {
        var shown = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length;)
        {
            var known = Rune.TryGetRuneAt(text, i, out var rune);
            var length = known ? rune.Utf16SequenceLength : 1;
            if (known && (IsVisible(rune) || keepBreaks && rune.Value is '\n')) shown.Append(text, i, length);
            else if (json) foreach (var half in text.AsSpan(i, length)) shown.Append(CultureInfo.InvariantCulture, $@"\u{(int)half:x4}");
            else shown.Append(Escape(known ? rune.Value : text[i]));
            i += length;
        }

        return shown.ToString();
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.PrivateUse);

    private static string Escape(int value) => value switch
    {
        '\r' => @"\r",
        '\n' => @"\n",
        '\t' => @"\t",
        <= 0xff => string.Create(CultureInfo.InvariantCulture, $@"\x{value:x2}"),
        <= 0xffff => string.Create(CultureInfo.InvariantCulture, $@"\u{value:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $@"\U{value:x8}"),
    };
}
