namespace Infra.Host.Cli;

/// <summary>What is told of the commands, of the program, and of those that do not exist.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("help")]
    public async Task The_overview_names_services_verbs_commands_and_switches(string typed)
    {
        home.Configure("", "S3");

        var told = await home.RunAsync(typed.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((0, ""), (told.Exit, told.Error));
        foreach (var line in new[]
            { "\nServices\n  s3 ", "\nVerbs\n", "\nCommands\n  serve ", "\nOptions of all commands\n", "  --read-only " })
            Assert.Contains(line, told.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\n  complete ", told.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_there_even_when_the_configuration_is_what_is_wrong()
    {
        var told = await home.RunAsync("--config", "gone.json");

        Assert.Equal((0, ""), (told.Exit, told.Error));
        Assert.Contains("The services cannot be listed: 'infra config check' says why.", told.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("help token create", "infra token create NAME [options]")]
    [InlineData("token", "infra token COMMAND")]
    [InlineData("watch --help", "infra watch COMMAND [options]")]
    [InlineData("help list s3", "infra list s3")]
    [InlineData("s3 --help", "  get s3 BUCKET [options]")]
    public async Task Help_for_some_words_tells_of_these(string typed, string usage)
    {
        home.Configure("", "S3");

        var told = await home.RunAsync(typed.Split(' '));

        Assert.Equal((0, ""), (told.Exit, told.Error));
        Assert.Contains(usage, told.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_names_program_contract_and_runtime()
    {
        var (one, other) = (await home.RunAsync("version"), await home.RunAsync("--version"));

        Assert.Equal(0, one.Exit);
        Assert.Matches(@"^infra \d+\.\d+\.\d+\S*, commit \S+, plugin contract \d+\.\d+, \.NET \S+, \S+\n$", one.Out);
        Assert.Equal(one, other);
    }

    [Fact]
    public async Task A_server_that_is_not_there_cannot_read_its_configuration_again()
    {
        home.Configure("", "S3");

        var ended = await home.RunAsync("reload");

        Assert.Equal((1, ""), (ended.Exit, ended.Out));
        Assert.StartsWith("infra: no server of yours runs with this plugins.json.", ended.Error, StringComparison.Ordinal);
    }
}
