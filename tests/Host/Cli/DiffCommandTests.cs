using System.Text.Json;
using Infra.Core.Safety;

namespace Infra.Host.Cli;

/// <summary><c>infra diff</c> between two places, and what it refuses; tests/Emulator compares a saved answer with how it is now.</summary>
public sealed class DiffCommandTests : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task The_same_names_in_two_regions_are_compared_and_the_first_region_is_asked_first()
    {
        using var aws = new Loopback(n => Pairs(n == 1
            ? [("key-1", "web", "rsa"), ("key-2", "old", "rsa")] : [("key-9", "web", "ed25519")]));
        home.With(aws.Url).Configure("", "Ec2");

        var compared = await home.RunAsync("diff", "list", "ec2", "key-pairs", "--region", "eu-west-1", "--with-region", "us-east-1");

        Assert.True(compared.Exit == 1, compared.Error);
        var rows = JsonElement.Parse(compared.Out).GetProperty("items").EnumerateArray().Select(r =>
            $"{r.GetProperty("change")} {r.GetProperty("id")} {(r.TryGetProperty("property", out var property) ? property : "")}".Trim());
        Assert.Equal(["changed web id", "changed web type", "removed old"], rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_the_same_ends_with_zero_and_what_AWS_refuses_with_four()
    {
        using var aws = new Loopback(n => n <= 2 ? Pairs([("key-1", "web", "rsa")]) : Reply.Ec2(403, "UnauthorizedOperation"));
        home.With(aws.Url).Configure("", "Ec2");
        string[] words = ["diff", "list", "ec2", "key-pairs", "--with-region", "us-east-1", "-o", "text"];

        var same = await home.RunAsync(words);
        var refused = await home.RunAsync(words);

        Assert.Equal((0, "", "infra: no differences.\n"), (same.Exit, same.Out, same.Error));
        Assert.Equal((4, ""), (refused.Exit, refused.Out));
        Assert.Contains("UnauthorizedOperation", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diff", "Name two sides")]
    [InlineData("diff list ec2", "Name two sides")]
    [InlineData("diff start ec2 i-1 --with-region us-east-1", "Only what reads can be compared")]
    [InlineData("diff gone.json list ec2", "There is no file gone.json.")]
    public async Task What_cannot_be_compared_is_refused_before_anything_is_sent(string typed, string said)
    {
        using var aws = new Loopback(_ => Pairs([]));
        home.With(aws.Url).Configure(""" "mode": "write", """, "Ec2");

        var ended = await home.RunAsync(typed.Split(' '));

        Assert.Equal((2, ""), (ended.Exit, ended.Out));
        Assert.Contains(said, ended.Error, StringComparison.Ordinal);
        Assert.Empty(aws.Requests);
    }

    private static Reply Pairs((string Id, string Name, string Type)[] pairs) => new(200, $"""
        <DescribeKeyPairsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><keySet>{string.Concat(
            pairs.Select(p =>
                $"<item><keyPairId>{p.Id}</keyPairId><keyName>{p.Name}</keyName><keyType>{p.Type}</keyType></item>"))}</keySet>
        </DescribeKeyPairsResponse>
        """);
}
