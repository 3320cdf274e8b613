using System.Text;
using System.Text.Json;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class InvokeTests : LambdaToolTest
{
    private InvokeRequest? sent;

    private void Answers(string payload, string? error = null) =>
        Client.InvokeAsync(Arg.Do<InvokeRequest>(r => sent = r), default).ReturnsForAnyArgs(new InvokeResponse
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
            (result.GetProperty("functionError").GetString(), result.GetProperty("payload").GetProperty("errorMessage").GetString(),
                result.GetProperty("log").GetString()));
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
        Assert.Contains("invocation of orders: event: 2 characters", Lines(plan));
        Assert.Contains(Lines(plan), e => e.Contains(RoleArn, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_is_no_structure_is_passed_on_as_text() // SAF-L12
    {
        Answers("""{"a":1,"a":2}""");

        var result = await RunAsync(Invoke.Tool, new { functionName = "orders" });

        Assert.Equal("""{"a":1,"a":2}""", result.GetProperty("text").GetString());
        Assert.False(result.TryGetProperty("payload", out _));
    }

    [Fact]
    public async Task The_tenant_goes_along_and_is_asked_for() // S3-B14c
    {
        Answers("null");
        Orders.Configuration.TenancyConfig = new() { TenantIsolationMode = "PER_TENANT" };

        Assert.Single((await PlanAsync(Invoke.Tool, new { functionName = "orders" })).Warnings);
        Assert.Empty((await PlanAsync(Invoke.Tool, new { functionName = "orders", tenantId = "blue" })).Warnings);
        await RunAsync(Invoke.Tool, new { functionName = "orders", tenantId = "blue" });

        Assert.Equal("blue", sent!.TenantId);
    }

    [Fact]
    public async Task A_rehearsal_changes_nothing_and_an_invocation_is_a_step_that_was_done()
    {
        Answers("null");
        var context = Context();

        Assert.Contains("Nothing changes.", Lines(await PlanAsync(Invoke.Tool, new { functionName = "orders", type = "DryRun" })));
        await RunAsync(Invoke.Tool, new { functionName = "orders" }, context);

        Assert.Equal("invoked orders", Assert.Single(context.Steps).What);
    }

    [Fact]
    public void It_may_take_as_long_as_a_function_runs() =>
        Assert.True(Invoke.Tool.Bind(_ => Client).Deadline > TimeSpan.FromMinutes(15)); // S3-A8
}
