using Infra.Core.Settings;

namespace Infra.Core.Safety;

public sealed class TokensTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(60);
    private readonly string folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
    private readonly Tokens tokens;

    public TokensTests() => tokens = new(Path.Combine(folder, "tokens.json"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_token_is_found_by_itself_alone_and_is_not_in_the_file()
    {
        var token = tokens.Create("ann", new(ToolKind.Write, ["ec2"], ["dev"]), Now.AddDays(1), Now);

        var grant = tokens.Find(token, Now)!;
        Assert.Equal(("ann", ToolKind.Write), (grant.Name, grant.Rights[0].Mode));
        Assert.Equal(["ec2"], grant.Rights[0].Modules);
        Assert.Equal(["dev"], grant.Rights[0].Profiles);
        Assert.Null(tokens.Find(token[..^1], Now));
        Assert.Null(tokens.Find($"{token}A", Now));
        Assert.DoesNotContain(token[Tokens.Prefix.Length..], File.ReadAllText(tokens.Path), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(tokens.Path));
    }

    [Fact]
    public void It_ends_when_it_expires_and_at_once_when_it_is_revoked()
    {
        var (short_, long_) = (tokens.Create("short", new(ToolKind.Read), Now.AddDays(1), Now),
            tokens.Create("long", new(ToolKind.Read), null, Now));

        Assert.Null(tokens.Find(short_, Now.AddDays(1)));
        Assert.NotNull(tokens.Find(long_, Now.AddYears(10)));
        Assert.True(new Tokens(tokens.Path).Revoke("long"));
        Assert.Null(tokens.Find(long_, Now));
        Assert.False(tokens.Revoke("long"));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{ "tokens": [ { "name": "ann", "sha256": "aa", "mode": "reed" } ] }""")]
    public void A_file_that_cannot_be_read_lets_nobody_in(string text)
    {
        var token = tokens.Create("ann", new(ToolKind.Read), null, Now);
        Assert.NotNull(tokens.Find(token, Now));
        File.WriteAllText(tokens.Path, text);

        Assert.Null(tokens.Find(token, Now));
        Assert.Throws<SettingsException>(tokens.All);
        Assert.True(tokens.Exist);
    }

    [Fact]
    public void Two_of_a_name_would_not_be_told_apart_in_the_journal()
    {
        tokens.Create("ann", new(ToolKind.Read), null, Now);

        Assert.Throws<SettingsException>(() => tokens.Create("ann", new(ToolKind.Read), null, Now));
        Assert.Throws<SettingsException>(() => tokens.Create("Ann Smith", new(ToolKind.Read), null, Now));
    }
}
