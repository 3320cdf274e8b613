using Infra.Core.State;
using Infra.Host.Http;

namespace Infra.Core.Http;

public sealed class SharedRateTests
{
    private readonly TickingClock clock = new();

    [Fact]
    public async Task Servers_count_one_caller_together_and_others_apart_until_the_minute_is_over()
    {
        var state = new MemoryState(clock);
        await using var one = new SharedRate(state, 10, clock);
        await using var two = new SharedRate(state, 10, clock);

        var allowed = 0;
        for (var n = 0; n < 30; n++)
        {
            if ((n % 2 == 0 ? one : two).Take("ann") is null) allowed++;
            await TellAsync();
        }

        // One more for each that had not heard of the last ones.
        Assert.InRange(allowed, 10, 12);
        Assert.Null(two.Take("bob"));
        Assert.InRange(one.Take("ann")!.Value, 1, 60);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(one.Take("ann"));
    }

    [Fact]
    public async Task Without_the_state_each_server_counts_for_itself()
    {
        await using var alone = new SharedRate(new Unreachable(), 10, clock);

        for (var n = 0; n < 10; n++)
        {
            Assert.Null(alone.Take("ann"));
            await TellAsync();
        }

        Assert.NotNull(alone.Take("ann"));
    }

    // Some time for the servers to tell each other, which is a second of theirs.
    private async Task TellAsync()
    {
        clock.Advance(TimeSpan.FromSeconds(1));
        await Task.Delay(20);
    }

    private sealed class Unreachable : ISharedState
    {
        public Task<string?> FindAsync(string key, CancellationToken cancellation) =>
            throw new ToolException(ToolErrorCode.Unavailable, "It is away.");

        public Task<bool> SwapAsync(string key, string? expected, string? next, DateTimeOffset expires, CancellationToken cancellation) =>
            throw new ToolException(ToolErrorCode.Unavailable, "It is away.");
    }
}
