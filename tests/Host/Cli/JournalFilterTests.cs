using System.Text.Json;

namespace Infra.Host.Cli;

public sealed class JournalFilterTests
{
    private const string Read = """{"event":"end","tool":"ec2_list_volumes","kind":"read","outcome":"ok"}""";
    private const string Plan = """{"event":"end","tool":"ec2_delete_volume","kind":"destructive","outcome":"planned"}""";
    private const string Begin = """{"event":"begin","tool":"ec2_delete_volume","kind":"destructive"}""";
    private const string Error = """{"event":"end","tool":"s3_put_object","kind":"write","outcome":"AccessDenied"}""";
    private const string Refused = """{"event":"refused","tool":"ec2_list_volumes","reason":"not declared"}""";

    [Theory] // SAF-L18
    [InlineData(null, false, false, Read, Plan, Begin, Error, Refused)]
    [InlineData(null, true, false, Plan, Begin, Error, Refused)]
    [InlineData(null, false, true, Error, Refused)]
    [InlineData(null, true, true, Error, Refused)]
    [InlineData("ec2_", false, false, Read, Plan, Begin, Refused)]
    [InlineData("s3_", true, true, Error)]
    public void A_refusal_is_shown_by_every_filter_but_that_of_another_tool(string? tool, bool writes, bool failed, params string[] shown)
    {
        var filter = new JournalCommand.Filter(null, tool, writes, failed, false);

        Assert.Equal(shown, new[] { Read, Plan, Begin, Error, Refused }.Where(e => filter.Shows(JsonElement.Parse(e))));
    }

    [Theory]
    [InlineData("30m")]
    [InlineData("99999999d")]
    [InlineData("2147483647d")]
    public async Task A_time_before_all_entries_shows_them_all(string since)
    {
        using var home = new Home();
        home.Configure(""" "journal": { "folder": "journal" }, """);
        home.Write("journal/infra-20260301-1.jsonl", Read.Insert(1, $"\"time\":\"{DateTimeOffset.UtcNow:O}\",") + "\n");

        var shown = await home.RunAsync("journal", "--since", since);

        Assert.Equal((0, ""), (shown.Exit, shown.Error));
        Assert.Contains("ec2_list_volumes", shown.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1y")]
    [InlineData("-1d")]
    [InlineData("99999999999d")]
    public async Task What_is_no_time_is_answered_with_one(string since)
    {
        using var home = new Home();
        home.Configure("");

        var ended = await home.RunAsync("journal", "--since", since);

        Assert.Equal((2, "", $"infra: --since is '{since}'; it must be a number with m, h or d, for example 12h.\n"),
            (ended.Exit, ended.Out, ended.Error));
    }
}
