using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class PutWarmPoolTests : AsgTest
{
    [Fact]
    public async Task A_pool_is_made_changed_and_taken_back()
    {
        var fresh = await PlanAsync(PutWarmPool.Tool, new { group = "web", minSize = 2 });
        var web = Web;
        web.WarmPoolConfiguration = new() { MinSize = 1, MaxGroupPreparedCapacity = 3, PoolState = WarmPoolState.Running };
        There(web);

        var changed = await PlanAsync(PutWarmPool.Tool, new { group = "web", minSize = 2, state = "Running" });
        await RunAsync(PutWarmPool.Tool, new { group = "web", minSize = 2 });

        Assert.Equal("asg_delete_warm_pool", fresh.Undo!.Tool);
        Assert.Contains("warm pool of web: fewest: 1 -> 2", Lines(changed));
        Assert.Equal("""{"group":"web","minSize":1,"maxPrepared":3,"state":"Running","reuse":false}""",
            changed.Undo!.Arguments.GetRawText());
        // -1 takes the earlier limit away.
        await Client.Received()
            .PutWarmPoolAsync(Arg.Is<PutWarmPoolRequest>(r => r.MaxGroupPreparedCapacity == -1 && r.PoolState == WarmPoolState.Stopped),
                default);
    }

    [Fact]
    public async Task A_group_with_Spot_has_no_pool_and_for_one_that_mixes_it_is_not_known()
    {
        There(Weighted);
        Assert.Single((await PlanAsync(PutWarmPool.Tool, new { group = "web" })).Obstacles);

        var web = Web;
        web.MixedInstancesPolicy = new();
        There(web);
        var plan = await PlanAsync(PutWarmPool.Tool, new { group = "web" });
        Assert.Empty(plan.Obstacles);
        Assert.Single(plan.Unknown);
    }
}
