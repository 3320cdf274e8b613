using Infra.Strict.Layers;

namespace Infra.Emulator.Cli;

/// <summary>The command line as a person at a terminal meets it: questions, plans that are agreed to, Ctrl-C.</summary>
public sealed class TerminalTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    [Fact]
    public async Task A_secret_is_typed_unseen_and_a_plan_that_AWS_would_refuse_is_not_asked_about()
    {
        if (OperatingSystem.IsWindows()) return;
        const string Value = "correct-horse-battery";
        await using (var terminal = await InfraTerminal.StartAsync(Wire.Url, ["create", "secrets", "shop/db", "--value"]))
        {
            await terminal.SeesAsync("value (not shown): ");
            await terminal.TypeAsync(Value);
            await terminal.SeesAsync("again: ");
            await terminal.TypeAsync(Value);
            await terminal.SeesAsync("Type yes to go on: ");
            await terminal.TypeAsync("YES");
            var (exit, shown) = await terminal.EndAsync();
            Assert.True(exit == 0, shown);
            Assert.DoesNotContain(Value, shown, StringComparison.Ordinal);
        }

        Assert.Equal(Value, (await CallAsync("secrets_get_value", new { secretId = "shop/db" })).GetProperty("value").GetString());
        await using (var mistyped = await InfraTerminal.StartAsync(Wire.Url, ["create", "secrets", "shop/cache", "--value"]))
        {
            await mistyped.SeesAsync("value (not shown): ");
            await mistyped.TypeAsync(Value);
            await mistyped.SeesAsync("again: ");
            await mistyped.TypeAsync("correct-horse-batery");
            var (exit, shown) = await mistyped.EndAsync();
            Assert.Equal(2, exit);
            Assert.Contains("--value: the two are not the same.", shown, StringComparison.Ordinal);
        }

        await using var again = await InfraTerminal.StartAsync(Wire.Url, ["create", "secrets", "shop/db", "--value"]);
        await again.SeesAsync("value (not shown): ");
        await again.TypeAsync("another-value");
        await again.SeesAsync("again: ");
        await again.TypeAsync("another-value");
        var refused = await again.EndAsync();
        Assert.Equal(4, refused.Exit);
        Assert.Contains("shop/db exists", refused.Shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Type yes", refused.Shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_yes_creates_and_only_the_name_destroys()
    {
        if (OperatingSystem.IsWindows()) return;
        string[] create = ["create", "s3", "asked-for"], delete = ["delete", "s3", "asked-for"];

        Assert.Contains("nothing was changed.", await AnswerAsync(create, "yes to go on: ", "no", exit: 3), StringComparison.Ordinal);
        Assert.Equal(0, Sent("PUT", "/asked-for"));
        await AnswerAsync(create, "yes to go on: ", "y", exit: 0);
        Assert.Equal(1, Sent("PUT", "/asked-for"));

        Assert.Contains("nothing was changed.", await AnswerAsync(delete, "the name asked-for to go on: ", "yes", exit: 3),
            StringComparison.Ordinal);
        Assert.Equal(0, Sent("DELETE", "/asked-for"));
        // Where the configuration wants a person, this is one.
        await AnswerAsync(delete, "the name asked-for to go on: ", "asked-for", exit: 0,
            """ "mode": "destructive", "confirm": { "person": true } """);
        Assert.Equal(1, Sent("DELETE", "/asked-for"));
    }

    [Fact]
    public async Task Where_a_person_is_required_a_script_that_says_yes_changes_nothing()
    {
        await CallAsync("s3_create_bucket", new { bucket = "kept-by-people" });
        var folder = Directory.CreateTempSubdirectory("infra-person-");
        try
        {
            var config = await InfraServer.WriteConfigAsync(folder.FullName, """ "mode": "destructive", "confirm": { "person": true } """);

            var refused = await InfraCommand.RunAsync(Wire.Url, ["delete", "s3", "kept-by-people", "--yes"], config: config);

            Assert.Equal(3, refused.Exit);
            Assert.Contains("A person must approve this: ask them to run 'infra approve ", refused.Error, StringComparison.Ordinal);
            Assert.Equal(0, Sent("DELETE", "/kept-by-people"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Interrupted_it_says_what_was_done_and_where_the_rest_begins()
    {
        if (OperatingSystem.IsWindows()) return;
        await using (var question = await InfraTerminal.StartAsync(Wire.Url, ["create", "s3", "not-made"]))
        {
            await question.SeesAsync("Type yes to go on: ");
            await question.InterruptAsync();
            Assert.Equal(130, (await question.EndAsync()).Exit);
        }

        Assert.Equal(0, Sent("PUT", "/not-made"));
        Wire.Break("PUT /perhaps-made", Fault.Slow(TimeSpan.FromSeconds(30)), times: 1);
        await using (var act = await InfraTerminal.StartAsync(Wire.Url, ["create", "s3", "perhaps-made", "--yes"]))
        {
            while (Sent("PUT", "/perhaps-made") == 0) await Task.Delay(20);
            await act.InterruptAsync();
            var (exit, shown) = await act.EndAsync();
            Assert.Equal(130, exit);
            Assert.Contains("Under way, and perhaps done: S3 PutBucket", shown, StringComparison.Ordinal);
            Assert.Contains("look before you repeat it.", shown, StringComparison.Ordinal);
        }

        await CallAsync("s3_create_bucket", new { bucket = "long-list" });
        var rows = Enumerable.Range(0, 500).Select(n => $"<Contents><Key>{n:000}</Key><Size>1</Size></Contents>");
        Wire.Answer("list-type=2", $"""
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>long-list</Name><IsTruncated>true</IsTruncated>
            <NextContinuationToken>abc</NextContinuationToken>{string.Concat(rows)}</ListBucketResult>
            """);
        Wire.Break("continuation-token=", Fault.Slow(TimeSpan.FromSeconds(30)), times: 1);
        await using var list = await InfraTerminal.StartAsync(Wire.Url, ["list", "s3", "objects", "long-list", "--all", "-o", "ids"]);
        await list.SeesAsync("499");
        await list.InterruptAsync();
        var stopped = await list.EndAsync();
        Assert.Equal(130, stopped.Exit);
        Assert.Contains("stopped after 500 rows. The rest begins at --cursor ", stopped.Shown, StringComparison.Ordinal);
    }

    private int Sent(string method, string path) => Wire.Seen.Count(r => r.Method == method && r.Path.TrimEnd('/') == path);

    private async Task<string> AnswerAsync(string[] command, string question, string answer, int exit,
        string settings = """ "mode": "destructive" """)
    {
        Wire.Settle();
        await using var terminal = await InfraTerminal.StartAsync(Wire.Url, command, settings);
        await terminal.SeesAsync(question);
        await terminal.TypeAsync(answer);
        var ended = await terminal.EndAsync();
        Assert.True(ended.Exit == exit, $"{ended.Exit}: {ended.Shown}");
        return ended.Shown;
    }
}
