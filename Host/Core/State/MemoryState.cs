namespace Infra.Core.State;

/// <summary>State of one server, which ends with it.</summary>
internal sealed class MemoryState(TimeProvider time) : ISharedState
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Text, DateTimeOffset Expires)> texts = [];

    public Task<string?> FindAsync(string key, CancellationToken cancellation)
    {
        lock (gate) return Task.FromResult(Now(key));
    }

    public Task<bool> SwapAsync(string key, string? expected, string? next, DateTimeOffset expires, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (Now(key) != expected) return Task.FromResult(false);
            var now = time.GetUtcNow();
            foreach (var old in texts.Where(t => t.Value.Expires <= now).Select(t => t.Key).ToList()) texts.Remove(old);
            if (next is null) texts.Remove(key);
            else texts[key] = (next, expires);
            return Task.FromResult(true);
        }
    }

    private string? Now(string key) => texts.TryGetValue(key, out var found) && found.Expires > time.GetUtcNow() ? found.Text : null;
}
