using System.Buffers;
using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Infra.Core.Safety;

/// <summary>Judges the value under a telling name, or beside an access key id: not all of them are secrets.</summary>
internal static partial class SecretValues
{
    private static readonly SearchValues<char> Capitals = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private static readonly FrozenSet<string> Switches = Set("""
        true false yes no on off null nil none undefined enabled disabled required optional active inactive aws_iam aws-iam iam custom jwt
        string number securestring str text environment hours minutes days seconds read write default set replaced (hidden) bearer basic digest
        """);

    // What follows the colon of a sentence: "Password: must have 8 characters", "Invalid token: unexpected end of file".
    private static readonly FrozenSet<string> Sentences = Set("""
        a all an and are at authentication be by can cannot could denied did does end expected expired failed for found from has have in
        invalid is it malformed may missing must not of only or see should sorry that the this to too unexpected unknown use was were will with
        wrong your
        """);

    /// <summary>
    /// Whether the value is none although its name is telling: a switch, a reference, an ARN, the path of a parameter, a constant, a
    /// number of at most two digits.
    /// </summary>
    public static bool IsPlain(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (value.Length <= 12 && Switches.GetAlternateLookup<ReadOnlySpan<char>>().Contains(value)) return true;
        return value.Length == 0 || value.StartsWith(Redactor.Mark) || value.IndexOfAnyExcept("*•xX") < 0 || Plain().IsMatch(value)
            || value.Length <= 2 && (!value.ContainsAnyExceptInRange('0', '9') || !ContainsLetterOrDigit(value))
            || IsPath(value) && !IsSecretKey(value);
    }

    /// <summary>Whether what stands behind a colon is how a sentence goes on, by its first word.</summary>
    public static bool IsSentence(ReadOnlySpan<char> words)
    {
        if (words.IndexOf(' ') is not (> 0 and var space)) return false;
        var word = words[..space].TrimEnd(",.;");
        return word.Length <= 14 && (Sentences.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word) || IsPlain(word));
    }

    /// <summary>Whether it is user and password as the header of basic authentication and Docker's configuration have them.</summary>
    public static bool IsBasic(string value)
    {
        Span<byte> bytes = stackalloc byte[512];
        return value.Length is >= 8 and <= 680 && Convert.TryFromBase64String(value, bytes, out var length)
            && bytes[..length].Contains((byte)':') && !bytes[..length].ContainsAnyInRange((byte)0, (byte)31);
    }

    private static bool ContainsLetterOrDigit(ReadOnlySpan<char> value)
    {
        foreach (var c in value) if (char.IsLetterOrDigit(c)) return true;
        return false;
    }

    private static FrozenSet<string> Set(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Whether it is the form of a secret access key. By itself it proves nothing: names and version ids can have it too.
    /// </summary>
    public static bool IsSecretKey(ReadOnlySpan<char> value) => value.Length == 40 && SecretKey().IsMatch(value);

    /// <summary>Whether it is an access key id, which is no secret, but a secret is often beside it.</summary>
    public static bool IsAccessKeyId(ReadOnlySpan<char> value) =>
        value.Length is >= 16 and <= 128 && (value.StartsWith("AKIA") || value.StartsWith("ASIA")) && value.IndexOfAnyExcept(Capitals) < 0;

    // Of words: "/shop/db-password" and "/aws/lambda/OrdersV2", not Base64 with slashes.
    private static bool IsPath(ReadOnlySpan<char> value)
    {
        if (!Path().IsMatch(value)) return false;
        foreach (var segment in value.Split('/'))
            if (IsRandom(value[segment])) return false;
        return true;
    }

    // Letters and digits in turn more often than words have them.
    private static bool IsRandom(ReadOnlySpan<char> segment)
    {
        var turns = 0;
        for (var i = 1; i < segment.Length; i++)
            if (Kind(segment[i - 1]) != Kind(segment[i]) && !(char.IsUpper(segment[i - 1]) && char.IsLower(segment[i]))) turns++;
        return segment.Length >= 8 && turns * 20 > segment.Length * 7;

        static int Kind(char c) => char.IsDigit(c) ? 0 : char.IsUpper(c) ? 1 : char.IsLower(c) ? 2 : 3;
    }

    // ARNs, access key ids, references of CloudFormation and shells, times, formats, constants (COGNITO_USER_POOLS).
    [GeneratedRegex(@"^(?:arn:[a-z-]+:[^\s]*|(?:AKIA|ASIA)[A-Z0-9]{16}|!(?:Ref|Sub|GetAtt|ImportValue|Join|If|FindInMap|Select|Split|Base64)\b.*|Fn::\w+.*|\{\{\s*[\w.$:-]*.*|:[\w:-]*\}\}|\$\{[^{}]*\}|\$\{\{.*|\$[A-Za-z_]\w*|\$\([^)]*\)|%\(?\w+[%)]s?|<[\w -]+>|\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-][\d:]+)?)?|alias/[\w/-]+|[A-Z]{2,}(?:_[A-Z]{2,})+)$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Plain();

    [GeneratedRegex(@"^(?:/[\w.-]+)+/?$", RegexOptions.CultureInvariant)]
    private static partial Regex Path();

    [GeneratedRegex("^(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])[A-Za-z0-9/+]{40}$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretKey();
}
