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
        await using var server = await InfraServer.StartAsync(new("http://127.0.0.1:1"), misbehaving: true,
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
        await using var server = await InfraServer.StartAsync(new("http://127.0.0.1:1"), misbehaving: true);

        var error = JsonElement.Parse(Text(await server.CallAsync("rude_throw_up", new { }))).GetProperty("error");

        Assert.Equal("Internal", error.GetProperty("code").GetString());
        Assert.Contains(error.GetProperty("reference").GetString()!, server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", error.ToString(), StringComparison.Ordinal);
    }

    private static string Text(CallToolResult answer) => ((TextContentBlock)answer.Content[0]).Text;

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }
}
