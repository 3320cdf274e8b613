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
    [InlineData("not json", "")]
    [InlineData("", "")]
    [InlineData("null", "tokens")]
    [InlineData("[]", "tokens")]
    [InlineData("""{ "tokens": null }""", "tokens")]
    [InlineData("""{ "tokens": [ 5 ] }""", "no object")]
    [InlineData("""{ "tokens": [ { "name": 5, "sha256": "HASH", "mode": "read" } ] }""", "no name")]
    [InlineData("""{ "tokens": [ { "name": "ann", "sha256": "HASH", "mode": "reed" } ] }""", "'reed'")]
    [InlineData("""{ "tokens": [ { "name": "ann", "sha256": "aa", "mode": "read" } ] }""", "'ann'")]
    [InlineData("""{ "tokens": [ { "name": "ann", "sha256": "HASH", "mode": "read", "modules": "ec2" } ] }""", "'modules'")]
    [InlineData("""{ "tokens": [ { "name": "ann", "sha256": "HASH", "mode": "read", "expires": "soon" } ] }""", "'soon'")]
    [InlineData("""{ "tokens": [ { "name": "ann", "name": "bob", "sha256": "HASH", "mode": "read" } ] }""", "name")]
    [InlineData("""{ "tokens": [ { "name": "a", "sha256": "HASH", "mode": "read" }, { "name": "b", "sha256": "HASH", "mode": "read" } ] }""", "'b'")]
    public void A_file_that_cannot_be_read_lets_nobody_in_and_says_why_once(string text, string why)
    {
        List<string> told = [];
        tokens.Broke += told.Add;
        var token = tokens.Create("ann", new(ToolKind.Read), null, Now);
        Assert.NotNull(tokens.Find(token, Now));
        var (whole, written) = (File.ReadAllText(tokens.Path), File.GetLastWriteTimeUtc(tokens.Path));
        File.WriteAllText(tokens.Path, text.Replace("HASH", new string('a', 64), StringComparison.Ordinal));

        Assert.Null(tokens.Find(token, Now));
        Assert.Null(tokens.Find(token, Now));
        Assert.Contains(why, Assert.Single(told), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", told[0], StringComparison.Ordinal);
        Assert.Throws<SettingsException>(tokens.All);
        Assert.True(tokens.Exist);

        // The old one is put back, with its time.
        File.WriteAllText(tokens.Path, whole);
        File.SetLastWriteTimeUtc(tokens.Path, written);
        Assert.NotNull(tokens.Find(token, Now));
    }

    [Fact]
    public void A_file_with_a_byte_order_mark_is_read()
    {
        var token = tokens.Create("ann", new(ToolKind.Read), null, Now);
        File.WriteAllText(tokens.Path, File.ReadAllText(tokens.Path), new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.NotNull(tokens.Find(token, Now));
    }

    // As Kubernetes mounts a secret: the file is a link to one behind another link, which is what changes.
    [Fact]
    public void A_token_that_a_mounted_secret_no_longer_has_ends_at_once()
    {
        if (OperatingSystem.IsWindows()) return;
        string Place(string name) => Path.Combine(folder, name);
        Directory.CreateDirectory(Place("old"));
        var token = new Tokens(Place("old/tokens.json")).Create("ann", new(ToolKind.Read), null, Now);
        Directory.CreateDirectory(Place("new"));
        File.WriteAllText(Place("new/tokens.json"), """{ "tokens": [] }""");
        Directory.CreateSymbolicLink(Place("data"), "old");
        File.CreateSymbolicLink(tokens.Path, "data/tokens.json");
        Assert.NotNull(tokens.Find(token, Now));

        Directory.Delete(Place("data"));
        Directory.CreateSymbolicLink(Place("data"), "new");

        Assert.Null(tokens.Find(token, Now));
    }

    [Fact]
    public async Task What_is_taken_back_while_others_are_made_does_not_come_back()
    {
        var token = tokens.Create("old", new(ToolKind.Read), null, Now);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(() =>
        {
            var its = new Tokens(tokens.Path);
            if (n == 8) its.Revoke("old");
            else its.Create($"new-{n}", new(ToolKind.Read), null, Now);
        })));

        Assert.Null(tokens.Find(token, Now));
        Assert.Equal(15, tokens.All().Count);
    }

    [Fact]
    public void Two_of_a_name_would_not_be_told_apart_in_the_journal()
    {
        tokens.Create("ann", new(ToolKind.Read), null, Now);

        Assert.Throws<SettingsException>(() => tokens.Create("ann", new(ToolKind.Read), null, Now));
        Assert.Throws<SettingsException>(() => tokens.Create("Ann Smith", new(ToolKind.Read), null, Now));
    }
}
