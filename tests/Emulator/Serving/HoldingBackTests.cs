using System.Text.Json;
using Infra.Strict.Layers;
using ModelContextProtocol.Protocol;

namespace Infra.Emulator.Serving;

/// <summary>A service that is away, with a server of its own.</summary>
[Collection(EmulatorFixture.Serving)]
public sealed class HoldingBackTests(EmulatorFixture fixture)
{
    [Fact]
    public async Task A_service_that_is_away_fails_fast_and_the_others_go_on()
    {
        fixture.Wire.Forget();
        await using var server = await InfraServer.StartAsync(fixture.Wire.Url);
        fixture.Wire.Break("DescribeInstances", Fault.Status(503));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.CallAsync("ec2_list_instances", new { })));
        var sent = fixture.Wire.Seen.Count(r => r.Operation == "DescribeInstances");

        var refused = Error(await server.CallAsync("ec2_list_instances", new { }));
        var buckets = await server.CallAsync("s3_list_buckets", new { });
        var status = await server.CallAsync("account_whoami", new { });

        Assert.Equal("Unavailable", refused.GetProperty("code").GetString());
        Assert.Contains("EC2", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("was not sent", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(sent, fixture.Wire.Seen.Count(r => r.Operation == "DescribeInstances"));
        Assert.True(buckets.IsError is not true);
        var load = status.StructuredContent!.Value.GetProperty("server").GetProperty("load");
        Assert.Contains("does not answer", Assert.Single(load.GetProperty("closed").EnumerateArray()).GetString(),
            StringComparison.Ordinal);
        Assert.InRange(load.GetProperty("memoryMegabytes").GetInt64(), 1, 4096);
        fixture.Wire.Mend();
    }

    private static JsonElement Error(CallToolResult answer) =>
        JsonElement.Parse(Assert.IsType<TextContentBlock>(answer.Content[0]).Text).GetProperty("error");
}
