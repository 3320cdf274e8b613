using System.Text;
using System.Text.RegularExpressions;

namespace Infra.Plugins.Route53;

/// <summary>
/// TXT values as Route 53 takes them: rows of quoted strings of at most 255 bytes each, in which all but printable ASCII goes as escapes
/// of three octal digits, one for each byte of UTF-8.
/// </summary>
internal static partial class TextValue
{
    private const int MostBytes = 255;

    /// <summary>The form to send of a plain text, or of a row of quoted strings.</summary>
    public static string Of(string value)
    {
        var row = Row.Match(value);
        // Half a row: Route 53 says what is wrong with it.
        if (!row.Success && value.StartsWith('"')) return value;
        IEnumerable<List<string>> strings = row.Success ? row.Groups["text"].Captures.Select(t => Units(t.Value)) : [Bytes(value)];
        return string.Join(' ', strings.SelectMany(s => s.Count == 0 ? [[]] : s.Chunk(MostBytes))
            .Select(part => $"\"{string.Concat(part)}\""));
    }

    // Each stands for one byte.
    private static List<string> Units(string quoted) => [.. Unit.Matches(quoted).SelectMany(u =>
        u.Value is ['\\', < '\u007F', ..] ? [u.Value] : Bytes(u.Value.TrimStart('\\')))];

    private static List<string> Bytes(string text) => [.. Encoding.UTF8.GetBytes(text).Select(b => b switch
    {
        (byte)'"' or (byte)'\\' => $"\\{(char)b}",
        >= 0x20 and < 0x7F => ((char)b).ToString(),
        _ => "\\" + Convert.ToString(b, 8).PadLeft(3, '0'),
    })];

    [GeneratedRegex("""^"(?<text>(?:[^"\\]|\\.)*)"(?:\s*"(?<text>(?:[^"\\]|\\.)*)")*\s*$""", RegexOptions.Singleline)]
    private static partial Regex Row { get; }

    [GeneratedRegex(@"\\[0-3][0-7]{2}|\\?(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|.)", RegexOptions.Singleline)]
    private static partial Regex Unit { get; }
}
