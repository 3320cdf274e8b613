using System.Globalization;
using System.Text;

namespace Infra.Plugins.Route53;

/// <summary>
/// Domain names as Route 53 knows them: it gives every character but letters, digits, hyphens and underscores as an escape of three
/// octal digits (<c>0\05726</c> for <c>0/26</c>), and takes them either way.
/// </summary>
internal static class DomainName
{
    private static readonly IdnMapping Idn = new();

    /// <summary>The form of a name for comparing and sending: lower case, escaped, with a dot at the end; <c>*</c> stays.</summary>
    /// <exception cref="ToolException">The name has a label that cannot be written in ASCII.</exception>
    public static string Normal(string name) => Write(name, c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_' or '*');

    /// <summary>A name as a person writes it, which <see cref="Normal"/> takes back.</summary>
    public static string Shown(string name) => Write(name, c => c is > ' ' and < '\u007F' and not ('.' or '\\'));

    /// <summary>Whether a name is the domain itself or below it.</summary>
    public static bool IsIn(string name, string domain) => name == domain || name.EndsWith("." + domain, StringComparison.Ordinal);

    private static string Write(string name, Func<char, bool> isPlain)
    {
        var written = new StringBuilder();
        foreach (var (c, isEscaped) in Read(Ascii(name.TrimEnd('.'))))
        {
            // An escaped dot is part of a label and separates nothing.
            if (c == '.' && !isEscaped) written.Append('.');
            else if (isPlain(c)) written.Append(c);
            else written.Append('\\').Append(Convert.ToString(c, 8).PadLeft(3, '0'));
        }

        return written.Append('.').ToString();
    }

    private static IEnumerable<(char Char, bool IsEscaped)> Read(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '\\' && i + 3 < name.Length && IsOctal(name.AsSpan(i + 1, 3)))
            {
                yield return (char.ToLowerInvariant((char)Convert.ToInt32(name.Substring(i + 1, 3), 8)), true);
                i += 3;
            }
            else
            {
                yield return (char.ToLowerInvariant(name[i]), false);
            }
        }
    }

    private static bool IsOctal(ReadOnlySpan<char> digits) => digits[0] is >= '0' and <= '3' && !digits.ContainsAnyExceptInRange('0', '7');

    private static string Ascii(string name)
    {
        if (name.All(char.IsAscii)) return name;
        try
        {
            // DNS knows names of other scripts by their Punycode alone.
            return string.Join('.', name.Split('.').Select(label => label.All(char.IsAscii) ? label : Idn.GetAscii(label)));
        }
        catch (ArgumentException e)
        {
            throw new ToolException(ToolErrorCode.InvalidInput, $"'{name}' is not a domain name.", "Pass it in Punycode (xn--…).", e);
        }
    }
}
