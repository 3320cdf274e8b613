using Infra.Core.State;

namespace Infra.Core.Safety;

public sealed class BudgetTests
{
    private readonly Clock clock = new() { Now = DateTimeOffset.UnixEpoch.AddYears(1) };

    private static Task SpendAsync(Budget budget, ToolKind kind) => budget.SpendAsync(kind, default);

    [Fact]
    public async Task An_hour_later_the_hourly_budget_is_there_again()
    {
        var budget = new Budget(new() { DeletionsPerHour = 1 }, clock, new MemoryState(clock));
        await SpendAsync(budget, ToolKind.Destructive);
        await SpendAsync(budget, ToolKind.Write);

        Assert.Equal(ToolErrorCode.Refused, (await Assert.ThrowsAsync<ToolException>(() => SpendAsync(budget, ToolKind.Destructive))).Code);
        clock.Now += TimeSpan.FromMinutes(61);
        await SpendAsync(budget, ToolKind.Destructive);
    }

    [Fact]
    public async Task The_budget_of_the_process_is_never_there_again()
    {
        var budget = new Budget(new() { Creations = 1 }, clock, new MemoryState(clock));
        await SpendAsync(budget, ToolKind.Write);
        clock.Now += TimeSpan.FromDays(1);

        await Assert.ThrowsAsync<ToolException>(() => SpendAsync(budget, ToolKind.Write));
    }

    [Fact]
    public async Task Servers_that_share_their_state_share_the_hour_and_not_one_call_is_lost_or_won()
    {
        var state = new MemoryState(TimeProvider.System);
        var budgets = new[] { 1, 2 }.Select(_ => new Budget(new() { CreationsPerHour = 5 }, TimeProvider.System, state)).ToArray();

        var done = await Task.WhenAll(Enumerable.Range(0, 20).Select(async n =>
        {
            try
            {
                await SpendAsync(budgets[n % 2], ToolKind.Write);
                return true;
            }
            catch (ToolException)
            {
                return false;
            }
        }));

        Assert.Equal(5, done.Count(d => d));
    }
}

internal sealed class Clock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

    public override DateTimeOffset GetUtcNow() => Now;
}
