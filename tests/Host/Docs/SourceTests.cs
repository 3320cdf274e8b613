using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Infra.Core.Docs;

/// <summary>What no analyser of the build looks at.</summary>
public sealed partial class SourceTests
{
    // Of several, the generator writes now one first and now another, so that no two builds would be the same.
    [Theory]
    [InlineData("Host", "HostLog.cs")]
    [InlineData("Host/Core", "Log.cs")]
    public void All_log_messages_of_an_assembly_are_in_one_class(string folder, string file)
    {
        var root = Path.Combine(Root(), folder);
        var own = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(f => folder is not "Host" || !f.StartsWith(Path.Combine(root, "Core"), StringComparison.Ordinal));

        var with = own.Where(f => File.ReadAllText(f).Contains("[LoggerMessage(", StringComparison.Ordinal));
        Assert.Equal([file], with.Select(Path.GetFileName));
    }

    // What a command draws it finds by AnswerShape. The demonstration is a story that these tools are told in.
    [Fact]
    public void The_host_names_no_tool_of_a_module()
    {
        var tools = Directory.EnumerateFiles(Path.Combine(Root(), "tests/Plugins/snapshots"), "*_*.json")
            .Select(f => Path.GetFileNameWithoutExtension(f)).ToHashSet();
        Assert.True(tools.Count > 300);
        var host = Path.Combine(Root(), "Host");
        var named = from file in Directory.EnumerateFiles(host, "*.cs", SearchOption.AllDirectories)
                    where !file.StartsWith(Path.Combine(host, "Demo"), StringComparison.Ordinal)
                    from line in File.ReadLines(file)
                    where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
                    from word in ToolName().Matches(line).Select(m => m.Value)
                    where tools.Contains(word)
                    select $"{Path.GetRelativePath(host, file)}: {word}";
        Assert.Empty(named);
    }

    private static string Root() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../.."));

    [GeneratedRegex("[a-z0-9]+(?:_[a-z0-9]+)+")]
    private static partial Regex ToolName();

    private static string Here([CallerFilePath] string path = "") => path;
}
