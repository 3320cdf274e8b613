using Infra.Core.Safety;

namespace Infra.Host.Cli;

/// <summary><c>infra state init</c> where it is refused, and where nothing is left to do; tests/Emulator makes a table.</summary>
public sealed class StateCommandTests : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Without_a_table_in_the_configuration_the_key_is_named_and_nothing_is_asked()
    {
        using var aws = new Loopback(_ => Answer("{}"));
        home.With(aws.Url).Configure("", "S3");

        var ended = await home.RunAsync("state", "init");

        Assert.Equal((2, "", "infra: Name the table first, in plugins.json: \"state\": { \"table\": \"infra\" }.\n"),
            (ended.Exit, ended.Out, ended.Error));
        Assert.Empty(aws.Requests);
    }

    [Fact]
    public async Task What_AWS_refuses_is_told_with_the_action()
    {
        using var aws = new Loopback(_ => Answer(
            """{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"not authorized to perform: dynamodb:DescribeTable"}""",
            400));
        home.With(aws.Url).Configure(""" "state": { "table": "shared" }, """, "S3");

        var ended = await home.RunAsync("state", "init");

        Assert.Equal((1, ""), (ended.Exit, ended.Out));
        Assert.Contains("dynamodb:DescribeTable", ended.Error, StringComparison.Ordinal);
        Assert.Single(aws.Requests);
    }

    [Fact]
    public async Task A_table_that_is_there_is_left_as_it_is()
    {
        Loopback? account = null;
        using var aws = account = new(n => Answer(account!.Requests[n - 1].Contains("AttributeName", StringComparison.Ordinal)
            ? throw new InvalidOperationException("Nothing is to be changed.")
            : """{"Table":{"TableStatus":"ACTIVE"},"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLED"}}"""));
        home.With(aws.Url).Configure(""" "state": { "table": "shared" }, """, "S3");

        var ended = await home.RunAsync("state", "init");

        Assert.Equal((0, "The table shared is there.\n", ""), (ended.Exit, ended.Out, ended.Error));
        Assert.Equal(3, aws.Requests.Count);
    }

    private static Reply Answer(string json, int status = 200) => new(status, json, "application/x-amz-json-1.0");
}
