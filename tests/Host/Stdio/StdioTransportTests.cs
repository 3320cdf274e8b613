using System.IO.Pipelines;
using System.Text;
using ModelContextProtocol.Protocol;

namespace Infra.Host.Stdio;

public sealed class StdioTransportTests
{
    // Each of the first ended the server, or was told as "An error occurred.".
    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":"\ud800","method":"ping"}""", "null", "half of a character")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"x","arguments":{"a\uDC00":1}}}""", "7",
        "half of a character")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"p\udfff"}""", "7", "half of a character")]
    [InlineData("""[{"jsonrpc":"2.0","id":7,"method":"ping","params":{"a":"\ud83e"}}]""", "null", "half of a character")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"requestId":1}}""", "null",
        "params.requestId is given twice")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"\u00ff\"}", "7", "not UTF-8")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"\u00ff\":1,\"id\":7,\"method\":\"ping\"}", "7", "not UTF-8")]
    [InlineData("""{"\ud800":1,"jsonrpc":"2.0","id":7,"method":"ping"}""", "7", "half of a character")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":\"\u00ff\",\"method\":\"ping\"}", "null", "not UTF-8")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"x","arguments":{"limit":1,"limit":2}}}""", "7",
        "params.arguments.limit is given twice")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"id":8,"method":"ping"}""", "null", "id is given twice")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"x","arguments":{"tags":{"a":1,"a":2}}}}""", null, null)]
    [InlineData("""{"jsonrpc":"2.0","id":"\ud83e\udd86","method":"ping"}""", null, null)]
    public async Task What_is_JSON_and_no_text_is_refused_and_the_next_request_is_taken(string line, string? id, string? told)
    {
        var (input, output) = (new Pipe(), new Pipe());
        await using var transport = new StdioTransport(input.Reader.AsStream(), output.Writer.AsStream());
        var reading = transport.ReadAsync();
        foreach (var each in new[] { """{"jsonrpc":"2.0","id":1,"method":"ping"}""", line, """{"jsonrpc":"2.0","id":2,"method":"ping"}""" })
            await input.Writer.WriteAsync(Encoding.Latin1.GetBytes(each + "\n"));

        var taken = 0;
        await foreach (var message in transport.MessageReader.ReadAllAsync())
        {
            taken++;
            if (message is not JsonRpcRequest { Id.Id: 2L }) continue;
            break;
        }

        Assert.Equal(told is null ? 3 : 2, taken);
        if (told is null) return;
        var answer = Encoding.UTF8.GetString((await output.Reader.ReadAsync()).Buffer.FirstSpan);
        Assert.Contains($"\"id\":{id}", answer, StringComparison.Ordinal);
        Assert.Contains(told, answer, StringComparison.Ordinal);
        Assert.False(reading.IsCompleted);
    }

    [Fact] // SAF-L9
    public async Task While_nobody_reads_the_answers_no_more_requests_are_taken()
    {
        var (input, output) = (new Pipe(new(pauseWriterThreshold: 0)), new Pipe(new(pauseWriterThreshold: 64, resumeWriterThreshold: 32)));
        await using var transport = new StdioTransport(input.Reader.AsStream(), output.Writer.AsStream());
        var reading = Task.Run(transport.ReadAsync);
        var taken = 0;
        var answering = Task.Run(async () =>
        {
            List<Task> sent = [];
            await foreach (var message in transport.MessageReader.ReadAllAsync())
            {
                Interlocked.Increment(ref taken);
                sent.Add(transport.SendMessageAsync(new JsonRpcResponse
                {
                    Id = ((JsonRpcRequest)message).Id,
                    Result = System.Text.Json.Nodes.JsonNode.Parse($$"""{"text":"{{new string('x', 1_000)}}"}"""),
                }));
            }

            await Task.WhenAll(sent);
        });
        await AskAsync(0, 1);
        // The first answer is on its way, and nobody takes it.
        output.Reader.AdvanceTo((await output.Reader.ReadAsync()).Buffer.Start);
        await AskAsync(1, 3_000);
        await input.Writer.CompleteAsync();
        for (var (n, before) = (0, -1); n < 200 && before != taken; n++)
        {
            before = taken;
            await Task.Delay(50);
        }

        Assert.InRange(taken, 1, 200);

        var all = new StreamReader(output.Reader.AsStream()).ReadToEndAsync();
        await answering;
        await reading;
        await output.Writer.CompleteAsync();
        Assert.Equal(3_000, (await all).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        async Task AskAsync(int from, int to)
        {
            for (var n = from; n < to; n++)
                await input.Writer.WriteAsync(Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":{{n}},"method":"ping"}""" + "\n"));
        }
    }
}
