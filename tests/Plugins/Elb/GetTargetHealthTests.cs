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
}
