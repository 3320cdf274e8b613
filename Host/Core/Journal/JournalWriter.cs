using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Core.State;

namespace Infra.Core.Journal;

/// <summary>
/// Appends to the journal: a JSON object a line. Each process writes a file of its own, so that no line is ever shared, and a
/// line goes out in one write, so that a killed process leaves whole lines. docs/journal.md describes the fields.
/// </summary>
internal sealed class JournalWriter(JournalSettings settings, TimeProvider time, ISharedJournal? shared = null) : IDisposable
{
    public const string Pattern = "infra-*.jsonl";

    // A longer value is cut to its length and hash: the journal says that it was sent, and AWS has it.
    private const int MaxValue = 4096;

    // A longer entry loses its largest fields in the same way.
    private const int MaxEntry = 256 * 1024;

    private readonly Lock gate = new();
    // Acts whose end is not written yet.
    private readonly Dictionary<string, (JsonObject Begin, long Started)> begun = [];
    private readonly HashSet<string> abandoned = [];
    private readonly TaskCompletionSource allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool ending;
    private bool settled;
    private readonly JournalQueue? queue = shared is null ? null : new(shared, time);
    private FileStream? file;

    /// <summary>Where the journal lies when the configuration names no folder.</summary>
    public static string DefaultFolder =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "infra", "journal");

    public string Folder => settings.Folder is { } folder ? Path.GetFullPath(folder) : DefaultFolder;

    /// <summary>Writes an entry, without secrets.</summary>
    /// <param name="entry">Its fields; the time is added.</param>
    /// <param name="durable">Whether it must have reached the disk when this returns.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written there.</exception>
    public void Write(JsonObject entry, bool durable)
    {
        if (Keep(entry, durable) is { } text) queue?.Add(text, time.GetUtcNow(), Forgotten());
    }

    /// <summary>The same; where servers share a journal, what is durable has reached that too when this is done.</summary>
    /// <inheritdoc cref="Write"/>
    /// <exception cref="ToolException">The shared journal cannot be reached.</exception>
    public async Task WriteAsync(JsonObject entry, bool durable)
    {
        if (shared is null || !durable)
        {
            Write(entry, durable);
            return;
        }

        if (Keep(entry, durable) is not { } text) return;
        await shared.AppendAsync(text, time.GetUtcNow(), Forgotten(), CancellationToken.None).ConfigureAwait(false);
    }

    private DateTimeOffset Forgotten() => time.GetUtcNow().AddDays(settings.KeepDays);

    // The line; null when it is not to be written any more.
    private string? Keep(JsonObject entry, bool durable)
    {
        entry.Insert(0, "time", Now());
        Shorten(entry);
        Redactor.Clean(entry);
        var text = HostJson.Text(entry);
        while (text.Length > MaxEntry
            && entry.MaxBy(f => f.Value is null ? 0 : HostJson.Text(f.Value).Length) is { Value: { } largest } field)
        {
            entry[field.Key] = Cut(HostJson.Text(largest));
            text = HostJson.Text(entry);
        }

        var (@event, call) = (Text(entry, "event"), Text(entry, "call"));
        lock (gate)
        {
            if (ending && @event is "begin") throw new IOException("The server is about to end.");
            // It was ended without waiting for it.
            if (settled && @event is "end" && call is not null && abandoned.Contains(call)) return null;
            Append(text, durable);
            if (call is null) return text;
            if (@event is "begin") begun[call] = (entry, time.GetTimestamp());
            else if (@event is "end" && begun.Remove(call) && ending && begun.Count == 0) allEnded.TrySetResult();
        }

        return text;
    }

    /// <summary>
    /// How long an orderly way out waits for acts that have begun: their requests are cancelled, and what came of them is written down.
    /// </summary>
    public static TimeSpan LongestSettling { get; } = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// Waits for the ends of the acts that have begun, whose calls were cancelled, and writes them itself for calls that take longer:
    /// whatever has a <c>begin</c> gets an <c>end</c> on every orderly way out. No act can begin any more.
    /// </summary>
    /// <param name="longest">How long to wait.</param>
    public async Task SettleAsync(TimeSpan longest)
    {
        lock (gate)
        {
            ending = true;
            if (begun.Count == 0) return;
        }

        await Task.WhenAny(allEnded.Task, Task.Delay(longest)).ConfigureAwait(false);
        lock (gate)
        {
            settled = true;
            foreach (var (call, (begin, started)) in begun)
            {
                abandoned.Add(call);
                var end = begin.DeepClone().AsObject();
                (end["time"], end["event"], end["outcome"]) = (Now(), "end", "cancelled");
                end["milliseconds"] = (long)time.GetElapsedTime(started).TotalMilliseconds;
                try
                {
                    Append(HostJson.Text(end), durable: true);
                    queue?.Add(HostJson.Text(end), time.GetUtcNow(), Forgotten());
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // Its begin stands alone, as after a crash.
                }
            }

            begun.Clear();
        }
    }

    public void Dispose()
    {
        queue?.Dispose();
        lock (gate) file?.Dispose();
    }

    // In the form that .NET writes without a pattern, to the millisecond.
    private string Now() => $"{time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture).AsSpan(0, 23)}Z";

    private static string? Text(JsonObject entry, string name) =>
        entry[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private void Append(string text, bool durable)
    {
        var line = Encoding.UTF8.GetBytes(text + "\n");
        // Somebody may have tidied up: what goes to a file without a name would be lost.
        if (file is null || file.Length + line.Length > settings.MaxMegabytes * 1_048_576L || !File.Exists(file.Name)) Next();
        file!.Write(line);
        file.Flush(flushToDisk: durable);
    }

    private static void Shorten(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject o:
                for (var i = 0; i < o.Count; i++)
                {
                    if (Long(o.GetAt(i).Value) is { } text) o.SetAt(i, Cut(text));
                    else Shorten(o.GetAt(i).Value);
                }

                break;
            case JsonArray a:
                for (var i = 0; i < a.Count; i++)
                {
                    if (Long(a[i]) is { } text) a[i] = Cut(text);
                    else Shorten(a[i]);
                }

                break;
        }

        static string? Long(JsonNode? node) =>
            node is JsonValue value && value.GetValueKind() is JsonValueKind.String
                && value.GetValue<string>() is { Length: > MaxValue } text ? text : null;
    }

    private static string Cut(string text) =>
        string.Create(CultureInfo.InvariantCulture,
            $"[{text.Length} characters, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}]");

    private void Next()
    {
        file?.Dispose();
        file = null;
        if (settings.Folder is null && !Path.IsPathRooted(DefaultFolder)) throw new IOException("The user has no home folder.");
        Directory.CreateDirectory(Folder);
        var stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
        for (var n = 0; file is null; n++)
        {
            var path = Path.Combine(Folder, $"infra-{stamp}-{Environment.ProcessId}{(n == 0 ? "" : $"-{n}")}.jsonl");
            // No buffer: a line that Write has returned from is with the operating system.
            var options = PrivateFile.Options(FileMode.CreateNew);
            options.BufferSize = 0;
            if (!File.Exists(path)) file = new(path, options);
        }

        var oldest = time.GetUtcNow().UtcDateTime.AddDays(-settings.KeepDays);
        foreach (var old in Directory.GetFiles(Folder, Pattern).Where(f => File.GetLastWriteTimeUtc(f) < oldest)) TryDelete(old);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process has it open; a later rotation takes it.
        }
    }
}
