using System.Buffers;
using System.Text.RegularExpressions;

namespace Infra.Core.Safety;

/// <summary>
/// Finds in plain text what a telling name gives away: <c>NAME=value</c>, YAML, XML, fragments of JSON, also JSON that was escaped
/// once or more to stand in a text. It goes through the text once and looks back and ahead by bounded steps, so that no text takes
/// longer than in proportion to its length.
/// </summary>
internal sealed partial class SecretText
{
    private const int LongestName = 80;
    private const int NearLabel = 400;

    private static readonly SearchValues<char> Signs = SearchValues.Create("=:<{}");
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.$/:@-");

    private readonly string text;
    private readonly List<Range> found;

    // The keys of YAML, or of JSON over several lines, that the line lies under, and whether they tell of a secret.
    private readonly Stack<(int Indent, bool Secret)> above = [];

    // Whether the document of YAML that the line is in is a secret of Kubernetes.
    private bool ofKubernetes;

    private int lineStart;
    private int lineEnd;
    private int blockIndent = -1;
    private int flowEnd;

    // Where a value ends that goes on over several lines.
    private int valueEnd;
    private int labelAt = -1;
    private (Range At, int Position)? unlabelled;

    private SecretText(string text, List<Range> found) => (this.text, this.found) = (text, found);

    /// <summary>Adds where in the text secrets stand.</summary>
    public static void Find(string text, List<Range> found) => new SecretText(text, found).Lines();

    private bool IsUnderSecret => above.TryPeek(out var top) && top.Secret;

    private void Lines()
    {
        for (lineStart = 0; lineStart < text.Length; lineStart = lineEnd + 1)
        {
            lineEnd = text.IndexOf('\n', lineStart) is var n and >= 0 ? n : text.Length;
            var content = lineStart;
            while (content < lineEnd && text[content] is ' ' or '\t') content++;
            if (lineStart == 0 || text.AsSpan(lineStart, lineEnd - lineStart).StartsWith("---")) ofKubernetes = IsOfKubernetes();
            if (content < lineEnd && text[content] is not '\r') Line(content);
        }
    }

    // The kind stands before or after the data.
    private bool IsOfKubernetes()
    {
        var end = text.IndexOf("\n---", lineStart, StringComparison.Ordinal) is var next and >= 0 ? next : text.Length;
        return KubernetesSecret().IsMatch(text.AsSpan(lineStart, end - lineStart));
    }

    private void Line(int content)
    {
        var indent = content - lineStart;
        if (lineStart < valueEnd) return;
        if (blockIndent >= 0)
        {
            if (indent > blockIndent)
            {
                Take(content, TrimmedEnd(content));
                return;
            }

            blockIndent = -1;
        }

        var item = text[content] == '-' && content + 1 < lineEnd && text[content + 1] == ' ';
        while (above.TryPeek(out var top) && (indent < top.Indent || indent == top.Indent && !item))
        {
            above.Pop();
            (labelAt, unlabelled) = (-1, null);
        }

        // variable "db_password" {
        if (Variable().Match(text, content, lineEnd - content) is { Success: true } variable)
        {
            above.Push((indent, SecretNames.IsSecret(variable.Groups[1].Value)));
            return;
        }

        var key = content;
        if (item)
        {
            (labelAt, unlabelled) = (-1, null);
            while (key < lineEnd && text[key] is '-' or ' ') key++;
        }

        var any = false;
        for (var at = content; at < lineEnd;)
        {
            if (text.AsSpan(at, lineEnd - at).IndexOfAny(Signs) is not (>= 0 and var next)) break;
            at += next;
            var after = text[at] switch
            {
                '{' or '}' => Brace(at),
                '<' => Element(at),
                _ => Assignment(at, key, ref any),
            };
            at = Math.Max(after, at + 1);
        }

        // A value of a list under the name of a secret, or one that stands on a line of its own.
        if (!any && IsUnderSecret && text[key] is not ('#' or '}' or ']' or '{' or '[' or '<')
            && !SecretValues.IsSentence(text.AsSpan(key, TrimmedEnd(key) - key))) Value(key, TrimmedEnd(key));
    }

    private int Brace(int at)
    {
        (labelAt, unlabelled) = (-1, null);
        return at + 1;
    }

