using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace Infra.Plugins.Logs;

public sealed class QueryEventsTests : ToolTest<IAmazonCloudWatchLogs>
{
    private const double Gib = 1L << 30;

    private StartQueryRequest? sent;

    public QueryEventsTests() => Client.StartQueryAsync(Arg.Do<StartQueryRequest>(r => sent = r), default)
        .ReturnsForAnyArgs(new StartQueryResponse { QueryId = "q-1" });

    [Fact]
    public async Task A_query_is_waited_for_with_progress_and_its_rows_have_no_pointers()
    {
        Answers(Answer(QueryStatus.Scheduled), Answer(QueryStatus.Running, 0.5), Answer(QueryStatus.Complete, 1));

        var result = await RunAsync(QueryEvents.Tool, new { groups = new[] { "g" }, query = "stats count(*)", from = "2h", rows = 7 });

        Assert.Equal("""[{"count(*)":"3"}]""", result.GetProperty("rows").GetRawText());
        Assert.Equal(("Complete", (long)Gib), (result.GetProperty("status").GetString(), result.GetProperty("bytesScanned").GetInt64()));
        Assert.Equal((7, 7200L), (sent!.Limit!.Value, sent.EndTime!.Value - sent.StartTime!.Value));
        Assert.Equal(["Scheduled: 3 matches in 0.00 GiB", "Running: 3 matches in 0.50 GiB"], Progress.Select(p => p.Message));
        Assert.False(result.TryGetProperty("note", out _));
        await Client.DidNotReceiveWithAnyArgs().StopQueryAsync(default!, default);
    }

    [Fact]
    public async Task One_that_scans_more_than_it_may_is_stopped()
    {
        Answers(Answer(QueryStatus.Running, 1.5));

        var result = await RunAsync(QueryEvents.Tool, new { groups = new[] { "g" }, query = "fields @message", maxGib = 1 });

        Assert.Equal("Cancelled", result.GetProperty("status").GetString());
        Assert.StartsWith("It was stopped after 1 GiB", result.GetProperty("note").GetString(), StringComparison.Ordinal);
        await Client.Received(1).StopQueryAsync(Arg.Is<StopQueryRequest>(r => r.QueryId == "q-1"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task One_that_does_not_end_or_is_left_is_stopped()
    {
        Answers(Answer(QueryStatus.Running, 0.1));
        var slow = await RunAsync(QueryEvents.Tool, new { groups = new[] { "g" }, query = "fields @message" });
        Client.GetQueryResultsAsync(default!, default)
            .ReturnsForAnyArgs<GetQueryResultsResponse>(_ => throw new OperationCanceledException());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            RunAsync(QueryEvents.Tool, new { groups = new[] { "g" }, query = "fields @message" }));

        Assert.Contains("longer than a call may", slow.GetProperty("note").GetString(), StringComparison.Ordinal);
        await Client.ReceivedWithAnyArgs(2).StopQueryAsync(default!, default);
    }

    [Fact]
    public async Task A_wrong_query_is_told_with_its_place_and_nothing_is_stopped()
    {
        Client.StartQueryAsync(default!, default).ReturnsForAnyArgs<StartQueryResponse>(_ => throw new MalformedQueryException("no")
        {
            QueryCompileError = new() { Message = "unexpected symbol", Location = new() { StartCharOffset = 4 } },
        });

        var wrong = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(QueryEvents.Tool, new { groups = new[] { "g" }, query = "fild" }));

        Assert.Equal((ToolErrorCode.InvalidInput, "The query is wrong at character 4: unexpected symbol"), (wrong.Code, wrong.Message));
        await Client.DidNotReceiveWithAnyArgs().StopQueryAsync(default!, default);
    }

    [Fact]
    public async Task Groups_by_ARN_are_identifiers()
    {
        Answers(Answer(QueryStatus.Complete));

        await RunAsync(QueryEvents.Tool, new { groups = new[] { "arn:aws:logs:eu-west-1:1:log-group:g:*" }, query = "fields @message" });

        Assert.Equal("arn:aws:logs:eu-west-1:1:log-group:g", Assert.Single(sent!.LogGroupIdentifiers));
        Assert.Null(sent.LogGroupNames);
    }

    private void Answers(params GetQueryResultsResponse[] answers)
    {
        var n = 0;
        Client.GetQueryResultsAsync(default!, default).ReturnsForAnyArgs(_ => answers[Math.Min(n++, answers.Length - 1)]);
    }

    private static GetQueryResultsResponse Answer(QueryStatus status, double gib = 0) => new()
    {
        Status = status,
        Statistics = new() { BytesScanned = gib * Gib, RecordsMatched = 3, RecordsScanned = 9 },
        Results = [[new() { Field = "count(*)", Value = "3" }, new() { Field = "@ptr", Value = "x" }]],
    };
}
