using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Infra.Emulator.Safety;

/// <summary>Plan and confirm, seen from the client.</summary>
[Collection(EmulatorFixture.Serving)]
public sealed class ConfirmationTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    private async Task<string> InstanceAsync()
    {
        var run = await CallAsync("ec2_run_instances", new { imageId = "ami-12c6146b", instanceType = "t3.micro" });
        // A plan is to be confirmed as it is, and no state is to come between.
        Wire.Settle();
        return run.GetProperty("instances")[0].GetProperty("id").GetString()!;
    }

    [Fact]
    public async Task The_first_call_only_plans_and_a_code_works_once()
    {
        var id = await InstanceAsync();
        var first = await CallAsync("ec2_terminate_instances", new { instanceIds = new[] { id } });
        Assert.Contains(id, first.GetProperty("plan").GetProperty("changes")[0].GetProperty("resource").GetString(),
            StringComparison.Ordinal);
        Assert.DoesNotContain(Wire.Seen, r => r.Operation == "TerminateInstances");

        var code = first.GetProperty("confirm").GetString();
        await CallAsync("ec2_terminate_instances", new { instanceIds = new[] { id }, confirm = code });
        Assert.Single(Wire.Seen, r => r.Operation == "TerminateInstances");

        var again = await CallAsync("ec2_terminate_instances", new { instanceIds = new[] { id }, confirm = code });
        Assert.True(again.TryGetProperty("plan", out _));
        Assert.Single(Wire.Seen, r => r.Operation == "TerminateInstances");
    }

    [Fact]
    public async Task A_code_does_not_hold_for_other_arguments_or_a_changed_world()
    {
        var (one, two) = (await InstanceAsync(), await InstanceAsync());
        var code = (await CallAsync("ec2_terminate_instances", new { instanceIds = new[] { one } })).GetProperty("confirm").GetString();

        var other = await CallAsync("ec2_terminate_instances", new { instanceIds = new[] { two }, confirm = code });
        Assert.Contains("another plan", other.GetProperty("next").GetString(), StringComparison.Ordinal);

        await CallAsync("ec2_stop_instances", new { instanceIds = new[] { one } });
        var changed = await CallAsync("ec2_terminate_instances", new { instanceIds = new[] { one }, confirm = code });
        Assert.Contains("another plan", changed.GetProperty("next").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Wire.Seen, r => r.Operation == "TerminateInstances");
    }

    [Fact]
    public async Task A_dry_run_sends_no_write_to_an_endpoint_that_may_not_know_DryRun()
    {
        var plan = await PlanAsync("vpc_create_vpc", new { cidrBlock = "10.9.0.0/16" });

        Assert.Contains("10.9.0.0/16", plan.GetProperty("summary").GetString(), StringComparison.Ordinal);
        Assert.All(Wire.Seen, r => Assert.Matches("^(Describe|Get)", r.Operation));
    }

    [Theory]
    [InlineData(true, "2025-06-18")]
    [InlineData(false, "2025-06-18")]
    [InlineData(true, "2026-07-28")]
    [InlineData(false, "2026-07-28")]
    public async Task A_client_that_can_ask_asks_a_person_as_well_in_both_eras_of_the_protocol(bool agrees, string version)
    {
        var id = await InstanceAsync();
        string? asked = null;
        await using var server = await InfraServer.StartAsync(Wire.Url, client: new McpClientOptions
        {
            ProtocolVersion = version,
            Capabilities = new() { Elicitation = new() },
            Handlers = new()
            {
                ElicitationHandler = (request, _) =>
                {
                    asked = request!.Message;
                    return ValueTask.FromResult(
                        new ElicitResult
                        {
                            Action = agrees ? "accept" : "decline",
                            Content = agrees ? new Dictionary<string, JsonElement> { ["approve"] = JsonElement.Parse("true") } : null
                        });
                },
            },
        });
        var plan = (await server.CallAsync("ec2_terminate_instances", new { instanceIds = new[] { id } })).StructuredContent!.Value;

        var answer = await server.CallAsync("ec2_terminate_instances",
            new { instanceIds = new[] { id }, confirm = plan.GetProperty("confirm").GetString() });

        Assert.Equal(version, server.Client.NegotiatedProtocolVersion);
        Assert.Contains(id, asked, StringComparison.Ordinal);
        Assert.Equal(!agrees, answer.IsError is true);
        Assert.Equal(agrees ? 1 : 0, Wire.Seen.Count(r => r.Operation == "TerminateInstances"));
    }

    // Later clients are not asked within their call: what they cannot answer never reaches the server.
    [Theory]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task A_client_that_has_an_error_for_the_question_changes_nothing_and_is_told_the_other_way(string version)
    {
        var id = await InstanceAsync();
        await using var server = await InfraServer.StartAsync(Wire.Url, client: new McpClientOptions
        {
            ProtocolVersion = version,
            Capabilities = new() { Elicitation = new() },
            Handlers = new() { ElicitationHandler = (_, _) => throw new InvalidOperationException("There is no window to show it in.") },
        });
        var code = (await server.CallAsync("ec2_terminate_instances", new { instanceIds = new[] { id } }))
            .StructuredContent!.Value.GetProperty("confirm").GetString();

        var answer = await server.CallAsync("ec2_terminate_instances", new { instanceIds = new[] { id }, confirm = code });

        Assert.Contains($"infra approve {code}", answer.Content.OfType<TextContentBlock>().First().Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Wire.Seen, r => r.Operation == "TerminateInstances");
    }

    [Theory] // PRO-P1
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task A_client_that_shows_addresses_but_no_forms_gets_the_address_of_the_plan(string version)
    {
        var id = await InstanceAsync();
        var shown = new List<string?>();
        await using var server = await InfraServer.StartAsync(Wire.Url, client: new McpClientOptions
        {
            ProtocolVersion = version,
            Capabilities = new() { Elicitation = new() { Url = new() } },
            Handlers = new()
            {
                ElicitationHandler = (request, _) =>
                {
                    shown.Add(request!.Url);
                    return ValueTask.FromResult(new ElicitResult { Action = "accept" });
                },
            },
        });
        var code = (await server.CallAsync("ec2_terminate_instances", new { instanceIds = new[] { id } }))
            .StructuredContent!.Value.GetProperty("confirm").GetString();

        var answer = await server.CallAsync("ec2_terminate_instances", new { instanceIds = new[] { id }, confirm = code });

        Assert.StartsWith("http://127.0.0.1:", Assert.Single(shown), StringComparison.Ordinal);
        Assert.True(answer.IsError is not true, $"{answer.StructuredContent}");
        Assert.Contains("A person has the page", answer.StructuredContent!.Value.GetProperty("next").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Wire.Seen, r => r.Operation == "TerminateInstances");
    }

    [Fact]
    public async Task Where_a_person_is_required_and_the_client_cannot_ask_a_code_alone_does_nothing()
    {
        var id = await InstanceAsync();
        await using var server = await InfraServer.StartAsync(Wire.Url, """ "mode": "destructive", "confirm": { "person": true } """);
        var code = (await server.CallAsync("ec2_terminate_instances", new { instanceIds = new[] { id } }))
            .StructuredContent!.Value.GetProperty("confirm").GetString();

        var answer = await server.CallAsync("ec2_terminate_instances", new { instanceIds = new[] { id }, confirm = code });

        Assert.Contains($"infra approve {code}", answer.StructuredContent!.Value.GetProperty("next").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Wire.Seen, r => r.Operation == "TerminateInstances");
        // What 'infra approve' leaves after a person agreed at a terminal.
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(server.Journal)!, "approvals", $"{code}.answer"),
            $"{DateTimeOffset.UtcNow.AddMinutes(5):O}\napproved");
        await server.CallAsync("ec2_terminate_instances", new { instanceIds = new[] { id }, confirm = code });
        Assert.Single(Wire.Seen, r => r.Operation == "TerminateInstances");
    }
}
