namespace Infra.Plugins.S3;

/// <summary>A large content in parts, a few at a time, with progress that only grows.</summary>
/// <param name="length">Bytes of the whole.</param>
/// <param name="partSize">Bytes of each part but the last.</param>
internal sealed class Transfer(long length, long partSize)
{
    // Enough for a fast line; memory holds no more than a small buffer of each.
    private const int AtOnce = 4;

    private readonly Lock gate = new();
    private long done;

    /// <summary>How many parts there are; an empty content has none.</summary>
    public int Count => (int)((length + partSize - 1) / partSize);

    /// <summary>Moves all parts.</summary>
    /// <param name="move">Moves the bytes from an offset; number 1 is the first part.</param>
    /// <param name="context">Is told how far it is.</param>
    /// <param name="what">What moves, for the progress.</param>
    public async Task RunAsync(
        Func<int, long, long, CancellationToken, Task> move, ToolContext context, string what, CancellationToken ct) =>
        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (i, token) =>
        {
            var (offset, size) = (i * partSize, Math.Min(partSize, length - i * partSize));
            await move(i + 1, offset, size, token);
            lock (gate) context.Progress(new(what, done += size, length));
        });
}
