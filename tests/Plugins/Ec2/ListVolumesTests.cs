using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ListVolumesTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task Filters_are_applied_by_EC2_and_all_holders_are_told()
    {
        DescribeVolumesRequest? sent = null;
        Client.DescribeVolumesAsync(Arg.Do<DescribeVolumesRequest>(r => sent = r), default).ReturnsForAnyArgs(new DescribeVolumesResponse
        {
            Volumes = [Ec2Things.Volume("in-use", "i-1", "i-2"), Ec2Things.Volume()],
            NextToken = "more",
        });

        var page = await RunAsync(ListVolumes.Tool, new { encrypted = false, state = "available" });

        Assert.Equal(["status=available", "encrypted=false"], sent!.Filters.Select(f => $"{f.Name}={f.Values.Single()}"));
        Assert.Equal("i-1, i-2", page.GetProperty("items")[0].GetProperty("instanceId").GetString());
        Assert.False(page.GetProperty("items")[1].TryGetProperty("instanceId", out _));
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
    }
}
