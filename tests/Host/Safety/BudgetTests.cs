namespace Infra.Core.Safety;

public sealed class BudgetTests
{
    private readonly Clock clock = new();

    [Fact]
    public void An_hour_later_the_hourly_budget_is_there_again()
    {
        var budget = new Budget(new() { DeletionsPerHour = 1 }, clock);
        budget.Spend(ToolKind.Destructive);
        budget.Spend(ToolKind.Write);

        Assert.Equal(ToolErrorCode.Refused, Assert.Throws<ToolException>(() => budget.Spend(ToolKind.Destructive)).Code);
        clock.Now += TimeSpan.FromMinutes(61);
        budget.Spend(ToolKind.Destructive);
    }

    [Fact]
    public void The_budget_of_the_process_is_never_there_again()
    {
        var budget = new Budget(new() { Creations = 1 }, clock);
        budget.Spend(ToolKind.Write);
        clock.Now += TimeSpan.FromDays(1);

        Assert.Throws<ToolException>(() => budget.Spend(ToolKind.Write));
    }
}

internal sealed class Clock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

    public override DateTimeOffset GetUtcNow() => Now;
}
