using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Emulator.Serving;

/// <summary>The process without an SDK's client between: what it answers to a client that is not as careful as those of the SDKs.</summary>
public sealed class StreamTests : IDisposable
{
    private const string Hello =
        """{"jsonrpc":"2.0","id":"i","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}""";

    private readonly string folder = Directory.CreateTempSubdirectory("infra-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // PRO-P2
    [Fact]
    public async Task What_was_piped_in_before_the_end_of_the_input_is_answered()
    {
        var answers = await PipeAsync(Hello, Call(1, "rude_print_noise"), """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""");

        Assert.Equal(["\"i\"", "1", "2"], answers.Select(a => a["id"]!.ToJsonString()).Order(StringComparer.Ordinal));
        Assert.All(answers, a => Assert.NotNull(a["result"]));
    }

    // Nothing is left to be told to a client that is gone, and the process had waited for ever.
    [Fact]
    public async Task Whoever_listens_for_changes_is_answered_when_the_input_ends()
    {
        const string Meta = """
            "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"raw","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}
            """;
        string Line(int id, string method, string more) =>
            $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"{{{method}}}","params":{{{{more}}}{{{Meta}}}}}""";

        var answers = await PipeAsync(Line(1, "tools/list", ""),
            Line(2, "subscriptions/listen", """ "notifications":{"toolsListChanged":true}, """)).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.NotNull(answers.Single(a => (int?)a["id"] == 1)["result"]);
        Assert.NotNull(answers.Single(a => (int?)a["id"] == 2)["result"]);
        Assert.Equal("notifications/subscriptions/acknowledged", (string?)answers.Single(a => a["id"] is null)["method"]);
    }

    // PRO-P6
    [Fact]
    public async Task Odd_ids_batches_and_lines_that_are_no_json_are_answered()
    {
        var answers = await PipeAsync(Hello, Ping("18446744073709551616"), Ping("1.50"), Ping("null"), Ping("{}"), "no json", "7",
            $"[{Ping("101")},{Ping("-2.5")},7,{{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}}]", "[]");

        Assert.Equal(["\"i\"", "1.50", "18446744073709551616"], answers.OfType<JsonObject>().Where(a => a["id"] is not null)
            .Select(a => a["id"]!.ToJsonString()).Order(StringComparer.Ordinal));
        Assert.Equal([-32600, -32600, -32700, -32600, -32600],
            answers.OfType<JsonObject>().Where(a => a["id"] is null).Select(a => a["error"]!["code"]!.GetValue<int>()));
        var batch = Assert.Single(answers.OfType<JsonArray>());
        Assert.Equal(["-2.5", "101", "null"], batch.Select(a => a!["id"]?.ToJsonString() ?? "null").Order(StringComparer.Ordinal));
    }

    // PRO-P3, PRO-P4, PRO-P6, PRO-P7
    [Theory]
    [InlineData("tools/call", """{"name":5}""", "params.name")]
    [InlineData("tools/call", """{}""", "params.name")]
    [InlineData("tools/call", """{"name":"rude_print_noise","arguments":[]}""", "params.arguments")]
    [InlineData("tools/call", """{"name":"rude_print_noise","arguments":"{}"}""", "params.arguments")]
    [InlineData("tools/call", """{"name":"rude_print_noise","arguments":null}""", "params.arguments")]
    [InlineData("tools/call", """{"name":"rude_print_noise","requestState":5}""", "params.requestState")]
    [InlineData("tools/call", """{"name":"rude_print_noise","inputResponses":[]}""", "params.inputResponses")]
    [InlineData("tools/call", """{"name":"rude_print_noise","inputResponses":{"confirm":5}}""", "params.inputResponses.confirm")]
    [InlineData("tools/call", """{"name":"rude_print_noise","inputResponses":{"confirm":null}}""", "params.inputResponses.confirm")]
    [InlineData("tools/call", """{"name":"rude_print_noise","inputResponses":{"confirm":{"action":"accept","content":"x"}}}""",
        "params.inputResponses.confirm")]
    [InlineData("tools/call", """{"name":"rude_print_noise","_meta":{"progressToken":{}}}""", "params._meta.progressToken")]
    [InlineData("tools/call", """{"name":"rude_print_nose"}""", "Did you mean 'rude_print_noise'?")]
    [InlineData("tools/call", """[]""", "params must be an object")]
    [InlineData("tools/call", null, "params.name")]
    [InlineData("tools/list", """{"cursor":"x"}""", "params.cursor")]
    [InlineData("logging/setLevel", """{"level":"loud"}""", "params.level")]
    public async Task A_wrong_parameter_is_named(string method, string? parameters, string named)
    {
        var answers = await PipeAsync(Hello,
            $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}"{{(parameters is null ? "" : $",\"params\":{parameters}")}}}""");

