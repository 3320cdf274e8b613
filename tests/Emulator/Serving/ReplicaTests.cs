using System.Net;
using System.Text;
using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Infra.Emulator.Serving;

/// <summary>Two servers that share their state in DynamoDB.</summary>
[Collection(EmulatorFixture.Name)]
public sealed class ReplicaTests(EmulatorFixture fixture) : IAsyncLifetime
{
    private readonly string[] folders = [Folder(), Folder(), Folder()];

    private string State => $$""" "state": { "table": "infra-test", "endpointUrl": "{{fixture.Moto.Url}}", "region": "us-east-1" }""";

    public async Task InitializeAsync()
    {
        fixture.Wire.Forget();
        await fixture.Moto.ResetAsync();
        var config = await InfraServer.WriteConfigAsync(folders[2], State);
        for (var n = 0; n < 2; n++)
        {
            var (code, text, error) = await HttpServer.CommandAsync(folders[2], "state", "init", "--config", config, "--journal",
                Path.Combine(folders[2], "journal"));
            Assert.True(code == 0, error);
            Assert.Contains(n == 0 ? "is made" : "is there", text, StringComparison.Ordinal);
        }
    }

    public Task DisposeAsync()
    {
        foreach (var folder in folders) Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_code_of_one_server_is_good_at_the_other_once()
    {
        await using var one = await StartAsync(folders[0], "");
        await using var two = await StartAsync(folders[1], "");
        await using var first = await one.ConnectAsync();
        await using var second = await two.ConnectAsync();
        var instance = await Network.RunInstanceAsync(fixture.Moto.Url);

        var plan = await first.CallToolAsync("ec2_terminate_instances",
            new Dictionary<string, object?> { ["instanceIds"] = new[] { instance } });
        var confirmed = new Dictionary<string, object?>
        {
            ["instanceIds"] = new[] { instance },
            ["confirm"] = plan.StructuredContent!.Value.GetProperty("confirm").GetString()
        };
        var answers = await Task.WhenAll(Enumerable.Range(0, 64)
            .Select(n => (n % 2 == 0 ? first : second).CallToolAsync("ec2_terminate_instances", confirmed).AsTask()));

        Assert.Single(answers, a => a.IsError is not true && a.StructuredContent!.Value.TryGetProperty("result", out _));

        // What both did is in the journal of both.
        var (code, lines, error) = await HttpServer.CommandAsync(folders[2], "journal", "--json", "--since", "1h", "--config",
            Path.Combine(folders[2], "plugins.json"));
        Assert.True(code == 0, error);
        var entries = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).ToList();
        Assert.Single(entries, e => e.GetProperty("event").GetString() == "begin");
        Assert.Contains(entries, e =>
            e.GetProperty("event").GetString() == "end" && e.GetProperty("outcome").GetString() == "ok"
            && e.GetRawText().Contains("PutItem", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_state_nothing_is_changed_and_reads_go_on()
    {
        await using var server = await HttpServer.StartAsync(folders[0], fixture.Wire.Url, settings: """
            "mode": "destructive", "state": { "table": "infra-test", "endpointUrl": "http://127.0.0.1:9", "region": "us-east-1" }
            """);
        await using var client = await server.ConnectAsync();
        var instance = await Network.RunInstanceAsync(fixture.Moto.Url);

        var read = await client.CallToolAsync("ec2_list_instances");
        var write = await client.CallToolAsync("ec2_stop_instances",
            new Dictionary<string, object?> { ["instanceIds"] = new[] { instance } });
        var destroy = await client.CallToolAsync("ec2_terminate_instances",
            new Dictionary<string, object?> { ["instanceIds"] = new[] { instance } });

        Assert.True(read.IsError is not true, Text(read));
        Assert.True(write.IsError);
        Assert.True(destroy.IsError);
        Assert.Contains("infra-test", Text(destroy), StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Wire.Seen, r =>
            r.Operation is "StopInstances" or "TerminateInstances" && !r.Body.Contains("DryRun=true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_budget_of_an_hour_is_one_for_both()
    {
        await using var one = await StartAsync(folders[0], """, "pins": { "creationsPerHour": 3 }""");
        await using var two = await StartAsync(folders[1], """, "pins": { "creationsPerHour": 3 }""");
        await using var first = await one.ConnectAsync();
        await using var second = await two.ConnectAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(n =>
            (n % 2 == 0 ? first : second)
            .CallToolAsync("s3_create_bucket", new Dictionary<string, object?> { ["bucket"] = $"bucket-of-test-{n}" }).AsTask()));

        Assert.Equal(3, answers.Count(a => a.IsError is not true));
        Assert.All(answers.Where(a => a.IsError is true), a => Assert.Contains("an hour is used up", Text(a), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_requests_of_a_minute_are_counted_over_both()
    {
        await using var one = await HttpServer.StartAsync(folders[0], fixture.Moto.Url, """ "limits": { "perMinute": 60 } """, State);
        await using var two = await HttpServer.StartAsync(folders[1], fixture.Moto.Url, """ "limits": { "perMinute": 60 } """, State);
        // All in one minute of the clock.
        if (DateTime.UtcNow.Second > 30) await Task.Delay(TimeSpan.FromSeconds(61 - DateTime.UtcNow.Second));

        var first = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AskAsync(one)));
        await Task.Delay(TimeSpan.FromSeconds(3));
        var second = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AskAsync(two)));
        await Task.Delay(TimeSpan.FromSeconds(3));
        var third = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(two)));

        Assert.All(first.Concat(second), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(5, third.Count(status => status is HttpStatusCode.OK));
        Assert.Equal(15, third.Count(status => status is HttpStatusCode.TooManyRequests));

        static async Task<HttpStatusCode> AskAsync(HttpServer server)
        {
            using var http = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint)
            {
                Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"prompts/list","params":{}}""", Encoding.UTF8,
                    "application/json"),
            };
            request.Headers.Accept.ParseAdd("application/json, text/event-stream");
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }
    }

    private Task<HttpServer> StartAsync(string folder, string more) =>
        HttpServer.StartAsync(folder, fixture.Moto.Url, settings: $""" "mode": "destructive", {State}{more} """);

    private static string Folder() => Directory.CreateTempSubdirectory("infra-replica-").FullName;

    private static string Text(CallToolResult answer) => ((TextContentBlock)answer.Content[0]).Text;
}
