using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Infra.Host.Stdio;

/// <summary>
/// stdin, taken for the protocol. The SDK drops a line that is nested deeper than its JSON reader goes, and its client would wait
/// for ever; such a request is handed on as one of the method <see cref="TooDeep"/>, with the same id, which is then refused.
/// </summary>
/// <param name="inner">Where the lines come from.</param>
/// <param name="ended">Called when the client has closed it: the SDK ends the session then, but lets running calls go on to their end.</param>
internal sealed class ProtocolInput(Stream inner, Action ended) : Stream
{
    /// <summary>The method that stands for a request that cannot be read.</summary>
    public const string TooDeep = "infra/too-deep";

    /// <summary>How deep a line may be nested.</summary>
    public const int MaxDepth = 64;

    private readonly byte[] chunk = new byte[16_384];
    private readonly ArrayBufferWriter<byte> line = new();
    private readonly ArrayBufferWriter<byte> ready = new();
    private int given;
    private int told;
    private int depth;
    private int deepest;
    private bool inText;
    private bool escaped;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (given == ready.WrittenCount)
        {
            (given, var read) = (0, await inner.ReadAsync(chunk, cancellationToken).ConfigureAwait(false));
            ready.ResetWrittenCount();
            if (read > 0)
            {
                Take(chunk.AsSpan(0, read));
                continue;
            }

            if (line.WrittenCount > 0) EndLine();
            if (given < ready.WrittenCount) break;
            if (Interlocked.Exchange(ref told, 1) == 0) ended();
            return 0;
        }

        var count = Math.Min(buffer.Length, ready.WrittenCount - given);
        ready.WrittenMemory.Slice(given, count).CopyTo(buffer);
        given += count;
        return count;
    }

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Take(ReadOnlySpan<byte> bytes)
    {
        var start = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (b == '\n')
            {
                line.Write(bytes[start..(i + 1)]);
                start = i + 1;
                EndLine();
            }
            else if (escaped) escaped = false;
            else if (inText) (inText, escaped) = (b != '"', b == '\\');
            else if (b == '"') inText = true;
            else if (b is (byte)'{' or (byte)'[') deepest = Math.Max(deepest, ++depth);
            else if (b is (byte)'}' or (byte)']') depth--;
        }

        line.Write(bytes[start..]);
    }

    private void EndLine()
    {
        ready.Write(deepest > MaxDepth && Refused(line.WrittenMemory) is { } refused ? refused : line.WrittenSpan);
        line.ResetWrittenCount();
        (depth, deepest, inText, escaped) = (0, 0, false, false);
    }

    // Null when it is not JSON at all, or nothing that is answered; then it is the SDK's to drop.
    private static byte[]? Refused(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line, new() { MaxDepth = int.MaxValue });
            return json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.String or JsonValueKind.Number
                ? Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":{{id.GetRawText()}},"method":"{{TooDeep}}"}""" + "\n")
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
