using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Catalog;
using Microsoft.ML.Tokenizers;

namespace Infra.Core.Docs;

/// <summary>
/// docs/tools.md and docs/tokens.md are made from the tools. To make them anew, run the tests with UPDATE_SNAPSHOTS=1.
/// </summary>
public sealed class ToolDocsTests
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1";
    private static readonly Lazy<TiktokenTokenizer> Encoding = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    [Fact]
    public void The_list_of_tools_is_up_to_date()
    {
        var text = new StringBuilder("# Tools\n\nMade from the tools themselves. Kinds: read, job (a read that starts work which only looks; in read mode offered only where a module has `\"jobs\": true`), write, destructive; `*` returns a secret, and is offered only where a module has `\"secrets\": true`.\n");
        foreach (var plugin in All(ToolKind.Destructive).Modules.Select(m => m.Plugin).Distinct())
        {
            foreach (var module in plugin.Manifest.Modules)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n## {module.Name}\n\n{module.Description}\n\n| tool | kind | what it does | IAM actions |\n|---|---|---|---|\n");
                foreach (var t in module.Tools)
                    text.Append(CultureInfo.InvariantCulture, $"| `{t.Name}`{(t.Secret ? "*" : "")} | {(t.Job ? "job" : PluginCatalog.Word(t.Kind))} | {t.Description.Replace("|", "\\|", StringComparison.Ordinal)} | {string.Join(", ", t.IamActions)} |\n");
            }
        }

        Same("tools.md", text.ToString());
    }

    [Fact]
    public void What_a_model_reads_stays_within_the_budget_and_does_not_grow_unseen()
    {
        var recorded = Recorded();
        var text = new StringBuilder("# What a model reads\n\nTokens (o200k) of name, description and input schema, as listed. Made by a test, which fails when a line grows by more than 5 % unseen.\n\n| module | mode | tools | tokens |\n|---|---|---|---|\n");
        List<string> grown = [], over = [];
        foreach (var mode in Enum.GetValues<ToolKind>())
        {
            var offered = All(mode).Offered.Select(t => (t.Module, Tokens: Tokens(t))).ToList();
            foreach (var group in offered.GroupBy(t => t.Module).Select(g => (g.Key, Tokens: g.Sum(t => t.Tokens), Count: g.Count())))
            {
                var key = $"| {group.Key} | {PluginCatalog.Word(mode)} |";
                text.Append(CultureInfo.InvariantCulture, $"{key} {group.Count} | {group.Tokens} |\n");
                if (!recorded.TryGetValue(key, out var before) || group.Tokens > before * 1.05) grown.Add($"{key} {before} -> {group.Tokens}");
            }

            // The default, which most models read all the time.
            if (mode is ToolKind.Read && offered.Sum(t => t.Tokens) is > MostOfTheDefault and var sum) over.Add($"{sum} tokens by default, of at most {MostOfTheDefault}");
            if (mode is ToolKind.Write && offered.Average(t => t.Tokens) is > MostOfATool and var mean) over.Add($"{mean:F1} tokens a tool in write mode, of at most {MostOfATool}");
        }

        if (Update) File.WriteAllText(Path.Combine(Folder(), "tokens.md"), text.ToString());
        else Assert.True(grown.Count == 0, string.Join("\n", grown));
        Assert.True(over.Count == 0, string.Join("\n", over));
    }

    [Fact]
    public void What_is_listed_is_a_schema_with_a_type_for_every_argument_and_all_that_is_checked_otherwise()
    {
        foreach (var tool in All(ToolKind.Destructive).Offered)
        {
            Assert.Equal("object", tool.ListedSchema.GetProperty("type").GetString());
            Compare(tool.Name, tool.InputSchema, tool.ListedSchema);
        }

        static void Compare(string where, JsonElement full, JsonElement listed)
        {
            foreach (var keyword in full.EnumerateObject())
            {
                if (keyword.Name is "properties")
                    foreach (var property in keyword.Value.EnumerateObject())
                        Compare($"{where}.{property.Name}", property.Value, listed.GetProperty("properties").GetProperty(property.Name));
                else if (keyword.Name is "items" or "additionalProperties") Compare(where, keyword.Value, listed.GetProperty(keyword.Name));
                else if (keyword.Name is "type" or "enum" or "required") Assert.True(JsonElement.DeepEquals(keyword.Value, listed.GetProperty(keyword.Name)), $"{where}: {keyword.Name}");
            }
        }
    }

    [Theory]
    [InlineData("ec2_get_instance", "instanceId", null)]
    [InlineData("iam_get_role", "roleName", null)]
    [InlineData("ec2_list_instances", "limit", null)]
    [InlineData("ec2_list_instances", "name", "Name tag; * matches any text")]
    [InlineData("ec2_run_instances", "dryRun", null)]
    [InlineData("rds_delete_instance", "skipFinalSnapshot", "Take no final snapshot: all data is lost")]
    public void A_description_is_listed_unless_it_only_says_the_name_again(string tool, string argument, string? listed)
    {
        var found = All(ToolKind.Destructive).Offered.Single(t => t.Name == tool);
        Assert.True(found.InputSchema.GetProperty("properties").GetProperty(argument).TryGetProperty("description", out _));
        Assert.Equal(listed, found.ListedSchema.GetProperty("properties").GetProperty(argument).TryGetProperty("description", out var d) ? d.GetString() : null);
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
        var page = new System.Text.Json.Nodes.JsonObject { ["items"] = new System.Text.Json.Nodes.JsonArray([.. rows]), ["complete"] = true };

        Answers.AnswerSize.CutPage(page, "t", new(null, 0), null, int.MaxValue, new Settings.AnswerSettings().DefaultPageCharacters);

        Assert.InRange(Encoding.Value.CountTokens(HostJson.Text(page)), 1000, 5000);
    }

    private const int MostOfATool = 150;
    private const int MostOfTheDefault = 12_500;

    private static int Tokens(CatalogTool tool) =>
        Encoding.Value.CountTokens($$"""{"name":"{{tool.Name}}","description":"{{tool.Description}}","inputSchema":{{tool.ListedSchema.GetRawText()}}}""");

    private static PluginCatalog All(ToolKind mode) => BuiltHost.Catalog(mode);

    private static Dictionary<string, int> Recorded() => !File.Exists(Path.Combine(Folder(), "tokens.md")) ? [] : File.ReadAllLines(Path.Combine(Folder(), "tokens.md"))
        .Where(l => l.StartsWith("| ", StringComparison.Ordinal) && !l.StartsWith("| module", StringComparison.Ordinal)).Select(l => l.Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(c => $"| {c[1]} | {c[2]} |", c => int.Parse(c[4], CultureInfo.InvariantCulture));

    private static void Same(string name, string text)
    {
        var path = Path.Combine(Folder(), name);
        if (Update) File.WriteAllText(path, text);
        Assert.True(File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == text, $"docs/{name} is out of date; run the tests with UPDATE_SNAPSHOTS=1.");
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../docs"));
}
