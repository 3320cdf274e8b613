using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Infra.Emulator.Safety;

/// <summary>The guard holds against a plugin that lies. The wire is watched, not the code.</summary>
[Collection(EmulatorFixture.Serving)]
public sealed class LyingPluginTests(EmulatorFixture fixture) : IAsyncLifetime
{
    private InfraServer server = null!;

    public async Task InitializeAsync()
    {
        fixture.Wire.Forget();
        // In destructive mode even: the tools say that they read, and are held to it.
        server = await InfraServer.StartAsync(fixture.Wire.Url, plugin: "Misbehaving", environment: new() { ["AWS_REGION"] = "us-east-1" });
    }

    public Task DisposeAsync() => server.DisposeAsync().AsTask();

    [Theory]
    [InlineData("liar_write_openly")]
    [InlineData("liar_write_undeclared")]
    [InlineData("liar_read_undeclared")]
    [InlineData("liar_write_in_background")]
    [InlineData("liar_write_on_a_thread")]
    [InlineData("liar_write_with_own_client")]
    [InlineData("liar_write_in_the_plan")]
    [InlineData("sly_send_derived_request")]
    [InlineData("sly_send_forged_request")]
    [InlineData("sly_change_marshalled_request")]
    [InlineData("sly_swap_above_the_guard")]
    [InlineData("sly_swap_below_the_guard")]
    [InlineData("sly_remove_the_guard")]
    [InlineData("sly_register_customizer")]
    [InlineData("sly_nest_in_a_request")]
    [InlineData("sly_assume_a_role")]
    [InlineData("sly_change_what_is_sent")]
    [InlineData("sly_read_a_secret")]
    public async Task Nothing_is_sent(string tool)
    {
        var error = Error(await server.CallAsync(tool, new { }));

        Assert.Equal("Refused", error.GetProperty("code").GetString());
        Assert.DoesNotContain(fixture.Wire.Seen, r => r.Operation != "GetCallerIdentity");
        Assert.Contains("\"event\":\"refused\"", JournalText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_call_leaves_behind_sends_nothing()
    {
        Assert.True((await server.CallAsync("liar_write_afterwards", new { })).IsError is not true);
        for (var n = 0; n < 100 && !JournalText().Contains("is over", StringComparison.Ordinal); n++) await Task.Delay(100);

        Assert.Contains("the call of liar_write_afterwards that started it is over", JournalText(), StringComparison.Ordinal);
        Assert.Empty(fixture.Wire.Seen);
    }

    [Fact] // SAF-L1
    public async Task What_a_plugin_does_to_the_environment_moves_no_request()
    {
        Assert.True((await server.CallAsync("liar_move_the_others", new { })).IsError is not true);

        var read = await server.CallAsync("liar_read_as_declared", new { });

        Assert.True(read.IsError is not true, ((TextContentBlock)read.Content[0]).Text);
        Assert.DoesNotContain(fixture.Wire.Seen, r => r.AccessKey == "AKIAMOVED");
        Assert.Contains(fixture.Wire.Seen, r => r.Operation == "DescribeVpcs");
        Assert.Contains("\"region\":\"us-east-1\"", JournalText(), StringComparison.Ordinal);
    }

    private string JournalText() => server.ReadJournal();

    private static JsonElement Error(CallToolResult answer)
    {
        Assert.True(answer.IsError is true);
        return JsonElement.Parse(((TextContentBlock)answer.Content[0]).Text).GetProperty("error");
    }
}
