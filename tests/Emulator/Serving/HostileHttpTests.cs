using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Infra.Emulator.Serving;

/// <summary>One server for all tests of the class, open to its machine.</summary>
public sealed class OpenServer : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-hostile-").FullName;

    public HttpServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await HttpServer.StartAsync(
        folder, new("http://127.0.0.1:9"), """ "limits": { "megabytes": 1, "perMinute": 100000 } """);

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>
/// What no client of the SDK would send, byte by byte. Each gets the protocol's answer or a clean end, and the server goes on.
/// </summary>
public sealed class HostileHttpTests(OpenServer open) : IClassFixture<OpenServer>
{
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}""";

    public static TheoryData<string, string, int, string> Bodies => new()
    {
        { "half a message", """{"jsonrpc":"2.0","id":1,"meth""", 400, "" },
        { "no JSON", "hello", 400, "" },
        { "nothing", "", 400, "" },
        { "a batch", $"[{List},{List}]", 400, "" },
        { "a number", "42", 400, "" },
        { "nested deeply", new string('[', 5000) + new string(']', 5000), 400, "" },
        { "deep arguments", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"account_whoami","arguments":{"a":"""
                + new string('[', 100) + new string(']', 100) + "}}}", 400, "" },
        { "no version", """{"id":1,"method":"tools/list"}""", 400, "" },
        { "an unknown method", """{"jsonrpc":"2.0","id":1,"method":"tools/fly"}""", 200, "-32601" },
        { "params that are no object", """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[1]}""", 400, "-32602" },
        { "half of a character", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"\ud800"}}""", 400, "half of" },
        { "half of a character in an id", """{"jsonrpc":"2.0","id":"\ud800","method":"ping"}""", 400, "half of" },
        { "no UTF-8", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"\u00ff\"}}", 400, "UTF-8" },
        { "no id", """{"jsonrpc":"2.0","id":null,"method":"ping"}""", 400, "id must be" },
        { "half an id", """{"jsonrpc":"2.0","id":1.5,"method":"ping"}""", 400, "\"id\":1.5" },
        { "a long id", """{"jsonrpc":"2.0","id":99999999999999999999,"method":"ping"}""", 400, "64 bits" },
        { "a method that is no text", """{"jsonrpc":"2.0","id":1,"method":5}""", 400, "method must be" },
        { "an argument twice",
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"account_list_profiles","arguments":{"limit":1,"limit":2}}}""",
            400, "params.arguments.limit is given twice" },
        { "what is about the request twice", """{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"a":1,"a":2}}}""", 400,
            "params._meta.a is given twice" },
        { "a cursor that was not given", """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"x"}}""", 200, "-32602" },
        { "no tool", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"rm_rf","arguments":{}}}""", 200, "-32602" },
        { "a name that is no text", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}""", 200, "-32602" },
        { "a name twice",
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"account_whoami","name":"account_whoami"}}""", 400,
            "params.name is given twice" },
        { "an answer to nothing", """{"jsonrpc":"2.0","id":77,"result":{}}""", 202, "" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_gets_the_answer_of_the_protocol(string what, string body, int status, string holds)
    {
        var answer = await PostAsync(body);

        Assert.True(answer.StartsWith($"HTTP/1.1 {status.ToString(CultureInfo.InvariantCulture)} ", StringComparison.Ordinal),
            $"{what}: {answer}");
        Assert.Contains(holds, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer + open.Server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("ModelContextProtocol", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("An error occurred", answer, StringComparison.Ordinal);
        await GoesOnAsync();
    }

    [Theory]
    [InlineData("", 415)]
    [InlineData("Content-Type: ;;;\r\n", 415)]
    [InlineData("Content-Type: text/plain\r\n", 415)]
    [InlineData("Content-Type: application/json; charset=\r\n", 415)]
    [InlineData("Content-Type: application/json; charset=utf-16\r\n", 415)]
    [InlineData("Content-Type: application/json\r\nContent-Type: text/plain\r\n", 415)]
    [InlineData("Content-Type: application/json; charset=\"UTF-8\"\r\n", 200)]
    public async Task What_the_content_is_said_to_be_is_checked_before_it_is_read(string type, int status)
    {
        var answer = await RawAsync(Head(List.Length).Replace("Content-Type: application/json\r\n", type, StringComparison.Ordinal) + List);

        Assert.StartsWith($"HTTP/1.1 {status.ToString(CultureInfo.InvariantCulture)} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", open.Server.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zz\r\nabc\r\n0\r\n\r\n")]
    [InlineData("-5\r\nabc\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n")]
    public async Task Chunks_that_are_none_are_the_senders_fault(string chunks)
    {
        var answer = await RawAsync(Head(0).Replace("Content-Length: 0", "Transfer-Encoding: chunked", StringComparison.Ordinal) + chunks);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", open.Server.Errors, StringComparison.Ordinal);
        await GoesOnAsync();
    }

    [Theory]
    [InlineData("2025-11-25", "2026-07-28", "-32020")]
    [InlineData("2026-07-28", "2025-11-25", "-32020")]
    [InlineData(null, "2026-07-28", "-32020")]
    [InlineData("2026-07-28", "2026-07-28", "ec2_list_instances")]
    public async Task The_version_in_the_headers_is_that_of_the_body(string? header, string body, string holds)
    {
        var meta = $$$"""
            {"_meta":{"io.modelcontextprotocol/protocolVersion":"{{{body}}}","io.modelcontextprotocol/clientCapabilities":{},
            "io.modelcontextprotocol/clientInfo":{"name":"raw","version":"1"} } }
            """;
        var request = List.Replace("{}", meta.Trim(), StringComparison.Ordinal);

        var answer = await RawAsync(Head(request.Length)[..^2] + "Mcp-Method: tools/list\r\n"
            + (header is null ? "" : $"MCP-Protocol-Version: {header}\r\n") + "\r\n" + request);

        Assert.Contains(holds, answer, StringComparison.Ordinal);
    }

    [Theory]
    // Two lengths, and a length with chunks: what another server in front would read as two requests.
    [InlineData("Content-Length: 5\r\nContent-Length: 60\r\n", 400)]
    [InlineData("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", 400)]
    [InlineData("Transfer-Encoding: chunked, identity\r\n", 400)]
    [InlineData("Content-Length: -1\r\n", 400)]
    [InlineData("Content-Length: 99999999999\r\n", 413)]
    [InlineData("Host: evil.example\r\nContent-Length: 0\r\n", 400)]
    [InlineData("X-Forwarded-For: 10.0.0.1\r\nContent-Length: 0\r\n", 403)]
    [InlineData("X-Forwarded-Host: infra.example.com\r\nContent-Length: 0\r\n", 403)]
    [InlineData("Via: 1.1 proxy\r\nContent-Length: 0\r\n", 403)]
    public async Task Headers_that_could_mean_two_things_mean_none(string headers, int status)
    {
        var answer = await RawAsync($"POST /mcp HTTP/1.1\r\nHost: {open.Server.Endpoint.Authority}\r\nContent-Type: "
            + $"application/json\r\nAccept: application/json, text/event-stream\r\n{headers}\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status.ToString(CultureInfo.InvariantCulture)} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
        await GoesOnAsync();
    }

    [Fact]
    public async Task Whoever_hangs_up_in_the_middle_leaves_nothing_behind()
    {
        foreach (var part in new[] { "POST /mc", $"POST /mcp HTTP/1.1\r\nHost: {open.Server.Endpoint.Authority}\r\n", Head(List.Length)
            + List[..10] })
        {
            using var client = new TcpClient();
            await client.ConnectAsync(open.Server.Endpoint.Host, open.Server.Endpoint.Port);
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(part));
        }

        await GoesOnAsync();
        Assert.DoesNotContain("   at ", open.Server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_does_not_finish_a_request_is_let_go()
    {
        var halves = await Task.WhenAll(new[] { "POST /mcp HTTP/1.1\r\nHost: ", Head(List.Length) + List[..10] }.Select(RawAsync));

        // After ten seconds, and five for a body; the answer says why, where there is still one.
        Assert.All(halves, answer => Assert.Matches("^(HTTP/1.1 408 .*)?$", answer.Split('\n')[0].TrimEnd()));
        Assert.Contains("too slowly", halves[1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", open.Server.Errors, StringComparison.Ordinal);
        await GoesOnAsync();
    }

    [Fact]
    public async Task Answers_that_nobody_takes_are_not_kept()
    {
        const int Readers = 20;
        const int Many = 200;
        await GoesOnAsync();
        using var process = System.Diagnostics.Process.GetProcessById(open.Server.ProcessId);
        var before = process.WorkingSet64;
        var one = Encoding.UTF8.GetBytes(Head(List.Length).Replace("Connection: close\r\n", "", StringComparison.Ordinal) + List);
        var clients = new List<TcpClient>();
        for (var n = 0; n < Readers; n++)
        {
            var client = new TcpClient { ReceiveBufferSize = 4096, SendTimeout = 1000 };
            clients.Add(client);
            await client.ConnectAsync(open.Server.Endpoint.Host, open.Server.Endpoint.Port);
            // All of its answers would be some 40 MB.
            for (var m = 0; m < Many; m++) await client.GetStream().WriteAsync(one);
        }

        for (var n = 0; n < 5; n++)
        {
            await Task.Delay(1000);
            await GoesOnAsync();
        }

        process.Refresh();
        Assert.True(process.WorkingSet64 - before < 300_000_000, $"{(process.WorkingSet64 - before) / 1_000_000} MB more");
        foreach (var client in clients) client.Dispose();
        await GoesOnAsync();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"one\"")]
    public async Task Two_requests_with_one_id_are_two_and_each_gets_its_own_answer(string id)
    {
        string Message(string method) => $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"{{{method}}}","params":{}}""";

        var answers = await Task.WhenAll(PostAsync(Message("tools/list")), PostAsync(Message("prompts/list")));

        Assert.Contains("\"tools\":", answers[0], StringComparison.Ordinal);
        Assert.Contains("\"prompts\":", answers[1], StringComparison.Ordinal);
        Assert.All(answers, a => Assert.Contains($"\"id\":{id}", a, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Mcp-Session-Id: 0123456789abcdef\r\n")]
    [InlineData("MCP-Protocol-Version: 1999-01-01\r\n")]
    [InlineData("MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: ec2_list_instances\r\n")]
    [InlineData("Content-Encoding: gzip\r\n")]
    [InlineData("Authorization: Bearer infra_nobody\r\nAuthorization: Bearer infra_nobody\r\n")]
    public async Task Headers_that_contradict_the_body_or_the_mode_break_nothing(string headers)
    {
        var answer = await RawAsync(Head(List.Length)[..^2] + headers + "\r\n" + List);

        Assert.Matches("^HTTP/1.1 (200|400|404|415) ", answer);
        Assert.DoesNotContain("   at ", answer + open.Server.Errors, StringComparison.Ordinal);
        await GoesOnAsync();
    }

    private Task<string> PostAsync(string body) => RawAsync(Head(body.Length) + body);

    private string Head(int length) =>
        $"POST /mcp HTTP/1.1\r\nHost: {open.Server.Endpoint.Authority}\r\nContent-Type: application/json\r\nAccept: application/json, "
            + $"text/event-stream\r\nConnection: close\r\nContent-Length: {length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n";

    private async Task GoesOnAsync() => Assert.Contains("ec2_list_instances", await PostAsync(List), StringComparison.Ordinal);

    private async Task<string> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(open.Server.Endpoint.Host, open.Server.Endpoint.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, end.Token);
        }
        catch (IOException)
        {
            // Reset after the answer.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }
}
