using System.Text;

namespace Infra.Host.Stdio;

public sealed class ProtocolInputTests
{
    private const int Limit = 1024 * 1024;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Lines_go_through_unchanged_however_they_arrive(int size)
    {
        string[] lines =
        [
            """{"jsonrpc":"2.0","id":1,"method":"a","params":{"text":"[[[[ \" {{{{ \\"}}""", "not json [[[[[[",
            $"{{\"id\":2,\"x\":{Nested(ProtocolInput.MaxDepth - 1)}}}", "{\"text\":\"ü🦆\"}",
            $"{{\"text\":\"{new string('[', 200)}\",\"id\":3}}", $"{{\"text\":\"{new string('x', 50_000)}\"}}\r",
        ];

        var read = await ReadAsync(string.Join("\n\n \n", lines), size);

        Assert.Equal(lines, read.Select(l => Encoding.UTF8.GetString(l.Text.Span)));
        Assert.All(read, l => Assert.Null(l.Refusal));
    }

    // SAF-L8, SAF-M13
    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task A_line_that_is_refused_keeps_the_id_of_its_first_level_wherever_it_stands(int size)
    {
        var deep = Nested(50_000);
        var lengthy = size == 1 ? deep : new string('x', Limit);
        string[] lines =
        [
            $"{{\"id\":\"a\\\"b\",\"x\":{deep}}}", $"{{\"x\":{deep},\"id\" : 7 }}", $"{{\"x\":{{\"id\":1}},\"y\":{deep}}}",
            $"[{{\"id\":8,\"x\":{deep}}}]",
            $"{{\"id\":9,\"x\":{deep},\"y\":\"{lengthy}\"}}", $"{{\"x\":{deep},\"y\":\"{lengthy} \\\"id\\\":5\",\"id\":1e400}}",
            "{\"id\":11}",
        ];

        var read = await ReadAsync(string.Join('\n', lines), size);

        Assert.Equal(["\"a\\\"b\"", "7", null, null, "9", "1e400", null], read.Select(l => l.Id));
        Assert.All(read.SkipLast(1), l => Assert.True(l.Refusal is not null && l.Text.IsEmpty));
        Assert.Equal("{\"id\":11}", Encoding.UTF8.GetString(read[^1].Text.Span));
    }

    [Fact]
    public async Task The_limit_of_length_is_named_and_one_byte_less_passes()
    {
        var read = await ReadAsync($"\"{new string('x', Limit - 2)}\"\n\"{new string('x', Limit - 1)}\"", 16_384);

        Assert.Null(read[0].Refusal);
        Assert.Contains("1 MB", read[1].Refusal, StringComparison.Ordinal);
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static async Task<List<ProtocolLine>> ReadAsync(string text, int size)
    {
        List<ProtocolLine> lines = [];
        await foreach (var line in ProtocolInput.ReadAsync(new Slow(Encoding.UTF8.GetBytes(text), size), Limit)) lines.Add(line);
        return lines;
    }

    /// <summary>Gives so many bytes at a time.</summary>
    private sealed class Slow(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
