using System.Text;
using System.Text.RegularExpressions;

namespace Infra.Core.Docs;

/// <summary>Splits what a reader would paste into a POSIX shell into its commands and their words.</summary>
internal static partial class ShellLine
{
    /// <summary>The commands of a block, each with the number of its first line.</summary>
    public static IEnumerable<(int Line, IReadOnlyList<string> Words)> Commands(string block)
    {
        var (number, start, whole) = (0, 0, "");
        foreach (var line in block.Split('\n'))
        {
            if (whole.Length == 0) start = number;
            number++;
            whole += line;
            if (whole.EndsWith('\\'))
            {
                whole = whole[..^1];
                continue;
            }

            foreach (Match inner in Substitution().Matches(whole))
            {
                foreach (var words in Split(inner.Groups[1].Value)) yield return (start, words);
            }

            foreach (var words in Split(whole)) yield return (start, words);
            whole = "";
        }
    }

    /// <summary>The commands of one line: of a pipe, of a list, after assignments; without redirections and comments.</summary>
    public static IEnumerable<IReadOnlyList<string>> Split(string line)
    {
        // What a command inside prints is not known.
        line = Substitution().Replace(line, "$$inner");
        List<string> words = [];
        var (word, started, skip) = (new StringBuilder(), false, false);
        for (var i = 0; i <= line.Length; i++)
        {
            var c = i < line.Length ? line[i] : '\n';
            if (c is '#' && !started) break;
            // "2>&1" is no end of a command.
            if (c is '&' && i > 0 && line[i - 1] is '>') c = ' ';
            if (c is '\'' or '"' && line.IndexOf(c, i + 1) is var end and > 0)
            {
                (started, i) = (Add(line[(i + 1)..end]), end);
            }
            else if (c is ' ' or '\n' or '|' or '&' or ';' or '>' or '<')
            {
                if (started && !skip && !(c is '>' && word.Length == 1 && char.IsDigit(word[0]))) words.Add(word.ToString());
                if (started) skip = false;
                (started, _) = (false, word.Clear());
                if (c is '>' or '<') skip = true;
                if (c is '|' or '&' or ';' && Take() is { Count: > 0 } one) yield return one;
            }
            else started = Add(c.ToString());
        }

        if (started && !skip) words.Add(word.ToString());
        if (Take() is { Count: > 0 } last) yield return last;

        bool Add(string text) => word.Append(text) is not null;

        IReadOnlyList<string> Take()
        {
            List<string> command = [.. words.SkipWhile(w => Assignment().IsMatch(w))];
            words.Clear();
            return command;
        }
    }

    [GeneratedRegex(@"\$\(([^()]*)\)")]
    private static partial Regex Substitution();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*=")]
    private static partial Regex Assignment();
}
