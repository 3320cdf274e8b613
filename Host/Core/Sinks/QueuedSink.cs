using System.Globalization;

namespace Infra.Core.Sinks;

/// <summary>
/// Where text is left to be written by a thread of its own. What does not fit any more pushes out the oldest, and how much was lost is said
/// when there is room again: nobody waits for a sink.
/// </summary>
internal sealed class QueuedSink
{
    // Some two hundred stacks.
    private const int MostCharacters = 1_000_000;

    private readonly string name;
    private readonly Action<string> write;
    private readonly Queue<string> queue = new();
    private Thread? writer;
    private int characters;
    private long dropped;
    private bool busy;
    private bool closed;

    /// <param name="name">What it is called when something was lost.</param>
    /// <param name="write">Writes; may take as long as it likes, and throw an <see cref="IOException"/> when it cannot.</param>
    public QueuedSink(string name, Action<string> write) => (this.name, this.write) = (name, write);

    /// <summary>Leaves a text. It returns at once.</summary>
    public void Post(string text)
    {
        lock (queue)
        {
            if (closed) return;
            queue.Enqueue(text);
            characters += text.Length;
            while (characters > MostCharacters && queue.Count > 1)
            {
                characters -= queue.Dequeue().Length;
                dropped++;
            }

            // Most processes log nothing.
            if (writer is null) (writer = new(Run) { IsBackground = true, Name = $"infra log to {name}" }).Start();
            Monitor.PulseAll(queue);
        }
    }

    /// <summary>Waits until all is written, or not longer than this. Nothing is taken afterwards.</summary>
    public void Close(TimeSpan longest)
    {
        var until = Environment.TickCount64 + (long)longest.TotalMilliseconds;
        lock (queue)
        {
            while ((busy || queue.Count > 0) && until - Environment.TickCount64 is > 0 and var left)
                Monitor.Wait(queue, TimeSpan.FromMilliseconds(left));
            closed = true;
            Monitor.PulseAll(queue);
        }
    }

    private void Run()
    {
        while (Next() is var (text, entries))
        {
            try
            {
                write(text);
                entries = 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                // Counted as lost below.
            }

            lock (queue)
            {
                busy = false;
                dropped += entries;
                Monitor.PulseAll(queue);
            }
        }
    }

    // All that waits at once, so that a file is opened once for it; and how many entries it tells of, with those that it says are lost.
    private (string Text, long Entries)? Next()
    {
        lock (queue)
        {
            while (queue.Count == 0)
            {
                if (closed) return null;
                Monitor.Wait(queue);
            }

            busy = true;
            var lost = dropped == 0 ? ""
                : string.Create(CultureInfo.InvariantCulture, $"({dropped} entries of the log were lost here: {name} did not take them)\n");
            var next = (lost + string.Concat(queue), dropped + queue.Count);
            (characters, dropped) = (0, 0);
            queue.Clear();
            return next;
        }
    }
}
