using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Infra.Host.Stdio;

/// <summary>A line of the client.</summary>
/// <param name="Text">The line; empty if it was refused.</param>
/// <param name="Refusal">Why it was refused before it was parsed; null if it was not.</param>
/// <param name="Id">The id of a refused request as it stood in the line; null if none was found.</param>
internal sealed record ProtocolLine(ReadOnlyMemory<byte> Text, string? Refusal = null, string? Id = null);

/// <summary>
/// Splits what the client sends into lines. A line that is too long or nested too deeply is refused while it is read: its text is not held,
/// only the id at its first level, which the answer needs.
/// </summary>
internal sealed class ProtocolInput
{
    /// <summary>How deep a line may be nested: the limit of .NET's JSON readers, which read what is inside again.</summary>
    public const int MaxDepth = 64;

    /// <summary>
    /// How long a line may be. A tool takes at most the 6 MB that Lambda takes as a payload, which JSON may double; anything longer is a
    /// mistake.
    /// </summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    // The longest id that is looked for in a refused line.
    private const int MaxId = 32 * 1024;

    private readonly int maxBytes;
    private readonly Queue<ProtocolLine> ready = new();
    private readonly ArrayBufferWriter<byte> first = new(256);
    private ArrayBufferWriter<byte> line = new();
    private long length;
    private int depth;
    private int deepest;
    private bool inText;
    private bool escaped;
    private bool afterColon;
    private string? key;
    private string? id;

    private ProtocolInput(int maxBytes) => this.maxBytes = maxBytes;

    /// <summary>The lines of a stream, without the empty ones.</summary>
    public static async IAsyncEnumerable<ProtocolLine> ReadAsync(Stream stream, int maxBytes = MaxBytes,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var input = new ProtocolInput(maxBytes);
        var chunk = new byte[16_384];
        while (await stream.ReadAsync(chunk, cancellation).ConfigureAwait(false) is > 0 and var read)
        {
            input.Take(chunk.AsSpan(0, read));
            while (input.ready.TryDequeue(out var line)) yield return line;
        }

        input.EndLine();
        while (input.ready.TryDequeue(out var line)) yield return line;
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            Scan(bytes[..end]);
            EndLine();
            bytes = bytes[(end + 1)..];
        }

        Scan(bytes);
    }

    private void Scan(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (inText)
            {
                if (depth == 1 && first.WrittenCount <= MaxId) first.Write([b]);
                if (escaped) escaped = false;
                else if (b == '\\') escaped = true;
                else if (b == '"') inText = false;
                continue;
            }

            switch (b)
            {
                case (byte)'{' or (byte)'[':
                    deepest = Math.Max(deepest, ++depth);
                    break;
                case (byte)'}' or (byte)']':
                    if (depth == 1) EndValue();
                    depth--;
                    break;
                case (byte)',' when depth == 1:
                    EndValue();
                    break;
                case (byte)':' when depth == 1:
                    key = Encoding.UTF8.GetString(first.WrittenSpan);
                    first.ResetWrittenCount();
                    afterColon = true;
                    break;
                case (byte)' ' or (byte)'\t' or (byte)'\r':
                    break;
                default:
                    inText = b == '"';
                    if (depth == 1 && first.WrittenCount <= MaxId) first.Write([b]);
                    break;
            }
        }

        length += bytes.Length;
        if (length <= maxBytes && deepest <= MaxDepth) line.Write(bytes);
        // What was held of it is let go at once.
        else if (line.WrittenCount > 0) line = new();
    }

    private void EndValue()
    {
        if (afterColon && key is "\"id\"" && first.WrittenCount is > 0 and <= MaxId) id = Encoding.UTF8.GetString(first.WrittenSpan);
        first.ResetWrittenCount();
        (key, afterColon) = (null, false);
    }

    private void EndLine()
    {
        var refusal = length > maxBytes ? $"The line is longer than {maxBytes / (1024 * 1024)} MB." : deepest > MaxDepth
            ? $"The line is nested deeper than {MaxDepth} levels." : null;
        if (refusal is not null) ready.Enqueue(new(default, refusal, id));
        else if (line.WrittenSpan.ContainsAnyExcept(" \t\r"u8)) ready.Enqueue(new(line.WrittenSpan.ToArray()));
        line.ResetWrittenCount();
        first.ResetWrittenCount();
        (length, depth, deepest, inText, escaped, afterColon, key, id) = (0, 0, 0, false, false, false, null, null);
        // A long line is rare; its buffer is not kept for the rest of the session.
        if (line.Capacity > 1024 * 1024) line = new();
    }
}
