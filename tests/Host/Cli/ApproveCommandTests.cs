using Infra.Core.Safety;
using Infra.Core.State;

namespace Infra.Host.Cli;

/// <summary><c>infra approve</c> where no person is: an assistant with a shell. tests/full/terminal approves as a person does.</summary>
public sealed class ApproveCommandTests : IDisposable
{
    private readonly Home home = new();
    private readonly string waiting;
    private readonly Approvals approvals;

    public ApproveCommandTests()
    {
        home.Configure(""" "journal": { "folder": "journal" }, """, "S3");
        waiting = Approvals.FolderBeside(Path.Combine(home.Folder, "journal"));
        approvals = new(new FileState(waiting, TimeProvider.System));
    }

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task The_plan_is_shown_without_what_a_terminal_acts_upon_and_stays_unanswered()
    {
        await OfferAsync("abc123", "Delete the bucket \u001b[2Jlogs", TimeSpan.FromMinutes(5));

        var ended = await home.RunAsync("approve", "abc123");

        Assert.Equal(1, ended.Exit);
        Assert.Contains("Delete the bucket ", ended.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', ended.Out);
        Assert.Equal("infra: a plan is approved by a person at a terminal; this is not one.\n", ended.Error);
        Assert.Null(await approvals.AnswerOfAsync("abc123", default));
    }

    [Theory]
    [InlineData("abc124", "no plan waits for abc124.")]
    [InlineData("late00", "no plan waits for late00.")]
    [InlineData("../tokens", "no plan waits for ../tokens.")]
    [InlineData("broken", "The plan of broken cannot be read; let the assistant plan again.")]
    public async Task A_code_of_no_plan_is_answered_with_what_to_do(string code, string said)
    {
        await OfferAsync("abc123", "Delete the bucket logs", TimeSpan.FromMinutes(5));
        await OfferAsync("late00", "Delete the bucket logs", TimeSpan.FromMinutes(-5));
        await new FileState(waiting, TimeProvider.System).SwapAsync("plan/broken", null, "{ \"plan\": ", DateTimeOffset.MaxValue, default);

        var ended = await home.RunAsync("approve", code);

        Assert.Equal((1, ""), (ended.Exit, ended.Out));
        Assert.StartsWith($"infra: {said}", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plans_of_servers_that_share_a_table_are_looked_for_there()
    {
        using var aws = new Loopback(_ => new(400, """{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}""",
            "application/x-amz-json-1.0"));
        home.With(aws.Url).Configure(""" "state": { "table": "shared" }, """, "S3");

        var ended = await home.RunAsync("approve", "abc123");

        Assert.Equal((1, ""), (ended.Exit, ended.Out));
        Assert.Contains("\"TableName\":\"shared\"", Assert.Single(aws.Requests), StringComparison.Ordinal);
        Assert.Contains("shared", ended.Error, StringComparison.Ordinal);
    }

    private Task OfferAsync(string code, string plan, TimeSpan left)
    {
        var expires = DateTimeOffset.UtcNow + left;
        return approvals.OfferAsync(code, new(plan, "s3_delete_bucket", "test", null, "123456789012", expires), default);
    }
}