    // <Password>…</Password>, <entry key="db.password">…</entry>, <key>password</key><string>…</string>
    private int Element(int at)
    {
        if (At(at + 1) is '/') return at + 2;
        var end = at + 1;
        while (end < lineEnd && end - at < LongestName && NameCharacters.Contains(text[end])) end++;
        var close = text.AsSpan(end, Math.Min(200, lineEnd - end)).IndexOf('>');
        if (end == at + 1 || close < 0 || text[end - 1] == '/' || close > 0 && (text[end] != ' ' || text[end + close - 1] == '/'))
            return end;
        var name = text.AsSpan()[(text.LastIndexOf(':', end - 1, end - at - 1) is var colon and > 0 ? colon + 1 : at + 1)..end];
        var start = end + close + 1;
        if (text.AsSpan(start, lineEnd - start).StartsWith("<![CDATA[")) start += "<![CDATA[".Length;
        var stop = text.AsSpan(start, lineEnd - start).IndexOfAny('<', ']') is var s and >= 0 ? start + s : lineEnd;
        var content = text.AsSpan(start, stop - start);
        var labelled = labelAt >= 0 && at - labelAt <= NearLabel;
        var telling = Label().Match(text, end, close) is { Success: true } label && SecretNames.IsSecret(label.Groups[1].Value);
        if (SecretNames.IsSecret(name.ToString())
            || labelled && (SecretNames.RoleOf(name.ToString()) is NameRole.Labelled || name is "string")
            || telling && content.ContainsAnyExcept(" \t\r"))
        {
            Value(start, stop);
            labelAt = -1;
            return stop;
        }

        if (telling || name.Length <= 8 && SecretNames.RoleOf(name.ToString()) is NameRole.Label && content.Length <= LongestName
            && SecretNames.IsSecret(content.ToString())) labelAt = at;
        return telling ? end + close : end;
    }

    /// <returns>Where to go on.</returns>
    private int Assignment(int sign, int key, ref bool any)
    {
        // "::", "==", "!=", "://" assign nothing; ":=" does.
        var walrus = text[sign] == ':' && At(sign + 1) is '=';
        if (sign > 0 && text[sign - 1] is ':' or '=' or '!' or '<' or '>' || sign + 1 < lineEnd && text[sign + 1] is ':'
            || At(sign + 1) is '=' && !walrus) return sign + 1;
        if (text[sign] == ':' && At(sign + 1) == '/' && At(sign + 2) == '/') return sign + 3;
        var (nameStart, nameEnd, outer) = NameBefore(sign);
        if (nameStart == nameEnd) return sign + 1;
        var start = sign + 1;
        if (walrus || At(start) == '>') start++;
        while (start < lineEnd && text[start] is ' ' or '\t') start++;
        var name = text.AsSpan(nameStart, nameEnd - nameStart);
        // Within an address or a reference: {{resolve:secretsmanager:${Secret}:SecretString:password}}
        // A part of an ARN: arn:aws:secretsmanager:*:*:secret:db-*
        if (name.Contains("://", StringComparison.Ordinal) || name.StartsWith("resolve:") || name[0] == ':' && text[sign] == ':')
            return sign + 1;
        if (text[sign] == ':' && IsPlace(name, sign + 1)) return sign + 1;

        var isFirst = !any && outer <= key + 1;
        any = true;
        var (says, role) = SecretNames.Know(name);
        if (says is NameSays.Nothing && WithWordsBefore(nameStart, nameEnd, quoted: outer != nameStart) >= 0) says = NameSays.Secret;
        // There each name is one that a person chose.
        if (ofKubernetes && IsUnderSecret && says is NameSays.Fact) says = NameSays.Nothing;
        if (labelAt >= 0 && sign - labelAt > NearLabel) labelAt = -1;
        var secret = says is NameSays.Secret || ofKubernetes && sign == nameEnd && nameStart == lineStart && name is "data" or "stringData"
            || says is NameSays.Nothing && (sign < flowEnd || IsUnderSecret && (isFirst || above.Count > 0))
            || labelAt >= 0 && role is NameRole.Labelled;

        if (Opens(sign, start, isFirst, outer, secret)) return start;
        if (start >= lineEnd) return start;
        if (!secret && role is NameRole.None && name is not ("NoEcho" or "Type")) return sign + 1;
        var (valueStart, valueEnd, next) = ValueAt(start, isFirst && text[sign] == ':' && start > sign + 1 && text[key] != '{', secret);
        if (secret)
        {
            // Authorization: Bearer …
            if (SecretNames.Split(name.ToString()) is [.., "authorization"]) valueStart = AfterScheme(valueStart, valueEnd);
            // password: str = "…", where a type is declared.
            if (next == valueEnd && Typed().Match(text, valueStart, lineEnd - valueStart) is { Success: true } typed)
                (valueStart, valueEnd, next) = ValueAt(typed.Index + typed.Length, toEndOfLine: false, secret: true);
            var quoted = next != valueEnd || text[valueStart - 1] is '"' or '\'';
            if (quoted && next == valueEnd && isFirst && text[sign] == ':') next = valueEnd = OverLines(valueEnd, text[valueStart - 1]);
            else if (quoted && valueStart == valueEnd && At(next) == text[valueStart - 1]) (valueStart, valueEnd, next) = Thrice(next);
            // "Password: must have 8 characters" is a sentence.
            if ((quoted || !SecretValues.IsSentence(text.AsSpan(valueStart, lineEnd - valueStart)))
                && !SecretStructure.IsCount(name, text.AsSpan(valueStart, valueEnd - valueStart))) Value(valueStart, valueEnd);
            return Math.Max(next, start);
        }

        Neighbours(name, role, sign, valueStart, valueEnd);
        return sign + 1;
    }

