using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class DeleteWarmPoolTests : AsgTest
{
    [Fact]
    public async Task Its_instances_are_told_and_a_group_without_a_pool_has_none_to_delete()
    {
        Client.DescribeWarmPoolAsync(default!, default).ReturnsForAnyArgs(
            new DescribeWarmPoolResponse
            {
                WarmPoolConfiguration = new(),
                Instances = [new() { InstanceId = "i-7", InstanceType = "t3.micro" }]
            },
            new DescribeWarmPoolResponse());

        var plan = await PlanAsync(DeleteWarmPool.Tool, new { group = "web" });
        await RunAsync(DeleteWarmPool.Tool, new { group = "web" });

        Assert.Contains(plan.Changes, c => c.Kind == ChangeKind.Delete && c.Resource.StartsWith("i-7", StringComparison.Ordinal));
        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteWarmPool.Tool, new { group = "web" }))).Code);
    }

    [Fact]
    public async Task Instances_of_all_pages_are_told()
    {
        Client.DescribeWarmPoolAsync(default!, default).ReturnsForAnyArgs(
            new DescribeWarmPoolResponse
            {
                WarmPoolConfiguration = new(),
                Instances = [new() { InstanceId = "i-7", InstanceType = "t3.micro" }],
                NextToken = "more"
            },
            new DescribeWarmPoolResponse { Instances = [new() { InstanceId = "i-8", InstanceType = "t3.micro" }] });

        var plan = await PlanAsync(DeleteWarmPool.Tool, new { group = "web" });

        Assert.Equal(3, plan.Changes.Count(c => c.Kind == ChangeKind.Delete));
    }
}
