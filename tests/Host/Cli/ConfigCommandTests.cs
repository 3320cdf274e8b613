using System.Text.Json;

namespace Infra.Host.Cli;

/// <summary><c>infra config</c>: what holds, who said so, and what is wrong.</summary>
public sealed class ConfigCommandTests : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Each_setting_in_force_names_the_flag_the_variable_or_the_file_that_it_comes_from()
    {
        var file = home.Configure(""" "mode": "write", "aws": { "region": "eu-west-1" }, "log": { "level": "error" }, """, "S3");
        (home["INFRA_LOG_LEVEL"], home["INFRA_CONFIRM"], home["AWS_PROFILE"]) = ("debug", "writes", "dev");
        home["AWS_SECRET_ACCESS_KEY"] = "testing-secret";

        var shown = await home.RunAsync("config", "show", "--region", "us-east-1", "--confirm", "never", "--modules", "s3", "--read-only");

        Assert.True(shown.Exit == 0, shown.Error);
        var rows = Rows(shown);
        Assert.Equal((file, "INFRA_CONFIG"), rows["(file)"]);
        Assert.Equal(("us-east-1", "--region"), rows["aws.region"]);
        Assert.Equal(("dev", "AWS_PROFILE"), rows["aws.profile"]);
        Assert.Equal(("debug", "INFRA_LOG_LEVEL"), rows["log.level"]);
        Assert.Equal(("write", "plugins.json"), rows["mode"]);
        Assert.Equal(("10", "default"), rows["confirm.minutes"]);
        Assert.Equal(("", "default"), rows["state.table"]);
        Assert.Equal(("read", "--read-only"), rows["(ceiling)"]);
        Assert.Equal(("s3", "--modules"), rows["(modules)"]);
        Assert.StartsWith(home.Folder, rows["journal.folder"].Value, StringComparison.Ordinal);
        Assert.DoesNotContain("testing-secret", shown.Out, StringComparison.Ordinal);
    }

    // Where the strictest of several holds, it is the one to be changed.
    [Theory]
    [InlineData("write", "read", "read", "INFRA_MODE")]
    [InlineData("read", "write", "read", "--mode")]
    [InlineData("destructive", "destructive", "write", "plugins.json")]
    [InlineData("write", "write", "write", "plugins.json")]
    public async Task Of_a_flag_and_a_variable_the_one_that_won_is_named(string flag, string variable, string value, string from)
    {
        home.Configure(""" "mode": "write", """, "S3");
        home["INFRA_MODE"] = variable;

        Assert.Equal((value, from), Rows(await home.RunAsync("config", "show", "--mode", flag))["mode"]);
    }

    [Fact]
    public async Task A_variable_that_says_no_is_not_what_holds_the_mode_down()
    {
        home.Configure("", "S3");
        (home["INFRA_READ_ONLY"], home["INFRA_CONFIRM"]) = ("false", "writes");

        var rows = Rows(await home.RunAsync("config", "show", "--mode", "write", "--confirm", "never"));

        Assert.Equal(("write", "--mode"), rows["(ceiling)"]);
        Assert.Equal(("writes", "INFRA_CONFIRM"), rows["confirm.for"]);
    }

    [Fact]
    public async Task What_is_right_is_told_in_a_line()
    {
        var file = home.Configure(""" "mode": "write", """, "S3", "Rds");

        var told = await home.RunAsync("config", "check", "--modules", "rds");

        Assert.Equal((0, ""), (told.Exit, told.Error));
        Assert.Matches($"^{System.Text.RegularExpressions.Regex.Escape(file)}: 1 modules, \\d+ of \\d+ tools offered, write mode\\.\n$",
            told.Out);
    }

    [Theory]
    [InlineData("""{ "mdoe": "read", "plugins": [] }""", "'mode'")]
    [InlineData("""{ "mode": "wriet", "plugins": [] }""", "read, write, destructive")]
    [InlineData("{ \"plugins\": [],\n  \"mode\" \"read\" }", "line 2")]
    [InlineData("""{ "aws": { "sessionPolicy": true }, "plugins": [] }""", "aws.sessionPolicy needs aws.roleArn")]
    [InlineData("""{ "http": { "url": "http://127.0.0.1:99999" }, "plugins": [] }""", "http.url is 'http://127.0.0.1:99999'")]
    [InlineData("""{ "aws": { "endpointUrl": "http://[::1:9" }, "plugins": [] }""", "aws.endpointUrl is 'http://[::1:9'")]
    [InlineData("""{ "confirm": { "for": "never", "person": true }, "plugins": [] }""", "confirm.person")]
    public async Task What_is_wrong_is_named_with_its_place_and_the_exit_code_says_so(string text, string named)
    {
        var file = home.Write("own.json", text);

        var told = await home.RunAsync("config", "check", "--config", file);

        Assert.Equal((2, ""), (told.Exit, told.Out));
        Assert.Contains(file, told.Error, StringComparison.Ordinal);
        Assert.Contains(named, told.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_cannot_be_used_is_named_and_the_others_are_counted()
    {
        home.Configure("", "S3", "Gone");

        var told = await home.RunAsync("config", "check");

        Assert.Equal(1, told.Exit);
        Assert.Contains("Gone", told.Error, StringComparison.Ordinal);
        Assert.Contains(": 1 modules, ", told.Out, StringComparison.Ordinal);
    }

    private static Dictionary<string, (string Value, string From)> Rows(Ended shown)
    {
        Assert.True(shown.Exit == 0, shown.Error);
        return JsonElement.Parse(shown.Out).GetProperty("items").EnumerateArray().ToDictionary(
            r => r.GetProperty("setting").GetString()!,
            r => (r.TryGetProperty("value", out var value) ? value.ToString() : "", r.GetProperty("from").GetString()!));
    }
}
