using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class DeleteSubnetTests : NetworkTest
{
    [Fact]
    public async Task The_plan_lists_what_is_still_in_it()
    {
        var plan = await PlanAsync(DeleteSubnet.Tool, new { subnetId = "subnet-1" });
        InterfaceList.Clear();
        var empty = await PlanAsync(DeleteSubnet.Tool, new { subnetId = "subnet-1" });

        Assert.Equal(["In the way: eni-1 (instance i-1, 10.0.1.5, 203.0.113.7)."], plan.Obstacles);
        Assert.Empty(empty.Obstacles);
        Assert.Equal("Delete the subnet subnet-1 (public) 10.0.1.0/24.", empty.Summary);
        Assert.Equal("subnet-1", Assert.Single(empty.Resources).Id);
    }

    [Fact]
    public async Task It_is_deleted()
    {
        await RunAsync(DeleteSubnet.Tool, new { subnetId = "subnet-1" });

        await Client.Received().DeleteSubnetAsync(Arg.Is<DeleteSubnetRequest>(r => r.SubnetId == "subnet-1"), default);
    }
}
