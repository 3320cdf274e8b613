namespace Infra.Core.Sinks;

/// <summary>A log that nobody waits for says what it lost.</summary>
public sealed class QueuedSinkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<string> written = [];

    [Fact]
    public void What_cannot_be_written_is_counted_to_the_entry_and_told_when_there_is_room_again()
    {
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var sink = new QueuedSink("the disk", text =>
        {
            entered.Release();
            go.Wait(Patience);
            // Full for the first three writes.
            if (written.Count < 3)
            {
                written.Add("");
                throw new IOException("No space left on device");
            }

            written.Add(text);
        });

        sink.Post("a\n");
        Assert.True(entered.Wait(Patience));
        foreach (var text in new[] { "b\n", "c\n", "d\n" }) sink.Post(text);
        go.Release();
        Assert.True(entered.Wait(Patience));
        sink.Post("e\n");
        go.Release();
        Assert.True(entered.Wait(Patience));
        sink.Post("f\n");
        go.Release(2);
        sink.Close(Patience);

        Assert.Equal("(5 entries of the log were lost here: the disk did not take them)\nf\n", written[^1]);
    }

    [Fact]
    public void While_nothing_is_taken_the_newest_are_kept_and_nobody_waits()
    {
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var sink = new QueuedSink("stderr", text =>
        {
            entered.Release();
            go.Wait(Patience);
            written.Add(text);
        });
        sink.Post("first\n");
        Assert.True(entered.Wait(Patience));

        for (var n = 0; n < 5; n++) sink.Post($"{n}{new string('x', 300_000)}\n");
        sink.Post("last\n");
        sink.Close(TimeSpan.FromMilliseconds(1));
        sink.Post("after its end\n");
        go.Release(2);
        for (var until = DateTime.UtcNow + Patience; written.Count < 2 && DateTime.UtcNow < until;) Thread.Sleep(5);

        Assert.Equal("first\n", written[0]);
        Assert.StartsWith("(2 entries of the log were lost here: stderr did not take them)\n2x", written[1], StringComparison.Ordinal);
        Assert.EndsWith("x\nlast\n", written[1], StringComparison.Ordinal);
    }
}
