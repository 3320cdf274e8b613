using System.Collections.Concurrent;

namespace Infra.Core.Targets;

/// <summary>
/// Answers of AWS that hold for a while. Of several calls that need the same one, one asks and the others wait; failures are not kept.
/// </summary>
internal sealed class Kept<TKey, T>(TimeProvider time) where TKey : notnull where T : class
{
    private readonly ConcurrentDictionary<TKey, Entry> entries = new();

    public async Task<T> GetAsync(TKey key, TimeSpan lifetime, Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        var entry = entries.GetOrAdd(key, _ => new());
        if (Fresh() is { } known) return known;
        await entry.Gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (Fresh() is { } meanwhile) return meanwhile;
            var value = await ask(cancellation).ConfigureAwait(false);
            entry.Held = new(value, time.GetUtcNow() + lifetime);
            return value;
        }
        finally
        {
            entry.Gate.Release();
        }

        T? Fresh() => entry.Held is { } held && held.Until > time.GetUtcNow() ? held.Value : null;
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1);
        public Holding? Held { get; set; }
    }

    private sealed record Holding(T Value, DateTimeOffset Until);
}
