using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Infra.Plugins;

/// <summary>
/// How long a line of code may be, anywhere in the repository: no analyser of the build looks at it. It stands here, so that whoever writes
/// a tool is told first.
/// </summary>
public sealed partial class LineRulesTests
{
    private const int MostColumns = 140;

    [Fact]
    public void No_line_of_code_is_longer_than_140_columns()
    {
        var root = Root();
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(f => !Built().IsMatch(Path.GetRelativePath(root, f))).ToList();
        Assert.True(files.Count > 800);
        var broken = files.SelectMany(f => TooLong(File.ReadLines(f)).Select(line => $"{Path.GetRelativePath(root, f)}:{line}")).ToList();
        Assert.True(broken.Count == 0, $"{broken.Count} lines have more than {MostColumns} columns:\n{string.Join("\n", broken)}");
    }

    [Theory]
    [InlineData("var a = 1;", true)]
    [InlineData("    Call(\"", false)]
    [InlineData("    // ", false)]
    [InlineData("    $\"", true)]
    [InlineData("    [GeneratedRegex(@\"", true)]
    public void A_long_line_is_seen_unless_it_is_one_literal(string start, bool passes)
    {
        var line = start.EndsWith(';') ? start : start + new string('a', MostColumns);
        Assert.Equal(passes, !TooLong([line]).Any());
        Assert.Empty(TooLong(["var raw = \"\"\"", line, "    \"\"\";"]));
        Assert.Equal(passes, !TooLong(["var raw = \"\"\"", "    \"\"\";", line]).Any());
    }

    private static string Root() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../.."));

    /// <summary>The numbers of the lines that are too long. The content of raw strings is data, and a literal cannot be broken.</summary>
    private static IEnumerable<int> TooLong(IEnumerable<string> lines)
    {
        var (number, raw) = (0, false);
        foreach (var line in lines)
        {
            number++;
            if (line.Length > MostColumns && !raw && !Literal().IsMatch(line)) yield return number;
            if (Quotes().Count(line) % 2 == 1) raw = !raw;
        }
    }

    [GeneratedRegex(@"^\.|(^|[/\\])(artifacts|bin|obj|node_modules)[/\\]")]
    private static partial Regex Built();

    [GeneratedRegex("""^\s*(?:/// <inheritdoc cref="|\[(?:GeneratedRegex|InlineData)\(@?"|(?:[?:+] |\w+ \? )?\$*@?"|<\w)""")]
    private static partial Regex Literal();

    [GeneratedRegex("\"{3,}")]
    private static partial Regex Quotes();

    private static string Here([CallerFilePath] string path = "") => path;
}
