namespace Infra.Core.Docs;

/// <summary>A link within the repository leads somewhere, and every document can be reached.</summary>
public sealed class LinkTests
{
    // What a forge shows of its own accord.
    private static readonly string[] Entrances = ["README.md", "SECURITY.md", "CODE_OF_CONDUCT.md"];

    [Fact]
    public void Every_link_within_the_repository_leads_to_a_file_and_a_heading()
    {
        var documents = Markdown.All.ToDictionary(d => d.Path);
        Assert.True(documents.Count > 40);
        var broken = Markdown.All.SelectMany(d => d.Links.Where(l => IsBroken(documents, d.Path, l.Target))
            .Select(l => FormattableString.Invariant($"{d.Path}:{l.Line} {l.Target}"))).ToList();
        Assert.True(broken.Count == 0, $"These links lead nowhere:\n{string.Join("\n", broken)}");
    }

    [Fact]
    public void Every_document_can_be_reached_from_the_README()
    {
        var documents = Markdown.All.ToDictionary(d => d.Path);
        var reached = new HashSet<string>();
        var next = new Stack<string>(Entrances);
        while (next.TryPop(out var path))
        {
            if (!reached.Add(path)) continue;
            foreach (var (target, _) in documents[path].Links.Where(l => IsOurs(l.Target)).Select(l => Resolve(path, l.Target)))
                foreach (var one in documents.Keys.Where(k => k == target || k == $"{target}/README.md" || IsListed(k, target)))
                    next.Push(one);
        }

        // A README beside code is found by whoever looks at the code, or shown by a package registry.
        var left = documents.Keys.Except(reached)
            .Where(p => !p.Contains('/', StringComparison.Ordinal) || p.StartsWith("docs/", StringComparison.Ordinal)).ToList();
        Assert.True(left.Count == 0, $"No link leads to:\n{string.Join("\n", left)}");
    }

    [Theory]
    [InlineData("b.md", false)]
    [InlineData("c.md", true)]
    [InlineData("b.md#one-and-two", false)]
    [InlineData("b.md#one-and-two-1", false)]
    [InlineData("b.md#three", true)]
    [InlineData("#infra-list-x", false)]
    [InlineData("../README.md", false)]
    [InlineData("../../README.md", true)]
    [InlineData("https://example.com/none", false)]
    public void A_broken_link_is_found(string target, bool broken)
    {
        var a = Markdown.Parse("docs/a.md", "## `infra list [x](b.md)`\n");
        var b = Markdown.Parse("docs/b.md", "# One and *two*\n```sh\n# three\n```\n## One and two\n");
        var documents = new[] { a, b, Markdown.Parse("README.md", "") }.ToDictionary(d => d.Path);
        Assert.Equal(broken, IsBroken(documents, "docs/a.md", target));
    }

    private static bool IsBroken(Dictionary<string, Markdown> documents, string from, string target)
    {
        if (!IsOurs(target)) return false;
        var (path, anchor) = Resolve(from, target);
        if (documents.TryGetValue(path, out var document)) return anchor.Length > 0 && !document.Anchors.Contains(anchor);
        var full = Path.Combine(Markdown.Root, path);
        return anchor.Length > 0 || path.StartsWith("..", StringComparison.Ordinal) || path.EndsWith(".md", StringComparison.Ordinal)
            || !File.Exists(full) && !Directory.Exists(full);
    }

    // A link to a folder shows what is in it.
    private static bool IsListed(string path, string folder) => Path.GetDirectoryName(path)!.Replace('\\', '/') == folder;

    private static bool IsOurs(string target) => !target.Contains("://", StringComparison.Ordinal)
        && !target.StartsWith("mailto:", StringComparison.Ordinal);

    private static (string Path, string Anchor) Resolve(string from, string target)
    {
        var (file, anchor) = target.Split('#', 2) is [var f, var a] ? (f, a) : (target, "");
        if (file.Length == 0) return (from, anchor);
        var folder = Path.Combine(Markdown.Root, Path.GetDirectoryName(from)!);
        return (Path.GetRelativePath(Markdown.Root, Path.Combine(folder, Uri.UnescapeDataString(file))).Replace('\\', '/'), anchor);
    }
}
