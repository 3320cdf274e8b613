using Infra.Core.State;

namespace Infra.Core.Safety;

public sealed class ConfirmationsTests
{
    private readonly Clock clock = new();
    private readonly Confirmations confirmations;

    public ConfirmationsTests()
    {
        var state = new MemoryState(clock);
        confirmations = new(TimeSpan.FromMinutes(10), clock, state, new(state));
    }

    private Task<string> IssueAsync(string subject) =>
        confirmations.IssueAsync(subject, expires => new("plan", "tool", "client", null, null, expires), default);

    [Fact]
    public async Task A_code_fits_its_subject_alone()
    {
        var code = await IssueAsync("delete a");

        Assert.Null(await confirmations.FaultAsync(code, "delete a", default));
        Assert.Contains("another plan", await confirmations.FaultAsync(code, "delete b", default), StringComparison.Ordinal);
        Assert.Contains("never given", await confirmations.FaultAsync("ABCDEFGH", "delete a", default), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_expires()
    {
        var code = await IssueAsync("delete a");
        clock.Now += TimeSpan.FromMinutes(11);

        Assert.Contains("expired", await confirmations.FaultAsync(code, "delete a", default), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_calls_at_once_one_gets_to_use_a_code()
    {
        var code = await IssueAsync("delete a");

        var used = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => confirmations.UseAsync(code, default))));

        Assert.Single(used, u => u);
    }

    [Theory] // SAF-L14
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"plan":"Delete a."}""")]
    [InlineData("""{"plan":7,"expires":"2026-03-01T00:00:00Z"}""")]
    [InlineData("""{"plan":"Delete a.","expires":"soon"}""")]
    public async Task A_plan_that_cannot_be_read_is_one_sentence_with_the_next_step(string left)
    {
        var state = new MemoryState(clock);
        await state.SwapAsync("plan/ABCD", null, left, clock.GetUtcNow().AddMinutes(5), default);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => new Approvals(state).FindAsync("ABCD", default));

        Assert.Equal("The plan of ABCD cannot be read; let the assistant plan again.", error.Message);
    }

    [Fact]
    public async Task A_plan_is_answered_once_and_goes_with_its_code()
    {
        var state = new MemoryState(clock);
        var approvals = new Approvals(state);
        var both = new Confirmations(TimeSpan.FromMinutes(10), clock, state, approvals);
        var code = await both.IssueAsync("delete a", expires =>
            new("Delete a.", "t_delete", "client 1", "ann", "111122223333", expires) { Where = "prod" }, default);

        var plan = await approvals.FindAsync(code, default);
        Assert.Equal(("Delete a.", "t_delete", "ann", "111122223333"), (plan!.Plan, plan.Tool, plan.User, plan.Account));
        Assert.Equal("prod", plan.Where);
        Assert.Null(await both.AnswerOfAsync(code, default));
        Assert.True(await approvals.AnswerAsync(code, yes: false, plan.Expires, default));
        Assert.False(await approvals.AnswerAsync(code, yes: true, plan.Expires, default));
        Assert.False(await both.AnswerOfAsync(code, default));

        Assert.True(await both.UseAsync(code, default));
        Assert.Null(await approvals.FindAsync(code, default));
        Assert.Null(await both.AnswerOfAsync(code, default));
    }
}
