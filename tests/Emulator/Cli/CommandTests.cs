using System.Text.Json;

namespace Infra.Emulator.Cli;

/// <summary>The command line as a script uses it.</summary>
public sealed class CommandTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    [Fact]
    public async Task A_bucket_is_created_listed_looked_at_and_deleted_only_with_a_yes()
    {
        var created = await InfraAsync("create", "s3", "cli-artifacts", "--tag", "team=web");
        Assert.True(created.Exit == 0, created.Error);
        Assert.Equal("cli-artifacts\n", (await InfraAsync("list", "s3", "-o", "ids")).Out);
        Assert.Contains("team=web", (await InfraAsync("get", "s3", "cli-artifacts", "-o", "table")).Out, StringComparison.Ordinal);

        var planned = await InfraAsync("delete", "s3", "cli-artifacts");
        Assert.Equal(3, planned.Exit);
        Assert.True(JsonElement.Parse(planned.Out).TryGetProperty("plan", out _));
        Assert.Contains("--yes", planned.Error, StringComparison.Ordinal);
        Assert.Equal("cli-artifacts\n", (await InfraAsync("list", "s3", "-o", "ids")).Out);

        Assert.Equal(0, (await InfraAsync("delete", "s3", "cli-artifacts", "--yes")).Exit);
        Assert.Equal("[]\n", (await InfraAsync("list", "s3", "--query", "items")).Out);
    }

    // Over MCP a path must be whole: the folder of a server is nobody's.
    [Fact]
    public async Task A_path_that_is_typed_is_one_of_the_folder_where_the_person_is()
    {
        await CallAsync("s3_create_bucket", new { bucket = "typed-paths" });
        await CallAsync("s3_put_object", new { bucket = "typed-paths", key = "note", content = "a note of the person" });

        // A person at a terminal must agree to it.
        var planned = await InfraAsync("download", "s3", "typed-paths", "--key", "note", "--to-path", "./here.txt", "--yes");

        Assert.Equal(3, planned.Exit);
        var summary = JsonElement.Parse(planned.Out).GetProperty("plan").GetProperty("summary").GetString();
        Assert.Contains($"{Path.DirectorySeparatorChar}here.txt", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("./here.txt", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_goes_on_ends_with_five_and_all_reads_to_the_end()
    {
        foreach (var n in Enumerable.Range(0, 60)) await CallAsync("ec2_create_key_pair", new { keyName = $"key-{n:00}" });

        var page = await InfraAsync("list", "ec2", "key-pairs");
        Assert.Equal((5, 50), (page.Exit, JsonElement.Parse(page.Out).GetProperty("items").GetArrayLength()));
        Assert.Contains("--all", page.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await InfraAsync("list", "ec2", "key-pairs", "--limit", "3")).Exit);

        var all = await InfraAsync("list", "ec2", "key-pairs", "--all", "--columns", "name", "--sort-by", "-name");
        var items = JsonElement.Parse(all.Out).GetProperty("items").EnumerateArray()
            .Select(i => i.GetRawText().Replace(" ", "").ReplaceLineEndings("")).ToList();
        Assert.Equal((0, 60, "{\"name\":\"key-59\"}"), (all.Exit, items.Count, items[0]));
    }

    [Fact]
    public async Task How_it_ends_tells_a_script_what_was_wrong()
    {
        Assert.Equal(2, (await InfraAsync("lits", "s3")).Exit);
        Assert.Equal(2, (await InfraAsync("get", "s3")).Exit);
        Assert.Equal(2, (await InfraAsync("list", "ec2", "--limit", "0")).Exit);
        Assert.Equal(3, (await InfraAsync("create", "s3", "x-bucket", "--read-only")).Exit);
        var missing = await InfraAsync("get", "s3", "no-such-bucket");
        Assert.Equal((4, ""), (missing.Exit, missing.Out));
        Assert.Contains("NotFound", missing.Error, StringComparison.Ordinal);
        var keyless = await InfraCommand.RunAsync(Wire.Url, ["list", "s3"],
            new() { ["AWS_ACCESS_KEY_ID"] = null, ["AWS_SECRET_ACCESS_KEY"] = null });
        Assert.Equal(4, keyless.Exit);
        Assert.Contains("NoCredentials", keyless.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_meant_is_answered_in_two_lines()
    {
        foreach (var typed in new[] { "--nonsense", "--nonsense list ec2", "list ec2 --region", "diff gone.json list s3", "call",
            "list ec2 --json {", "map vpc", "chart AWS/EC2" })
        {
            var run = await InfraAsync(typed.Split(' '));
            Assert.True(run is { Exit: 2, Out: "" } && run.Error.TrimEnd().Split('\n').Length <= 2, $"{typed}: {run.Error} {run.Out}");
        }
    }

    [Fact]
    public async Task The_journal_has_a_line_an_entry_however_wide_the_screen_is()
    {
        var journal = Directory.CreateTempSubdirectory("infra-test-").FullName;
        try
        {
            await InfraAsync("create", "s3", "cli-journal", "--journal", journal);
            var (whole, narrow) = (await InfraAsync("journal", "--journal", journal), await JournalAsync("60"));

            Assert.Contains(whole.Out.Split('\n'), line => line.Length > 100);
            Assert.Equal(whole.Out.Count('\n'), narrow.Out.Count('\n'));
            Assert.All(narrow.Out.TrimEnd().Split('\n'), line => Assert.InRange(line.Length, 50, 60));
            Assert.Contains("--json has it whole", narrow.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(journal, recursive: true);
        }

        Task<InfraCommand> JournalAsync(string columns) =>
            InfraCommand.RunAsync(Wire.Url, ["journal", "--journal", journal], new() { ["COLUMNS"] = columns });
    }

    [Fact]
    public async Task The_tokens_of_each_tool_are_told()
    {
        var told = await InfraAsync("tools", "--tokens", "--module", "s3");
        Assert.True(told.Exit == 0, told.Error);
        Assert.All(JsonElement.Parse(told.Out).GetProperty("items").EnumerateArray(),
            tool => Assert.InRange(tool.GetProperty("tokens").GetInt32(), 20, 600));
        Assert.Contains("tokens in all", told.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_may_be_asked_of_all_regions_in_a_word()
    {
        var all = await InfraAsync("list", "ec2", "--region", "all");

        // The emulator lists regions that its EC2 does not have.
        Assert.True(all.Exit is 0 or 5, $"{all.Error} {all.Out}");
        var missing = JsonElement.Parse(all.Out).TryGetProperty("missing", out var some) ? some.EnumerateArray().ToList() : [];
        Assert.All(missing, m => Assert.Equal("NotSupported", m.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task The_arguments_may_come_from_standard_input()
    {
        var created = await InfraCommand.RunAsync(Wire.Url, ["call",
            "s3_create_bucket", "--json", "-"], input: """{"bucket":"cli-from-stdin"}""");

        Assert.True(created.Exit == 0, created.Error);
        Assert.Contains("cli-from-stdin", (await InfraAsync("list", "s3", "-o", "ids")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_are_completed_from_the_account_answers_are_compared_and_watched()
    {
        await CallAsync("s3_create_bucket", new { bucket = "cli-one" });
        // It waits for AWS no longer than a person does, and may have nothing at the first press of the key.
        var (completed, begun) = (await InfraAsync("complete", "--word=cli", "--", "get", "s3"), TimeProvider.System.GetTimestamp());
        while (completed.Out.Length == 0 && TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromMinutes(2))
            completed = await InfraAsync("complete", "--word=cli", "--", "get", "s3");
        Assert.Equal("cli-one\n", completed.Out);

        var before = Path.Combine(Path.GetTempPath(), $"infra-{Guid.NewGuid():n}.json");
        try
        {
            await File.WriteAllTextAsync(before, (await InfraAsync("list", "s3")).Out);
            Assert.Equal(0, (await InfraAsync("diff", before, "list", "s3")).Exit);
            await CallAsync("s3_create_bucket", new { bucket = "cli-two" });
            var changed = await InfraAsync("diff", before, "list", "s3", "-o", "text", "--columns", "change,id");
            Assert.Equal((1, "added\tcli-two\n"), (changed.Exit, changed.Out));
        }
        finally
        {
            File.Delete(before);
        }

        var watched = await InfraAsync("watch", "list", "s3", "-o", "ids", "--count", "2", "--interval", "1");
        Assert.Equal((0, "cli-one\ncli-two\n"), (watched.Exit, watched.Out));
    }

    private Task<InfraCommand> InfraAsync(params string[] arguments)
    {
        Wire.Settle();
        return InfraCommand.RunAsync(Wire.Url, arguments);
    }
}
