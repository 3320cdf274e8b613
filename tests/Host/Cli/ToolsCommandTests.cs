using System.Text.Json;

namespace Infra.Host.Cli;

/// <summary><c>infra tools</c>: what a client would be offered, for a person and for a script.</summary>
public sealed class ToolsCommandTests : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_person_sees_the_tools_below_their_modules_as_wide_as_the_screen_is()
    {
        home.Configure(""" "mode": "write", """, "S3", "Rds");
        home["COLUMNS"] = "90";

        var shown = await home.RunAsync("tools", "-o", "table");

        Assert.Equal((0, ""), (shown.Exit, shown.Error));
        var lines = shown.Out.TrimEnd('\n').Split('\n');
        Assert.Equal(["s3 (write mode)", "rds (write mode)"], lines.Where(l => l[0] is not ' '));
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 90));
        Assert.Contains(lines, line => line.StartsWith("  s3_create_bucket                 write       ", StringComparison.Ordinal));
        Assert.DoesNotContain("destructive", shown.Out, StringComparison.Ordinal);

        home["COLUMNS"] = null;
        var endless = await home.RunAsync("tools", "-o", "table", "--module", "rds", "--read-only");
        Assert.Equal(endless.Out.Count('\n'), endless.Out.Split('\n').Count(l => l.StartsWith("  rds_", StringComparison.Ordinal)) + 1);
        Assert.StartsWith("rds (read mode)\n", endless.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_has_rows_and_the_schemas_of_a_tool()
    {
        home.Configure("", "S3");

        var rows = JsonElement.Parse((await home.RunAsync("tools", "--sort-by", "-name")).Out).GetProperty("items")
            .EnumerateArray().ToList();
        var schemas = JsonElement.Parse((await home.RunAsync("tools", "--schema", "s3_list_buckets")).Out);

        Assert.All(rows, row => Assert.Equal(("read", "s3"), (row.GetProperty("kind").GetString(), row.GetProperty("module").GetString())));
        Assert.Equal(rows.Select(r => r.GetProperty("name").GetString()).OrderDescending(StringComparer.Ordinal),
            rows.Select(r => r.GetProperty("name").GetString()));
        var weighed = JsonElement.Parse((await home.RunAsync("tools", "--tokens", "--sort-by", "-tokens")).Out).GetProperty("items")
            .EnumerateArray().Select(r => r.GetProperty("tokens").GetInt32()).ToList();
        Assert.Equal(weighed.OrderDescending(), weighed);
        Assert.Equal("object", schemas.GetProperty("arguments").GetProperty("type").GetString());
        Assert.True(schemas.GetProperty("result").GetProperty("properties").TryGetProperty("items", out _));
    }

    [Theory]
    [InlineData("--module s4", "There is no module 's4'. Did you mean 's3'?")]
    [InlineData("--schema s3_list_bucket", "There is no tool 's3_list_bucket'. Did you mean 's3_list_buckets'?")]
    public async Task What_is_not_there_is_answered_with_the_nearest(string typed, string said)
    {
        home.Configure("", "S3");

        var ended = await home.RunAsync(["tools", .. typed.Split(' ')]);

        Assert.Equal((2, "", $"infra: {said}\n"), (ended.Exit, ended.Out, ended.Error));
    }

    [Fact]
    public async Task A_plugin_that_cannot_be_used_is_named_beside_the_tools_of_the_others()
    {
        home.Configure("", "Gone", "S3");

        var ended = await home.RunAsync("tools");

        Assert.Equal(1, ended.Exit);
        Assert.Contains("Gone", ended.Error, StringComparison.Ordinal);
        Assert.Contains("s3_list_buckets", ended.Out, StringComparison.Ordinal);
    }
}
