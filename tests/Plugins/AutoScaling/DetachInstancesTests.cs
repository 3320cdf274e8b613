using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class DetachInstancesTests : AsgTest
{
    [Fact]
    public async Task A_detached_instance_is_replaced_unless_the_capacity_falls()
    {
        Client.DetachInstancesAsync(default!, default).ReturnsForAnyArgs(new DetachInstancesResponse());
        var input = new { group = "web", instanceIds = new[] { "i-1" } };

        var replaced = await PlanAsync(DetachInstances.Tool, input);
        var fewer = await PlanAsync(DetachInstances.Tool,
            new { group = "web", instanceIds = new[] { "i-1" }, decrementDesiredCapacity = true });
        await RunAsync(DetachInstances.Tool, input);

        Assert.Contains("1 instance(s) of launch template web:3: created; in their place", Lines(replaced));
        Assert.Contains("web: desired capacity: 2 -> 1; no replacements are launched", Lines(fewer));
        await Client.Received()
            .DetachInstancesAsync(Arg.Is<DetachInstancesRequest>(r => r.ShouldDecrementDesiredCapacity == false), default);
    }

    [Fact]
    public async Task How_far_a_capacity_in_units_falls_is_not_known()
    {
        There(Weighted);

        var plan = await PlanAsync(DetachInstances.Tool,
            new { group = "web", instanceIds = new[] { "i-1" }, decrementDesiredCapacity = true });

        Assert.DoesNotContain(Lines(plan), l => l.Contains("desired capacity:", StringComparison.Ordinal));
        Assert.StartsWith("By how many units", Assert.Single(plan.Unknown), StringComparison.Ordinal);
    }
}
