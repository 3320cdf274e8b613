using System.Text.Json;
using Infra.Core.Safety;

namespace Infra.Host.Cli.Health;

/// <summary><c>infra health-check</c> and <c>test-connection</c>: one word a module or account, for monitoring.</summary>
public sealed class HealthCheckCommandTests : IDisposable
{
    private const string Empty = """
        <DescribeDBInstancesResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribeDBInstancesResult><DBInstances/>
        </DescribeDBInstancesResult></DescribeDBInstancesResponse>
        """;

    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    public static TheoryData<string, int, int, string> Answers => new()
    {
        { "ok", 0, 200, Empty },
        { "denied", 4, 403, "AccessDenied" },
        { "throttled", 4, 400, "ThrottlingException" },
        { "unreachable", 4, 503, "ServiceUnavailable" },
        { "expired", 4, 403, "ExpiredToken" },
        { "failed", 4, 400, "InvalidParameterValue" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task What_AWS_answers_is_told_in_a_word(string word, int exit, int status, string answer)
    {
        using var aws = new Loopback(_ => status == 200 ? new(status, answer) : Reply.Query(status, answer, "No."));
        home.With(aws.Url).Configure("", "Rds");

        var told = await home.RunAsync("health-check");

        var row = Assert.Single(JsonElement.Parse(told.Out).GetProperty("items").EnumerateArray());
        Assert.Equal((exit, word, "eu-west-1", "rds_list_instances"), (told.Exit, row.GetProperty("status").GetString(),
            row.GetProperty("region").GetString(), row.GetProperty("asked").GetString()));
        Assert.Equal(exit != 0, row.TryGetProperty("problem", out _));
    }

    [Fact]
    public async Task What_takes_no_notice_of_a_question_is_left_behind_and_what_is_wrong_is_said_once()
    {
        using var aws = new Loopback(_ => Loopback.Silence);
        home.With(aws.Url).Configure("", "Rds", "Lambda");

        var told = await home.RunAsync("health-check", "--timeout", "0.3", "-o", "table");

        Assert.Equal(4, told.Exit);
        Assert.Equal(2, told.Out.Split("unreachable").Length - 1);
        Assert.DoesNotContain("There was no answer", told.Out, StringComparison.Ordinal);
        Assert.Single(told.Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("infra: rds eu-west-1, lambda eu-west-1: There was no answer within 0.3 seconds.", told.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_has_no_credentials_is_told_beside_one_that_works()
    {
        using var aws = new Loopback(_ => new(200, """
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
            <Arn>arn:aws:iam::123456789012:user/ann</Arn><UserId>A</UserId><Account>123456789012</Account>
            </GetCallerIdentityResult></GetCallerIdentityResponse>
            """));
        home.Write(".aws/config", "[profile keys]\naws_access_key_id = a\naws_secret_access_key = b\n[profile none]\nregion = eu-west-1\n");
        home["AWS_ENDPOINT_URL"] = aws.Url;
        home.Configure("""
            "aws": { "region": "eu-west-1", "accounts": { "shop": { "profile": "keys" }, "data": { "profile": "none" } } },
            """, "Rds");

        var told = await home.RunAsync("test-connection", "--account", "all");

        var rows = JsonElement.Parse(told.Out).GetProperty("items").EnumerateArray()
            .ToDictionary(r => r.GetProperty("account").GetString()!, r => r);
        Assert.Equal(5, told.Exit);
        Assert.Equal(("ok", "123456789012"), (rows["shop"].GetProperty("status").GetString(), rows["shop"].GetProperty("id").GetString()));
        Assert.Equal("no-credentials", rows["data"].GetProperty("status").GetString());
        Assert.Contains("'none'", rows["data"].GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("health-check --timeout 0", "--timeout is 0.1 to 600 seconds.")]
    [InlineData("health-check --config empty.json", "No module is enabled, so there is nothing to check.")]
    [InlineData("test-connection --account shp", "shp")]
    public async Task What_cannot_be_checked_is_a_wrong_command(string typed, string said)
    {
        home.Write("empty.json", """{ "plugins": [] }""");
        home.Configure("", "Rds");

        var ended = await home.RunAsync(typed.Split(' '));

        Assert.Equal((2, ""), (ended.Exit, ended.Out));
        Assert.Contains(said, ended.Error, StringComparison.Ordinal);
    }
}