    /// <summary>Whether the value is a block or a list instead of a text; what is in it is then read with this name above it.</summary>
    private bool Opens(int sign, int start, bool isFirst, int outer, bool secret)
    {
        var empty = start >= lineEnd || text[start] is '#' or '\r';
        var bracket = !empty && text[start] is '{' or '[' && At(start + 1) != '{';
        if (isFirst && text[sign] == ':' && (empty || bracket && TrimmedEnd(start) == start + 1))
        {
            above.Push((outer - lineStart, secret));
            return true;
        }

        if (isFirst && secret && text[sign] == ':' && !empty && text[start] is '|' or '>')
        {
            blockIndent = outer - lineStart;
            return true;
        }

        if (secret && HereDocument().Match(text, start, lineEnd - start) is { Success: true } here)
        {
            var close = text.AsSpan(lineEnd).IndexOf($"\n{here.Groups[1].ValueSpan}");
            Take(Math.Min(lineEnd + 1, text.Length), valueEnd = close > 0 ? lineEnd + close : text.Length);
            return true;
        }

        if (!bracket || !secret || start < flowEnd) return empty;
        // { "Default": … } in one line.
        var end = flowEnd = Closing(start);
        var isList = !text.AsSpan(start, end - start).Contains('{');
        if (isList && !text.AsSpan(start).StartsWith(Redactor.Mark)) Value(start + 1, text[end - 1] is ']' ? end - 1 : end);
        return true;
    }

    // A text of YAML that is closed on one of the next lines, all of which stand further to the right.
    private int OverLines(int end, char quote)
    {
        var indent = text.AsSpan(lineStart).IndexOfAnyExcept(' ', '\t', '-');
        for (int start = lineEnd + 1, lines = 0; start < text.Length && lines < 100; lines++)
        {
            var stop = text.IndexOf('\n', start) is var n and >= 0 ? n : text.Length;
            var line = text.AsSpan(start, stop - start);
            if (line.IndexOfAnyExcept(" \t\r") is var first && first >= 0 && first <= indent) break;
            if (line.IndexOf(quote) is var close and >= 0) return valueEnd = start + close;
            start = stop + 1;
        }

        return end;
    }

    // """…""", which may go on over lines too.
    private (int Start, int End, int Next) Thrice(int third)
    {
        var quotes = new string(text[third], 3);
        var start = third + 1;
        var end = text.AsSpan(start, Math.Min(text.Length - start, 4000)).IndexOf(quotes);
        valueEnd = end < 0 ? lineEnd : start + end;
        return (start, valueEnd, valueEnd);
    }

    // "Secret access key: …"
    private int WithWordsBefore(int start, int end, bool quoted)
    {
        if (quoted || text[start..end].ToLowerInvariant() is not ("key" or "keys" or "phrase" or "string" or "code")) return -1;
        for (var words = 0; words < 2 && start > lineStart + 1 && text[start - 1] == ' ' && char.IsAsciiLetter(text[start - 2]); words++)
        {
            start--;
            while (start > lineStart && char.IsAsciiLetter(text[start - 1])) start--;
            if (SecretNames.IsSecret(text[start..end])) return start;
        }

        return -1;
    }

