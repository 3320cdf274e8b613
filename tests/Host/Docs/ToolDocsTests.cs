using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Infra.Core.Catalog;
using Infra.Manifest;
using Microsoft.ML.Tokenizers;

namespace Infra.Core.Docs;

/// <summary>
/// docs/tools.md and docs/tools/MODULE.md are made from the tools, and from calls that tests/Emulator recorded. To make them anew, run the
/// tests with UPDATE_SNAPSHOTS=1. A tool has lines of its own and no file holds a sum, so that branches which add tools do not get in each
/// other's way.
/// </summary>
public sealed class ToolDocsTests
{
    private const int MostOfATool = 155;
    // One of so many.
    private const int MostWithoutCall = 16;
    private const int MostOfTheDefault = 12_500;

    private static readonly bool Update = Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1";
    private static readonly Lazy<TiktokenTokenizer> Encoding = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));
    private static readonly Lazy<PluginCatalog> Everything = new(BuiltHost.Everything);

    private static IEnumerable<ModuleManifest> Modules =>
        Everything.Value.Modules.SelectMany(m => m.Plugin.Manifest.Modules).DistinctBy(m => m.Name);

    public static TheoryData<string> ModuleNames => [.. Modules.Select(m => m.Name)];

    [Fact]
    public void The_list_of_modules_is_up_to_date()
    {
        var text = new StringBuilder(
            "# Tools\n\nThe modules, each with its tools. Made by a test from the tools themselves.\n\n| module | what it is about "
            + "|\n|---|---|\n");
        foreach (var module in Modules.OrderBy(m => m.Name, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"| [{module.Name}](tools/{module.Name}.md) | {Cell(module.Description)} |\n");
        Same(Path.Combine(Folder(), "tools.md"), text.ToString());
        Assert.Equal(Modules.Select(m => $"{m.Name}.md").Order(StringComparer.Ordinal),
            Directory.GetFiles(Path.Combine(Folder(), "tools")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(ModuleNames))]
    public void The_list_of_tools_is_up_to_date(string name)
    {
        var path = Path.Combine(Folder(), "tools", $"{name}.md");
        var recorded = Recorded(path);
        var module = Modules.Single(m => m.Name == name);
        var text = new StringBuilder($"""
            # {module.Name}

            {module.Description}

            Made by a test from the tools themselves. Kinds: read, job (a read that starts work which only looks; in read mode offered only where the
            module has `"jobs": true`), table (only fills a table of [the inventory](../inventory.md)), write, destructive; `*` returns a secret, and is offered only where the module has `"secrets": true`.
            Tokens (o200k, to within 5 %): what a model reads of the tool, which is its name, description and arguments as listed.
            Below are the arguments of each tool, **required** or not, and a call of it that was recorded on an emulator. The host adds `region`,
            `account` and `profile` where they mean something ([accounts](../accounts.md)), and to tools that write `dryRun` and `confirm`.

            | tool | kind | tokens | what it does | IAM actions |
            |---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var t in module.Tools)
        {
            // A tool that is offered only with a setting is not listed here, and costs nothing by default.
            var now = Everything.Value.Offered.SingleOrDefault(o => o.Name == t.Name) is { } offered ? Tokens(offered) : (int?)null;
            var kind = t.TableOnly ? "table" : t.Job ? "job" : PluginCatalog.Word(t.Kind);
            var shown = now is { } n && recorded.TryGetValue(t.Name, out var before) && Math.Abs(n - before) <= before * 0.05
                ? before : now;
            text.Append(CultureInfo.InvariantCulture,
                $"| `{t.Name}`{(t.Secret ? "*" : "")} | {kind} | {shown} | {Cell(t.Description)} | "
                + $"{string.Join(", ", t.IamActions)} |\n");
        }

        // Nobody calls what only fills a table.
        foreach (var t in module.Tools.Where(t => !t.TableOnly))
        {
            var call = RecordedCall.Of(t.Name)?.Text() ?? "\nNo call of it was recorded yet.\n";
            text.Append(CultureInfo.InvariantCulture, $"\n## {t.Name}\n\n{ToolArguments.Table(t.InputSchema)}{call}");
        }

        Same(path, text.ToString());
    }

    [Fact]
    public void Calls_that_are_shown_fit_their_tools_as_they_are_now()
    {
        const string Remedy = "run the tests of tests/Emulator that call them with UPDATE_SNAPSHOTS=1";
        var tools = Everything.Value.All.ToDictionary(t => t.Name);
        Assert.Empty(RecordedCall.Names.Except(tools.Keys));
        var faults = tools.Values.SelectMany(t => RecordedCall.Of(t.Name)?.Faults(t).Select(f => $"{t.Name}: {f}") ?? []).ToList();
        Assert.True(faults.Count == 0,
            $"These recorded calls no longer fit their tools; delete their files and {Remedy}:\n{string.Join("\n", faults)}");

        // A tool that is new need not wait for a run on the emulator.
        var missing = tools.Keys.Except(RecordedCall.Names).ToList();
        Assert.True(missing.Count <= tools.Count / MostWithoutCall,
            $"No call was recorded of {string.Join(", ", missing)}; {Remedy}.");
    }

    [Fact]
    public void What_a_model_reads_stays_within_the_budget()
    {
        // The default, which most models read all the time.
        Assert.InRange(BuiltHost.Catalog(ToolKind.Read).Offered.Sum(Tokens), 1, MostOfTheDefault);
        Assert.InRange(BuiltHost.Catalog(ToolKind.Write).Offered.Average(Tokens), 1, MostOfATool);
    }

    [Fact]
    public void What_is_listed_is_a_schema_with_a_type_for_every_argument_and_all_that_is_checked_otherwise()
    {
        foreach (var tool in Everything.Value.Offered)
        {
            Assert.Equal("object", tool.ListedSchema.GetProperty("type").GetString());
            Compare(tool.Name, tool.InputSchema, tool.ListedSchema);
        }

        static void Compare(string where, JsonElement full, JsonElement listed)
        {
            foreach (var keyword in full.EnumerateObject())
            {
                if (keyword.Name is "properties")
                    foreach (var property in keyword.Value.EnumerateObject().Where(p => !CatalogTool.IsFromPerson(p.Value)))
                        Compare($"{where}.{property.Name}", property.Value, listed.GetProperty("properties").GetProperty(property.Name));
                else if (keyword.Name is "items" or "additionalProperties") Compare(where, keyword.Value, listed.GetProperty(keyword.Name));
                else if (keyword.Name is "type" or "enum" or "required")
                    Assert.True(JsonElement.DeepEquals(keyword.Value, listed.GetProperty(keyword.Name)), $"{where}: {keyword.Name}");
            }
        }
    }

    [Theory]
    [InlineData("ec2_get_instance", "instanceId", null)]
    [InlineData("iam_get_role", "roleName", null)]
    [InlineData("ec2_list_instances", "limit", null)]
    [InlineData("ec2_list_instances", "name", null)]
    [InlineData("ec2_run_instances", "dryRun", null)]
    [InlineData("rds_delete_instance", "skipFinalSnapshot", "Take no final snapshot: all data is lost")]
    public void A_description_is_listed_unless_it_only_says_the_name_again(string tool, string argument, string? listed)
    {
        var found = Everything.Value.Offered.Single(t => t.Name == tool);
        Assert.True(found.InputSchema.GetProperty("properties").GetProperty(argument).TryGetProperty("description", out _));
        Assert.Equal(listed, found.ListedSchema.GetProperty("properties").GetProperty(argument).TryGetProperty("description", out var d)
            ? d.GetString() : null);
    }

    [Fact]
    public void A_page_asked_for_without_a_limit_has_at_most_5000_tokens_whatever_is_in_it()
    {
        // Ids, the dearest text there is, in rows of the usual form; a thousand of them.
        var random = new Random(1);
        var rows = Enumerable.Range(0, 1000).Select(i => new System.Text.Json.Nodes.JsonObject
        {
            ["id"] = $"i-0{random.NextInt64():x16}",
            ["subnetId"] = $"subnet-0{random.NextInt64():x16}",
            ["arn"] = $"arn:aws:ec2:eu-west-1:123456789012:instance/i-0{random.NextInt64():x16}",
            ["name"] = $"web-{i}",
        });
        var page = new System.Text.Json.Nodes.JsonObject
        {
            ["items"] = new System.Text.Json.Nodes.JsonArray([.. rows]),
            ["complete"] = true
        };

        Answers.AnswerSize.CutPage(page, "t", new(null, 0), null, int.MaxValue, new Settings.AnswerSettings().DefaultPageCharacters);

        Assert.InRange(Encoding.Value.CountTokens(HostJson.Text(page)), 1000, 5000);
    }

    private static int Tokens(CatalogTool tool) =>
        Encoding.Value.CountTokens(
            $$"""{"name":"{{tool.Name}}","description":"{{tool.Description}}","inputSchema":{{tool.ListedSchema.GetRawText()}}}""");

    private static Dictionary<string, int> Recorded(string path) => !File.Exists(path) ? [] : File.ReadAllLines(path)
        .Select(l => l.Split('|', StringSplitOptions.TrimEntries))
        .Where(c => c.Length > 3 && int.TryParse(c[3], CultureInfo.InvariantCulture, out _))
        .ToDictionary(c => c[1].Trim('`', '*'), c => int.Parse(c[3], CultureInfo.InvariantCulture));

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static void Same(string path, string text)
    {
        if (Update) File.WriteAllText(path, text);
        Assert.True(File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == text,
            $"{Path.GetRelativePath(Path.GetDirectoryName(Folder())!, path)} is out of date; run this test with UPDATE_SNAPSHOTS=1.");
    }

    private static string Folder([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../docs"));
}
