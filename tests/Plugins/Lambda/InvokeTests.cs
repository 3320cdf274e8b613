using System.Text;
using System.Text.Json;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class InvokeTests : LambdaToolTest
{
    private InvokeRequest? sent;

    private void Answers(string payload, string? error = null) => Client.InvokeAsync(Arg.Do<InvokeRequest>(r => sent = r), default).ReturnsForAnyArgs(new InvokeResponse
    {
        StatusCode = 200,
        ExecutedVersion = "$LATEST",
        FunctionError = error,
        Payload = new MemoryStream(Encoding.UTF8.GetBytes(payload)),
        LogResult = Convert.ToBase64String("END RequestId: 1"u8),
    });

    [Theory]
    [InlineData("""{"id":7}""", """{"id":7}""")]
    [InlineData(""" "{\"id\": 7}" """, """{"id": 7}""")]
    [InlineData("\"seven\"", "\"seven\"")]
    [InlineData("[1]", "[1]")]
    public async Task A_text_that_holds_JSON_is_that_JSON(string payload, string expected)
    {
        Answers("null");

        await RunAsync(Invoke.Tool, new { functionName = "orders", payload = JsonElement.Parse(payload) });

        Assert.Equal(expected, sent!.Payload);
    }

    [Fact]
    public async Task Answer_error_and_log_are_told()
    {
        Answers("""{"errorMessage":"boom"}""", "Unhandled");

        var result = await RunAsync(Invoke.Tool, new { functionName = "orders" });

        Assert.Null(sent!.Payload);
        Assert.Equal(LogType.Tail, sent.LogType);
        Assert.Equal(("Unhandled", "boom", "END RequestId: 1"),
            (result.GetProperty("functionError").GetString(), result.GetProperty("payload").GetProperty("errorMessage").GetString(), result.GetProperty("log").GetString()));
    }

    [Fact]
    public async Task A_large_answer_is_cut_and_says_so()
    {
        Answers($"\"{new string('x', 20_000)}\"");

        var result = await RunAsync(Invoke.Tool, new { functionName = "orders" });

        Assert.Equal(16_000, result.GetProperty("text").GetString()!.Length);
        Assert.Equal("text: the first 16000 of 20002 characters", result.GetProperty("truncated").GetString());
        Assert.False(result.TryGetProperty("payload", out _));
    }

    [Fact]
    public async Task Only_an_invocation_that_is_waited_for_asks_for_the_log()
    {
        Answers("");

        var plan = await PlanAsync(Invoke.Tool, new { functionName = "orders", type = "Event", payload = 12 });
        await RunAsync(Invoke.Tool, new { functionName = "orders", type = "Event", payload = 12 });

        Assert.Null(sent!.LogType);
        Assert.Contains("Its event has 2 characters.", plan.Effects);
        Assert.Contains(plan.Effects, e => e.Contains(RoleArn, StringComparison.Ordinal));
    }
}
