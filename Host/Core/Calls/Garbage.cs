namespace Infra.Core.Calls;

/// <summary>
/// Bounds what calls leave behind. The collector takes the budget of its youngest generation from the processor's cache, tens of
/// megabytes on a server's processor, and of .NET 10's settings only an environment variable, which nobody who starts a server sets, makes
/// it smaller.
/// </summary>
internal sealed class Garbage
{
    private const long Most = 16L << 20;
    private long collected = GC.GetTotalAllocatedBytes();

    /// <summary>Collects the youngest generation, if 16 MiB were allocated since it was last done here.</summary>
    public void Bound()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var last = Volatile.Read(ref collected);
        if (allocated - last >= Most && Interlocked.CompareExchange(ref collected, allocated, last) == last)
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
    }
}
