namespace Infra.Core;

/// <summary>A clock that goes when it is put forward, and its timers with it.</summary>
internal sealed class TickingClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Ticker> tickers = [];
    private TimeSpan now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var ticker = new Ticker(this, () => callback(state), period);
        ticker.Change(dueTime, period);
        return ticker;
    }

    public void Advance(TimeSpan by)
    {
        List<Ticker> all;
        lock (gate)
        {
            now += by;
            all = [.. tickers];
        }

        foreach (var ticker in all) ticker.Tick();
    }

    private sealed class Ticker(TickingClock clock, Action tick, TimeSpan period) : ITimer
    {
        private TimeSpan? next;

        public void Tick()
        {
            if (next is not { } due || clock.now < due) return;
            next = period > TimeSpan.Zero ? due + period : null;
            tick();
        }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            lock (clock.gate)
            {
                next = dueTime < TimeSpan.Zero ? null : clock.now + dueTime;
                if (!clock.tickers.Contains(this)) clock.tickers.Add(this);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock.gate) clock.tickers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
