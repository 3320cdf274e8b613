using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Infra.Emulator.Safety;

/// <summary>Planted secrets, looked for in every channel at every log level.</summary>
public sealed class SecretsTests
{
    [Theory]
    [InlineData("verbose")]
    [InlineData("debug")]
    [InlineData("information")]
    [InlineData("warning")]
    public async Task No_secret_leaves_by_results_errors_logs_or_the_journal(string level)
    {
        var log = Path.Combine(Path.GetTempPath(), $"infra-test-{Guid.NewGuid():n}.log");
        await using var server = await InfraServer.StartAsync(new("http://127.0.0.1:1"), plugin: "Misbehaving",
            arguments: ["--log-level", level, "--log-file", log]);

        var told = await server.CallAsync("rude_tell_secrets", new { });
        var thrown = await server.CallAsync("rude_throw_up", new { });
        await server.CallAsync("rude_tell_secrets", new { password = "hunter2hunter2" });

        var logged = string.Concat(Directory.GetFiles(Path.GetTempPath(), $"{Path.GetFileNameWithoutExtension(log)}*").Select(ReadShared));
        foreach (var (channel, text) in new[] { ("result", Text(told)), ("error", Text(thrown)), ("stderr", server.Errors),
            ("journal", server.ReadJournal()), ("log file", logged) })
        {
            Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
            Assert.False(text.Contains("wJalrXUtnFEMI", StringComparison.Ordinal), $"{channel}: {text}");
        }

        // What is no secret stays.
        Assert.Contains("\"STAGE\":\"dev\"", Text(told), StringComparison.Ordinal);
        Assert.Contains("rude_throw_up", server.ReadJournal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_that_nobody_foresaw_names_a_reference_and_nothing_else()
    {
        await using var server = await InfraServer.StartAsync(new("http://127.0.0.1:1"), plugin: "Misbehaving");

        var error = JsonElement.Parse(Text(await server.CallAsync("rude_throw_up", new { }))).GetProperty("error");

        Assert.Equal("Internal", error.GetProperty("code").GetString());
        Assert.Contains(error.GetProperty("reference").GetString()!, server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rude_return_null")]
    [InlineData("rude_time_out")]
    public async Task What_goes_wrong_in_a_tool_without_AWS_is_not_blamed_on_AWS(string tool)
    {
        await using var server = await InfraServer.StartAsync(new("http://127.0.0.1:1"), plugin: "Misbehaving");

        var error = JsonElement.Parse(Text(await server.CallAsync(tool, new { }))).GetProperty("error");

        Assert.Equal("Internal", error.GetProperty("code").GetString());
        Assert.DoesNotContain("AWS", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_plugin_throws_on_threads_of_its_own_is_logged_and_ends_no_server()
    {
        await using var server = await InfraServer.StartAsync(new("http://127.0.0.1:1"), plugin: "Misbehaving");

        Assert.Contains("soon", Text(await server.CallAsync("rude_throw_later", new { })), StringComparison.Ordinal);
        for (var i = 0; i < 100 && !(server.Errors.Contains("a thread", StringComparison.Ordinal)
            && server.Errors.Contains("an unawaited method", StringComparison.Ordinal)); i++)
            await Task.Delay(100);

        Assert.Contains("Misbehaving threw outside of any call", server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("wJalrXUtnFEMI", server.Errors, StringComparison.Ordinal);
        Assert.Contains("printed", Text(await server.CallAsync("rude_print_noise", new { })), StringComparison.Ordinal);
    }

    private static string Text(CallToolResult answer) => ((TextContentBlock)answer.Content[0]).Text;

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }
}
