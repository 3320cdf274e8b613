using System.Text.Json;
using Infra.Core.Safety;

namespace Infra.Host.Cli;

/// <summary><c>infra watch</c> where nobody looks at a screen: a line for each change. tests/full/terminal looks at one.</summary>
public sealed class WatchCommandTests : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task What_comes_changes_and_goes_is_a_line_each_behind_the_first_list()
    {
        using var aws = new Loopback(n => Pairs(n == 1 ? ["kept rsa", "gone rsa", "other rsa"] : ["kept rsa", "new rsa", "other ed25519"]));
        home.With(aws.Url).Configure("", "Ec2");

        var watched = await home.RunAsync("watch", "list", "ec2", "key-pairs", "--interval", "1", "--count", "2", "-o", "text", "--columns",
            "name,type");

        Assert.True(watched.Exit == 0, watched.Error);
        var lines = watched.Out.TrimEnd('\n').Split('\n');
        Assert.Equal(["gone\trsa", "kept\trsa", "other\trsa"], lines[..3]);
        Assert.Equal(["key-gone removed", "key-new added", "key-other type: rsa -> ed25519"],
            lines[3..].Select(l => l[(l.IndexOf('Z', StringComparison.Ordinal) + 2)..]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_script_has_an_object_for_each_change_with_its_time()
    {
        using var aws = new Loopback(n => Pairs(n == 1 ? ["one rsa"] : ["one ed25519"]));
        home.With(aws.Url).Configure("", "Ec2");

        var watched = await home.RunAsync("watch", "list", "ec2", "key-pairs", "--interval", "1", "--count", "2", "-o", "json");

        var change = JsonElement.Parse(watched.Out.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal("key-one changed type rsa ed25519", string.Join(' ', new[] { "id", "change", "property", "from", "to" }
            .Select(name => change.GetProperty(name).GetString())));
        Assert.True(DateTimeOffset.TryParse(change.GetProperty("time").GetString(), out _));
    }

    [Fact]
    public async Task What_cannot_be_read_at_first_ends_it_and_later_is_told_until_it_can_be_again()
    {
        using var aws = new Loopback(n => n is 2 or 3 ? Reply.Ec2(403, "UnauthorizedOperation", "not authorized")
            : Pairs(n == 1 ? ["one rsa"] : ["one rsa", "two rsa"]));
        home.With(aws.Url).Configure("", "Ec2");
        using var closed = new Loopback(n => n == 2 ? Pairs(["one rsa"]) : Reply.Ec2(403, "UnauthorizedOperation", "not authorized"));

        var watched = await home.RunAsync("watch", "list", "ec2", "key-pairs", "--interval", "1", "--count", "4", "-o", "ids");
        home.With(closed.Url);
        var ended = await home.RunAsync("watch", "list", "ec2", "key-pairs");
        var last = await home.RunAsync("watch", "list", "ec2", "key-pairs", "--interval", "1", "--count", "2", "-o", "ids");

        Assert.True(watched.Exit == 0, watched.Error);
        Assert.EndsWith("key-two added\n", watched.Out, StringComparison.Ordinal);
        Assert.Equal(1, watched.Error.Split("UnauthorizedOperation").Length - 1);
        Assert.Equal((4, ""), (ended.Exit, ended.Out));
        Assert.Contains("UnauthorizedOperation", ended.Error, StringComparison.Ordinal);
        Assert.Equal((4, "key-one\n"), (last.Exit, last.Out));
    }

    [Fact]
    public async Task Ctrl_C_is_the_usual_way_to_end_it()
    {
        if (OperatingSystem.IsWindows()) return;
        using var aws = new Loopback(_ => Pairs(["one rsa"]));
        home.With(aws.Url).Configure("", "Ec2");

        using var watching = home.Start("watch", "list", "ec2", "key-pairs", "-o", "ids");
        Assert.Equal("key-one", await watching.StandardOutput.ReadLineAsync());
        Home.Interrupt(watching);
        var ended = await Home.EndAsync(watching);

        Assert.Equal((0, "", ""), (ended.Exit, ended.Out, ended.Error));
    }

    [Theory]
    [InlineData("watch", "Say what to watch: infra watch list ec2")]
    [InlineData("watch list ec2 --interval 0", "--interval is 1 to 3600 seconds.")]
    [InlineData("watch list ec2 --interval NaN", "--interval is 1 to 3600 seconds.")]
    [InlineData("watch list ec2 --count 0", "--count is at least 1.")]
    [InlineData("watch start ec2 i-1", "Only what reads can be watched")]
    [InlineData("watch get ec2", "missing: INSTANCE-ID")]
    public async Task What_cannot_be_watched_is_refused_before_anything_is_sent(string typed, string said)
    {
        using var aws = new Loopback(_ => Pairs([]));
        home.With(aws.Url).Configure(""" "mode": "write", """, "Ec2");

        var ended = await home.RunAsync(typed.Split(' '));

        Assert.Equal((2, ""), (ended.Exit, ended.Out));
        Assert.Contains(said, ended.Error, StringComparison.Ordinal);
        Assert.Empty(aws.Requests);
    }

    private static Reply Pairs(string[] pairs) => new(200, $"""
        <DescribeKeyPairsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><keySet>{string.Concat(
            pairs.Select(p => p.Split(' ')).Select(p =>
                $"<item><keyPairId>key-{p[0]}</keyPairId><keyName>{p[0]}</keyName><keyType>{p[1]}</keyType></item>"))}</keySet>
        </DescribeKeyPairsResponse>
        """);
}