    // { "name": "DB_PASSWORD", "value": … }, in either order.
    private void Neighbours(ReadOnlySpan<char> name, NameRole role, int sign, int start, int end)
    {
        var value = text.AsSpan(start, end - start);
        switch (role)
        {
            case NameRole.Labelled:
                unlabelled = (start..end, sign);
                break;
            case NameRole.Label when value.Length <= LongestName && SecretNames.IsSecret(value.ToString()):
            case NameRole.None when name is "Type" && value.Trim("\"'") is "SecureString":
            case NameRole.None when name is "NoEcho" && value.Trim("\"'").Equals("true", StringComparison.OrdinalIgnoreCase):
                labelAt = sign;
                if (unlabelled is { } before && sign - before.Position <= NearLabel) Value(before.At.Start.Value, before.At.End.Value);
                break;
            // What a resource of CloudFormation is called says nothing about its properties.
            case NameRole.None when name is "Type" && IsUnderSecret && value.Contains("::", StringComparison.Ordinal):
                above.Push((above.Pop().Indent, false));
                break;
        }
    }

    // A place in a file: Credentials.cs:line 73, secrets.py:12, tokens.js:12:5
    private bool IsPlace(ReadOnlySpan<char> name, int after)
    {
        if (!char.IsAsciiDigit(At(after)) && !text.AsSpan(after, lineEnd - after).StartsWith("line ")) return false;
        var line = name.LastIndexOf(':');
        if (line > 0 && !name[(line + 1)..].ContainsAnyExceptInRange('0', '9')) name = name[..line];
        return name.LastIndexOf('.') is > 0 and var dot
            && name[(dot + 1)..] is "cs" or "fs" or "py" or "js" or "ts" or "java" or "go" or "rb" or "rs";
    }

    private char At(int index) => index < lineEnd ? text[index] : '\0';

    private int TrimmedEnd(int from)
    {
        var end = lineEnd;
        while (end > from && text[end - 1] is ' ' or '\t' or '\r' or ',') end--;
        return end;
    }

    /// <summary>The name before a sign, and where it begins with its quotes.</summary>
    private (int Start, int End, int Outer) NameBefore(int sign)
    {
        var least = Math.Max(lineStart, sign - LongestName - 16);
        var end = sign;
        // ENV["DB_PASSWORD"] ||= …, DB_PASSWORD ?= …
        while (text[sign] == '=' && end > least && text[end - 1] is '|' or '?' or '+') end--;
        while (end > least && text[end - 1] is ' ' or '\t') end--;
        // settings["DB_PASSWORD"] =
        if (end - 2 > least && text[end - 1] == ']' && text[end - 2] is '"' or '\'') end--;
        var quotes = QuoteBefore(end);
        end -= quotes;
        var start = end;
        while (start > least && NameCharacters.Contains(text[start - 1])) start--;
        if (start > lineStart && text[start - 1] == '\\' && start < end)
        {
            // \u0022name\u0022, and a line break that was escaped.
            if (end - start > 5 && text.AsSpan(start).StartsWith("u0022") || end - start > 5 && text.AsSpan(start).StartsWith("u0027"))
                start += 5;
            else if (text[start] is 'n' or 'r' or 't' && quotes == 0) start++;
        }

        return (start, end, quotes > 0 && start > lineStart && text[start - 1] is '"' or '\'' ? start - 1 : start);
    }

    private int QuoteBefore(int end)
    {
        var length = end > lineStart && text[end - 1] is '"' or '\'' ? 1
            : end - 6 >= lineStart && text[end - 6] == '\\' && text.AsSpan(end - 5, 5) is "u0022" or "u0027" ? 5
            : 0;
        if (length == 0) return 0;
        while (end - length > lineStart && text[end - length - 1] == '\\') length++;
        return length;
    }

