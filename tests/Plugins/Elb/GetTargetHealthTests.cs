using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class GetTargetHealthTests : ElbTest
{
    [Fact]
    public async Task Health_comes_with_the_reason_and_the_settings_of_the_check()
    {
        var health = await RunAsync(GetTargetHealth.Tool, new { targetGroup = "api", state = "unhealthy" });

        var target = Assert.Single(health.GetProperty("targets").EnumerateArray());
        Assert.Equal("Health checks failed with these codes: [404]", target.GetProperty("description").GetString());
        var check = health.GetProperty("healthCheck");
        Assert.Equal(("/health", "200"), (check.GetProperty("path").GetString(), check.GetProperty("healthyCodes").GetString()));
        Assert.Equal(1, health.GetProperty("states").GetProperty("healthy").GetInt32());
    }

    // EC2-L9
    [Fact]
    public async Task Draining_unhealthy_targets_can_be_asked_for()
    {
        Targets([Target("i-1", 80), Target("i-2", 80, "unhealthy.draining")]);

        var health = await RunAsync(GetTargetHealth.Tool, new { targetGroup = "api", state = "unhealthy.draining" });

        Assert.Equal("i-2", Assert.Single(health.GetProperty("targets").EnumerateArray()).GetProperty("id").GetString());
    }

    // ANS-R3
    [Fact]
    public async Task Of_many_targets_those_in_trouble_come_first()
    {
        Targets([.. Enumerable.Range(100, 300).Select(n => Target($"i-{n}", 80, n == 399 ? "unhealthy" : "healthy"))]);

        var health = await RunAsync(GetTargetHealth.Tool, new { targetGroup = "api" });

        Assert.Equal("i-399", health.GetProperty("targets")[0].GetProperty("id").GetString());
        Assert.Equal("The first 60 of 300 targets; state shows those in one state.", health.GetProperty("note").GetString());
        Assert.Equal(299, health.GetProperty("states").GetProperty("healthy").GetInt32());
    }

    [Theory]
    [InlineData("HTTPS", "Target.FailedHealthChecks", "Health checks failed", "no TLS handshake")]
    [InlineData("HTTP", "Target.ResponseCodeMismatch", "Health checks failed with these codes: [400]", "expects TLS")]
    [InlineData("HTTP", "Target.ResponseCodeMismatch", "Health checks failed with these codes: [301]", "may send all requests to HTTPS")]
    [InlineData("HTTP", "Target.ResponseCodeMismatch", "Health checks failed with these codes: [404]", null)]
    [InlineData("HTTP", "Target.Timeout", "Request timed out", null)]
    public async Task What_the_reason_means_beside_the_protocol_of_the_check_is_told(string protocol, string reason, string description,
        string? cause)
    {
        var group = Group;
        group.HealthCheckProtocol = protocol;
        Client.DescribeTargetGroupsAsync(default!, default).ReturnsForAnyArgs(new DescribeTargetGroupsResponse { TargetGroups = [group] });
        var target = Target("i-1", 8443, "unhealthy");
        (target.TargetHealth.Reason, target.TargetHealth.Description) = (reason, description);
        Targets([target]);

        var health = await RunAsync(GetTargetHealth.Tool, new { targetGroup = "api" });

        if (cause is null) Assert.False(health.TryGetProperty("note", out _));
        else Assert.Contains(cause, health.GetProperty("note").GetString(), StringComparison.Ordinal);
    }
}