        var error = answers.Single(a => a["id"]!.ToJsonString() == "1")["error"]!;
        Assert.Equal(-32602, error["code"]!.GetValue<int>());
        Assert.Contains(named, error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    // PRO-P6
    [Theory]
    [InlineData("2099-01-01", "2025-11-25")]
    [InlineData("2025-03-26", "2025-03-26")]
    public async Task A_version_that_the_server_lacks_is_answered_with_one_that_it_has(string asked, string answered)
    {
        var answers = await PipeAsync(Hello.Replace("2025-11-25", asked, StringComparison.Ordinal));

        Assert.Equal(answered, Assert.Single(answers)["result"]!["protocolVersion"]!.GetValue<string>());
    }

    // PRO-P6
    [Fact]
    public async Task The_log_reaches_a_client_that_asked_for_it_from_its_level_on()
    {
        var level = """{"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":{"level":"LEVEL"}}""";
        using var server = await StartAsync();
        await server.AskAsync(1, level.Replace("LEVEL", "info", StringComparison.Ordinal));
        await server.AskAsync(2, Call(2, "rude_tell_secrets"));
        var logged = await server.NextAsync(m => m["method"]?.GetValue<string>() is "notifications/message");

        Assert.Equal("info", logged["params"]!["level"]!.GetValue<string>());
        Assert.Contains("rude_tell_secrets", logged["params"]!["data"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("wJalr", logged.ToJsonString(), StringComparison.Ordinal);
        await server.AskAsync(3, level.Replace("LEVEL", "error", StringComparison.Ordinal)
            .Replace("\"id\":1", "\"id\":3", StringComparison.Ordinal));
        server.Seen.Clear();
        await server.AskAsync(4, Call(4, "rude_tell_secrets"));
        Assert.DoesNotContain(server.Seen, m => m["method"] is not null);
    }

    // PRO-P7
    [Fact]
    public async Task Quotes_in_a_text_block_are_not_six_bytes_each()
    {
        using var server = await StartAsync();
        await server.AskAsync(1, Call(1, "rude_print_noise"));

        Assert.Contains("""{\"text\":\"printed\"}""", server.LastLine, StringComparison.Ordinal);
    }

    // PRO-P8, ANS-R22
    [Fact]
    public async Task The_instructions_name_no_tool_that_is_not_offered_and_say_that_contents_are_data()
    {
        var text = Assert.Single(await PipeAsync(Hello))["result"]!["instructions"]!.GetValue<string>();

        Assert.DoesNotContain("account_", text, StringComparison.Ordinal);
        Assert.Contains("never instructions", text, StringComparison.Ordinal);
    }

    // PRO-P5
    [Fact]
    public async Task Progress_rises_and_ends_before_the_answer()
    {
        using var server = await StartAsync();
        await server.AskAsync(7,
            """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"rude_report_in_disorder","arguments":{},"_meta":{"progressToken":"p"}}}""");
        var seen = server.Seen.Where(m => m["method"]?.GetValue<string>() == "notifications/progress")
            .Select(m => m["params"]!["progress"]!.GetValue<float>()).ToList();

        Assert.NotEmpty(seen);
        Assert.Equal(seen.Distinct().Order(), seen);
        Assert.Equal("7", server.Seen[^1]["id"]!.ToJsonString());
    }

    // SAF-H3
    [Fact]
    public async Task A_client_that_does_not_read_stderr_gets_all_its_answers_and_the_process_ends()
    {
        using var server = await StartAsync(readErrors: false, "--log-level", "verbose");
        for (var n = 1; n <= 200; n++) await server.AskAsync(n, Call(n, "rude_throw_up"));
        server.Process.StandardInput.Close();

        Assert.True(server.Process.WaitForExit(10_000), "The process goes on.");
    }

    // SAF-H3, SAF-L4
    [Fact]
    public async Task A_stack_is_logged_once_and_a_log_file_that_cannot_be_opened_is_said()
    {
        using var server = await StartAsync(readErrors: false, "--log-file", Path.Combine(folder, "plugins.json", "log.txt"));
        for (var n = 1; n <= 3; n++) await server.AskAsync(n, Call(n, "rude_throw_up"));
        server.Process.StandardInput.Close();
        var errors = await server.Process.StandardError.ReadToEndAsync();

        Assert.Contains("log.txt", errors, StringComparison.Ordinal);
        Assert.Equal(1, Count(errors, "   at Infra.Plugins.Misbehaving"));
        Assert.Equal(3, Count(errors, "failed in a way"));
    }

    // SAF-L7
    [Fact]
    public async Task A_plugin_that_hangs_while_it_is_loaded_is_left_out_with_a_sentence()
    {
        var plugin = Directory.CreateDirectory(Path.Combine(folder, "plugin")).FullName;
        foreach (var file in Directory.GetFiles(Misbehaving).Where(f => !f.EndsWith(".manifest.json", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(plugin, Path.GetFileName(file)));
        var config = Path.Combine(folder, "hung.json");
        await File.WriteAllTextAsync(config,
            $$"""{ "plugins": [ { "path": {{JsonSerializer.Serialize(plugin)}}, "settings": { "hang": true } } ] }""");
        using var tools = Start("tools", "--config", config, "--journal", folder);
        _ = tools.StandardOutput.ReadToEndAsync();

        Assert.Contains("did not offer its tools within", await tools.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    // SAF-L3, SAF-L6
    [Fact]
    public async Task The_answer_of_infra_call_is_alone_on_stdout()
    {
        using var call = Start("call", "rude_print_noise", "--config", await ConfigAsync(), "--journal", folder);
        var errors = call.StandardError.ReadToEndAsync();

        Assert.Equal("printed", JsonNode.Parse(await call.StandardOutput.ReadToEndAsync())!["text"]!.GetValue<string>());
        Assert.Contains("noise by Console.WriteLine", await errors, StringComparison.Ordinal);
        Assert.Contains("noise by the raw stream", await errors, StringComparison.Ordinal);
    }

    // SAF-L6
    [Fact]
    public async Task A_stdout_that_takes_nothing_is_one_sentence()
    {
        if (!File.Exists("/dev/full")) return;
        using var tools = Process.Start(
            new ProcessStartInfo("sh", ["-c", $"exec dotnet '{Path.Combine(InfraServer.HostFolder, "infra.dll")}' tools --config "
            + $"'{await ConfigAsync()}' >/dev/full"])
            { RedirectStandardError = true })!;

        Assert.Single((await tools.StandardError.ReadToEndAsync()).Trim().Split('\n'));
        await tools.WaitForExitAsync();
        Assert.Equal(1, tools.ExitCode);
    }

    // What the runtime opens first gets the number of a descriptor that the process was not given.
    [Theory]
    [InlineData("serve", "<&-", 0)]
    [InlineData("serve", "<&- >&- 2>&-", 0)]
    [InlineData("call no_such", ">&- 2>&-", 2)]
    public async Task A_process_that_was_started_without_a_stream_ends_as_if_it_were_at_its_end(string command, string without, int exit)
    {
        if (OperatingSystem.IsWindows()) return;
        using var infra = Process.Start(new ProcessStartInfo("/bin/sh", ["-c",
            $"exec dotnet '{Path.Combine(InfraServer.HostFolder, "infra.dll")}' {command} --config '{await ConfigAsync()}' "
            + $"--journal '{folder}' {without}"]))!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await infra.WaitForExitAsync(patience.Token);
            Assert.Equal(exit, infra.ExitCode);
        }
        finally
        {
            infra.Kill();
        }
    }

    [Fact]
    public async Task Commands_that_share_a_redirected_output_write_one_after_the_other()
    {
        if (OperatingSystem.IsWindows()) return;
        var file = Path.GetTempFileName();
        var infra = $"dotnet '{Path.Combine(InfraServer.HostFolder, "infra.dll")}'";
        using var shell = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", $"({infra} call no_such; {infra} call nor_this) > '{file}'"]))!;

        await shell.WaitForExitAsync();

        var text = await File.ReadAllTextAsync(file);
        Assert.Contains("'no_such'", text, StringComparison.Ordinal);
        Assert.Contains("'nor_this'", text, StringComparison.Ordinal);
        File.Delete(file);
    }

    private static string Misbehaving =>
        Path.GetFullPath(Path.Combine(InfraServer.HostFolder, "../../Misbehaving", new DirectoryInfo(InfraServer.HostFolder).Name));

    private static string Ping(string id) => $$"""{"jsonrpc":"2.0","id":{{id}},"method":"ping"}""";

    private static string Call(int id, string tool) =>
        $$$$"""{"jsonrpc":"2.0","id":{{{{id}}}},"method":"tools/call","params":{"name":"{{{{tool}}}}","arguments":{}}}""";

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(InfraServer.HostFolder, "infra.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private async Task<string> ConfigAsync()
    {
        var config = Path.Combine(folder, "plugins.json");
        await File.WriteAllTextAsync(config,
            $$"""{ "plugins": [ { "path": {{JsonSerializer.Serialize(Misbehaving)}}, "modules": { "rude": {} } } ] }""");
        return config;
    }

    private async Task<IReadOnlyList<JsonNode>> PipeAsync(params string[] lines)
    {
        using var server = Start("serve", "--config", await ConfigAsync(), "--journal", folder);
        _ = server.StandardError.ReadToEndAsync();
        await server.StandardInput.WriteAsync(string.Join('\n', lines));
        server.StandardInput.Close();
        var output = await server.StandardOutput.ReadToEndAsync();
        await server.WaitForExitAsync();
        Assert.Equal(0, server.ExitCode);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)];
    }

    private async Task<RawServer> StartAsync(bool readErrors = true, params string[] arguments)
    {
        var server = new RawServer(Start(["serve", "--config", await ConfigAsync(), "--journal", folder, .. arguments]));
        if (readErrors) _ = server.Process.StandardError.ReadToEndAsync();
        await server.Process.StandardInput.WriteLineAsync(Hello);
        await server.NextAsync(m => m["id"] is not null);
        return server;
    }

    private sealed class RawServer(Process process) : IDisposable
    {
        public Process Process => process;
        public List<JsonNode> Seen { get; } = [];
        public string LastLine { get; private set; } = "";

        public async Task<JsonNode> AskAsync(int id, string request)
        {
            await process.StandardInput.WriteLineAsync(request);
            return await NextAsync(m => m["id"]?.ToJsonString() == $"{id}");
        }

        public async Task<JsonNode> NextAsync(Func<JsonNode, bool> wanted)
        {
            if (Seen.FirstOrDefault(wanted) is { } earlier) return earlier;
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                LastLine = line;
                Seen.Add(JsonNode.Parse(line)!);
                if (wanted(Seen[^1])) return Seen[^1];
            }

            throw new InvalidOperationException("stdout ended.");
        }

        public void Dispose()
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }
    }
}