    private (int Start, int End, int Next) ValueAt(int start, bool toEndOfLine, bool secret)
    {
        start = AfterPrefix(start);
        var slashes = 0;
        while (start + slashes < lineEnd && text[start + slashes] == '\\') slashes++;
        var rest = text.AsSpan(start + slashes, lineEnd - start - slashes);
        var quote = rest is ['"' or '\'', ..] ? rest[..1]
            : slashes > 0 && (rest.StartsWith("u0022") || rest.StartsWith("u0027")) ? rest[..5]
            : default;
        if (quote.Length > 0)
        {
            var from = start + slashes + quote.Length;
            // Names and labels are short: what is no secret is not searched to its end.
            var most = secret ? lineEnd : Math.Min(lineEnd, from + NearLabel);
            for (var at = from; at < most;)
            {
                if (text.AsSpan(at, most - at).IndexOf(quote) is not (>= 0 and var next)) break;
                at += next;
                var run = 0;
                while (at - run > from && text[at - run - 1] == '\\') run++;
                // In a text that is escaped n times a quote has 2^n - 1 backslashes before it, and one within has more.
                if ((run & (2 * slashes + 1)) == slashes) return (from, at - slashes, at + quote.Length);
                at += quote.Length;
            }

            return (from, most, most);
        }

        if (toEndOfLine)
        {
            var comment = text.AsSpan(start, lineEnd - start).IndexOf(" #");
            var end = comment >= 0 ? start + comment : TrimmedEnd(start);
            return (start, end, end);
        }

        var stop = start;
        var limit = secret ? lineEnd : Math.Min(lineEnd, start + NearLabel);
        if (text.AsSpan(start, limit - start).StartsWith(Redactor.Mark))
            return (start, start + Redactor.Mark.Length, start + Redactor.Mark.Length);
        // A reference is whole with its brackets: ${DB_PASSWORD}, {{ password }}.
        if (At(start) is '{' || At(start) is '$' && At(start + 1) is '{' or '(')
        {
            var close = text.AsSpan(start, Math.Min(LongestName, limit - start)).IndexOfAny('}', ')');
            if (close > 0) stop = Math.Min(limit, start + close + (At(start + close + 1) is '}' ? 2 : 1));
        }

        while (stop < limit && !EndsValue(stop)) stop++;
        return (start, stop, stop);
    }

    // b"…", r'…', N'…', @"…", $'…': a text in code has letters before its quote.
    private int AfterPrefix(int start)
    {
        var end = start;
        while (end - start < 2 && At(end) is 'b' or 'B' or 'f' or 'F' or 'r' or 'R' or 'u' or 'U' or 'L' or 'N' or '@' or '$') end++;
        var quote = end;
        while (At(quote) is '\\') quote++;
        return At(quote) is '"' or '\'' ? end : start;
    }

    // A value without quotes ends at what cannot be in one; at what can, only if another name follows.
    private bool EndsValue(int at)
    {
        switch (text[at])
        {
            case ' ' or '\t' or '\r' or '"' or '\'' or '<' or '}' or ']' or ')':
                return true;
            case '\\':
                return At(at + 1) is 'n' or 'r' or 't' or '"' or 'u' or '\\';
            case ';' or ',' or '&':
                var next = at + 1;
                while (next < lineEnd && next - at < 4 && text[next] is ' ' or '"' or '\'') next++;
                if (next >= lineEnd || text[next] is '\r' || text[at + 1] == ' ') return true;
                var name = next;
                while (name < lineEnd && name - next < 48
                    && (char.IsAsciiLetterOrDigit(text[name]) || text[name] is '_' or '-' or '.' or ' ')) name++;
                return name > next && At(name) is '=' or ':';
            default:
                return false;
        }
    }

    private int AfterScheme(int start, int end)
    {
        var word = start;
        while (word < end && char.IsAsciiLetter(text[word])) word++;
        return word > start && word + 1 < end && text[word] == ' ' ? word + 1 : start;
    }

    /// <summary>The end of the bracket that opens there, or of the line.</summary>
    private int Closing(int start)
    {
        var depth = 0;
        for (var at = start; at < lineEnd; at++)
        {
            if (text[at] is '{' or '[') depth++;
            else if (text[at] is '}' or ']' && --depth == 0) return at + 1;
        }

        return lineEnd;
    }

    private void Value(int start, int end)
    {
        // In a sentence the value is followed by what belongs to the sentence: `"secrets": true`.
        if (start < end && text.AsSpan(start, end - start).Trim("\"'`") is var value && !SecretValues.IsPlain(value)
            && !SecretValues.IsPlain(value.TrimEnd("`.,;:)\"'"))) Take(start, end);
    }

    private void Take(int start, int end)
    {
        if (start < end) found.Add(start..end);
    }

    [GeneratedRegex(@"^kind: Secret[ \r]*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex KubernetesSecret();

    [GeneratedRegex(@"\Gvariable ""([\w-]{1,80})"" \{[ \r]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\b(?:name|key|property|parameter)=[""']([^""'<>]{1,80})[""']", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@"\G<<[-~]?[""']?([A-Z_]{2,20})[""']?[ \r]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex HereDocument();

    [GeneratedRegex(@"\G[\w.<>|?\[\]]{1,40}[ ]=[ ](?=[""'])", RegexOptions.CultureInvariant)]
    private static partial Regex Typed();
}
