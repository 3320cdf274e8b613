using Infra.Core.Safety;

namespace Infra.Host.Cli;

/// <summary><c>infra token</c>: who may call over HTTP, and how far.</summary>
public sealed class TokenCommandTests : IDisposable
{
    private readonly Home home = new();
    private readonly string file;

    public TokenCommandTests()
    {
        file = Path.Combine(home.Folder, "tokens.json");
        home.Configure(""" "http": { "tokens": "tokens.json" }, """, "S3", "Rds");
    }

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_token_is_shown_once_listed_with_what_it_allows_and_taken_back()
    {
        var made = await home.RunAsync("token", "create", "ci", "--grant", "write", "--grant-modules", "s3, rds", "--grant-profiles", "dev",
            "--days", "7");
        var usual = await home.RunAsync("token", "create", "nightly");

        var token = made.Out.Trim();
        Assert.Equal((0, 0), (made.Exit, usual.Exit));
        Assert.StartsWith(Tokens.Prefix, token, StringComparison.Ordinal);
        Assert.DoesNotContain(token, File.ReadAllText(file) + made.Error, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var grant = new Tokens(file).Find(token, DateTimeOffset.UtcNow)!;
        Assert.Equal(("ci", ToolKind.Write), (grant.Name, Assert.Single(grant.Rights).Mode));
        Assert.InRange(grant.Expires!.Value - DateTimeOffset.UtcNow, TimeSpan.FromDays(6.9), TimeSpan.FromDays(7));

        string[] listed = (await home.RunAsync("token", "list")).Out.TrimEnd().Split('\n');
        Assert.Matches(@"^ci +write +expires \d{4}-\d\d-\d\d  modules: s3, rds  profiles: dev$", listed[0]);
        Assert.Matches(@"^nightly +read +expires \d{4}-\d\d-\d\d  modules: all  profiles: all$", listed[1]);

        var revoked = await home.RunAsync("token", "revoke", "ci");
        Assert.Equal((0, ""), (revoked.Exit, revoked.Out));
        Assert.Contains(file, revoked.Error, StringComparison.Ordinal);
        Assert.Null(new Tokens(file).Find(token, DateTimeOffset.UtcNow));
        Assert.DoesNotContain("ci ", (await home.RunAsync("token", "list")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_has_expired_is_listed_as_such()
    {
        new Tokens(file).Create("old", new(ToolKind.Read), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        new Tokens(file).Create("eternal", new(ToolKind.Destructive), null, DateTimeOffset.UnixEpoch);

        var listed = await home.RunAsync("token", "list");

        Assert.Contains("expired 1970-01-01", listed.Out, StringComparison.Ordinal);
        Assert.Contains("destructive never expires", listed.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create ci --grant-modules s3,rsd", "There is no module 'rsd'. Did you mean 'rds'?")]
    [InlineData("create ci --grant admin", "--grant is 'admin'; it must be one of read, write, destructive.")]
    [InlineData("create ci --days 0", "--days is")]
    [InlineData("create ci --days 2147483647", "--days is")]
    [InlineData("create Ci!", "'Ci!' is no name for a token")]
    [InlineData("create known", "There is a token 'known'.")]
    [InlineData("revoke knwon", "Did you mean 'known'?")]
    public async Task What_cannot_be_made_or_taken_back_is_said_and_nothing_is_written(string typed, string said)
    {
        new Tokens(file).Create("known", new(ToolKind.Read), null, DateTimeOffset.UnixEpoch);
        var before = File.ReadAllText(file);

        var ended = await home.RunAsync(["token", .. typed.Split(' ')]);

        Assert.Equal((2, ""), (ended.Exit, ended.Out));
        Assert.Contains(said, ended.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(file));
    }
}
