namespace Infra.Core.Safety;

/// <summary>
/// How many AWS requests a call over several targets has in flight. Ambient, so that it holds for whatever the tool asks at once. A
/// request that waits for its repetition holds no slot.
/// </summary>
internal sealed class RequestSlots : IDisposable
{
    /// <summary>Most requests in flight of one call.</summary>
    public const int Most = 64;

    private static readonly AsyncLocal<RequestSlots?> Ambient = new();

    private readonly RequestSlots? outer = Ambient.Value;
    private readonly SemaphoreSlim free = new(Most);

    private RequestSlots() => Ambient.Value = this;

    /// <summary>Those of the call in progress on this flow of execution; null where nothing bounds it.</summary>
    public static RequestSlots? Current => Ambient.Value;

    /// <summary>Bounds what follows on this flow of execution. What is called within a bounded call shares its slots.</summary>
    public static RequestSlots? Enter() => Ambient.Value is null ? new() : null;

    public Task WaitAsync(CancellationToken cancellation) => free.WaitAsync(cancellation);

    public void Release() => free.Release();

    // Requests that were left behind may still release theirs, so the semaphore is not disposed of.
    public void Dispose() => Ambient.Value = outer;
}
