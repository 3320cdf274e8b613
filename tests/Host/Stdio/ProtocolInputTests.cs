using System.Text;

namespace Infra.Host.Stdio;

public sealed class ProtocolInputTests
{
    private int ended;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task What_the_sdk_can_read_goes_through_unchanged(int size)
    {
        string[] lines =
        [
            """{"jsonrpc":"2.0","id":1,"method":"a","params":{"text":"[[[[ \" {{{{ \\"}}""", "", "not json [[[[[[", $"{{\"id\":2,\"x\":{Nested(ProtocolInput.MaxDepth - 1)}}}", "{\"text\":\"ü🦆\"}",
            $"{{\"text\":\"{new string('[', 200)}\",\"id\":3}}", $"{{\"text\":\"{new string('x', 50_000)}\"}}\r",
        ];

        Assert.Equal(lines, await Read(string.Join('\n', lines), size));
        Assert.Equal(1, ended);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task A_request_that_is_nested_too_deeply_keeps_its_id_and_nothing_else(int size)
    {
        string[] lines =
        [
            $"{{\"id\":\"a\\\"b\",\"x\":{Nested(ProtocolInput.MaxDepth)}}}", $"{{\"x\":{Nested(50_000)},\"id\":7}}", "{\"id\":8}",
        ];

        Assert.Equal(
        [
            """{"jsonrpc":"2.0","id":"a\"b","method":"infra/too-deep"}""", """{"jsonrpc":"2.0","id":7,"method":"infra/too-deep"}""", "{\"id\":8}",
        ], await Read(string.Join('\n', lines), size));
    }

    [Fact]
    public async Task What_has_no_id_or_is_no_json_is_left_to_the_sdk()
    {
        string[] lines = [$"{{\"x\":{Nested(100)}}}", new('[', 100), Nested(100), $"{{\"id\":{{}},\"x\":{Nested(100)}}}"];

        Assert.Equal(lines, await Read(string.Join('\n', lines), 100_000));
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private async Task<IReadOnlyList<string>> Read(string text, int size)
    {
        await using var input = new ProtocolInput(new Slow(Encoding.UTF8.GetBytes(text), size), () => ended++);
        using var reader = new StreamReader(input);
        return (await reader.ReadToEndAsync()).TrimEnd('\n').Split('\n');
    }

    /// <summary>Gives so many bytes at a time.</summary>
    private sealed class Slow(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
