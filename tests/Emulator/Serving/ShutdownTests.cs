using System.Diagnostics;
using System.Text.Json;

namespace Infra.Emulator.Serving;

/// <summary>The process itself, without an SDK's client between: what is on stdout, and how it ends.</summary>
public sealed class ShutdownTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
    private Process process = null!;

    public async Task InitializeAsync()
    {
        var plugin = Path.GetFullPath(
            Path.Combine(InfraServer.HostFolder, "../../Misbehaving", new DirectoryInfo(InfraServer.HostFolder).Name));
        var config = Path.Combine(folder, "plugins.json");
        await File.WriteAllTextAsync(config,
            $$"""{ "plugins": [ { "path": {{JsonSerializer.Serialize(plugin)}}, "modules": { "rude": {} } } ] }""");
        process = Process.Start(new ProcessStartInfo("dotnet",
            [Path.Combine(InfraServer.HostFolder, "infra.dll"), "serve", "--config", config, "--journal", folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        })!;
        _ = process.StandardError.ReadToEndAsync();
        await SendAsync("""
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}
            """);
        await AnswerAsync(1);
        await SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
    }

    public Task DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Stdout_holds_the_protocol_and_nothing_else_whatever_a_plugin_prints()
    {
        await SendAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"rude_print_noise","arguments":{}}}""");
        var answer = await AnswerAsync(2);

        Assert.Equal("printed", answer.GetProperty("result").GetProperty("structuredContent").GetProperty("text").GetString());
        process.StandardInput.Close();
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
    }

    [Theory]
    [InlineData("rude_wait_long")]
    [InlineData("rude_hang_on")]
    public async Task The_end_of_stdin_ends_the_process_though_a_call_runs(string tool)
    {
        await SendAsync($$"""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"{{tool}}","arguments":{} } }""");
        await Task.Delay(1500);
        process.StandardInput.Close();

        // Generous, since this machine may be busy; the tool itself would take a minute. The benchmark measures the time.
        Assert.True(process.WaitForExit(10_000), "The process goes on.");
        Assert.Equal(0, process.ExitCode);
    }

    [Theory]
    [InlineData(65)]
    [InlineData(100_000)]
    public async Task A_request_that_is_nested_too_deeply_is_answered_and_the_session_goes_on(int depth)
    {
        await SendAsync($$$"""
            {"jsonrpc":"2.0","method":"tools/call","params":{"name":"rude_print_noise","arguments":{"a":{{{new string('[', depth)}}}{{{new string(']', depth)}}}}},"id":2}
            """);
        Assert.Contains("nested deeper than 64 levels", (await AnswerAsync(2)).GetProperty("error").GetProperty("message").GetString(),
            StringComparison.Ordinal);

        await SendAsync("""{"jsonrpc":"2.0","id":3,"method":"ping"}""");
        await AnswerAsync(3);
    }

    private Task SendAsync(string line) => process.StandardInput.WriteLineAsync(line);

    // Each line must be JSON-RPC, or the test fails.
    private async Task<JsonElement> AnswerAsync(int id)
    {
        while (true)
        {
            var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("stdout ended.");
            var message = JsonElement.Parse(line);
            Assert.Equal("2.0", message.GetProperty("jsonrpc").GetString());
            if (message.TryGetProperty("id", out var its) && its.GetInt32() == id) return message;
        }
    }
}
