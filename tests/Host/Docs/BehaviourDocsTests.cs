using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Infra.Core.Docs;

/// <summary>docs/aws-behaviour.md says of each fact where it is from, what minds it, and which test would notice.</summary>
public sealed partial class BehaviourDocsTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../.."));

    [Fact]
    public void Every_fact_has_a_source_a_tool_and_tests_that_exist()
    {
        var names = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => Name().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).ToHashSet();
        var rows = File.ReadLines(Path.Combine(Root, "docs/aws-behaviour.md"))
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal) && !l.StartsWith("| operation |", StringComparison.Ordinal)
                && !l.StartsWith("| ---", StringComparison.Ordinal)).ToList();

        Assert.True(rows.Count > 100);
        Assert.All(rows, row =>
        {
            var cells = row.Trim('|').Replace("\\|", "", StringComparison.Ordinal).Split('|', StringSplitOptions.TrimEntries);
            Assert.True(cells.Length == 5 && cells.All(c => c.Length > 1), row);
            var tests = Code().Matches(cells[4]).Select(m => m.Groups[1].Value).ToList();
            Assert.True(tests.Count > 0 && tests.All(names.Contains), $"No such test: {row}");
        });
    }

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"(?:class |void |Task )(\w+)")]
    private static partial Regex Name();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
