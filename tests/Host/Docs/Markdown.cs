using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Infra.Core.Docs;

/// <summary>One document of this repository, taken apart: its code blocks, the code in its sentences, its links and its headings.</summary>
internal sealed partial class Markdown
{
    private readonly List<Block> blocks = [];
    private readonly List<(int Line, string Code)> spans = [];
    private readonly List<(int Line, string Target)> links = [];
    private readonly HashSet<string> anchors = [];

    private Markdown(string path, string text)
    {
        Path = path;
        StringBuilder? code = null;
        var (number, start, fence, language) = (0, 0, "", "");
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            if (code is not null)
            {
                if (line.Trim() == fence)
                {
                    blocks.Add(new(path, start, language, code.ToString()));
                    code = null;
                }
                else code.Append(line).Append('\n');
            }
            else if (Fence().Match(line) is { Success: true } opening)
            {
                (code, start, fence, language) = (new(), number + 1, opening.Groups[1].Value, opening.Groups[2].Value);
            }
            else Sentence(number, line);
        }

        Assert.True(code is null, $"{path}:{start} begins a block of code that does not end.");
    }

    public static string Root { get; } =
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Here())!, "../../.."));

    /// <summary>All documents but those that a build or a package manager put there.</summary>
    public static IReadOnlyList<Markdown> All { get; } =
    [
        .. Directory.EnumerateFiles(Root, "*.md", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(path => !Foreign().IsMatch(path)).Order(StringComparer.Ordinal)
            .Select(path => new Markdown(path, File.ReadAllText(System.IO.Path.Combine(Root, path)))),
    ];

    /// <summary>Relative to the repository, with slashes.</summary>
    public string Path { get; }

    public IReadOnlyList<Block> Blocks => blocks;

    /// <summary>What stands between backticks outside blocks.</summary>
    public IReadOnlyList<(int Line, string Code)> Spans => spans;

    public IReadOnlyList<(int Line, string Target)> Links => links;

    public IReadOnlySet<string> Anchors => anchors;

    public static Markdown Parse(string path, string text) => new(path, text);

    private void Sentence(int number, string line)
    {
        if (Heading().Match(line) is { Success: true } heading)
        {
            // As forges do it: a second heading of the same words gets a number.
            var slug = Slug(heading.Groups[1].Value);
            for (var (i, name) = (1, slug); !anchors.Add(name); i++) name = string.Create(CultureInfo.InvariantCulture, $"{slug}-{i}");
        }

        spans.AddRange(Span().Matches(line).Select(m => (number, m.Groups[2].Value.Trim())));
        links.AddRange(Link().Matches(Span().Replace(line, "")).Select(m => (number, m.Groups[1].Value)));
    }

    private static string Slug(string heading) =>
        string.Concat(LinkText().Replace(heading, "$1").Trim().ToLowerInvariant()
            .Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_'))
            .Replace(' ', '-');

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"(^|/)(artifacts|bin|obj|node_modules)/|^(\.git|findings)/")]
    private static partial Regex Foreign();

    [GeneratedRegex(@"^\s*(`{3,})(\w*)")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^#{1,6} (.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex("(`+)(.+?)\\1")]
    private static partial Regex Span();

    [GeneratedRegex(@"\]\(\s*<?([^)\s>]+)>?[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    /// <param name="Line">Its first line within the document.</param>
    internal sealed record Block(string Path, int Line, string Language, string Text)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Path}:{Line}");
    }
}
