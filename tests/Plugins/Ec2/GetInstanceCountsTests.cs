using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class GetInstanceCountsTests : ToolTest<IAmazonEC2>
{
    // ANS-R25
    [Fact]
    public async Task Instances_are_counted_over_all_pages_and_only_running_ones_by_type_and_zone()
    {
        var large = Ec2Things.Instance("i-3");
        (large.InstanceType, large.InstanceLifecycle) = ("m7i.large", InstanceLifecycleType.Spot);
        Client.DescribeInstancesAsync(Arg.Is<DescribeInstancesRequest>(r => r.NextToken == null), Arg.Any<CancellationToken>()).Returns(_ =>
        {
            var page = Ec2Things.Described(Ec2Things.Instance("i-1"), Ec2Things.Instance("i-2", "stopped"));
            page.NextToken = "more";
            return page;
        });
        Client.DescribeInstancesAsync(Arg.Is<DescribeInstancesRequest>(r => r.NextToken == "more"), Arg.Any<CancellationToken>())
            .Returns(Ec2Things.Described(large));
        Client.DescribeInstanceStatusAsync(default!, default).ReturnsForAnyArgs(new DescribeInstanceStatusResponse
        {
            InstanceStatuses = [new() { InstanceId = "i-1", SystemStatus = new() { Status = "impaired" } },
                new() { InstanceId = "i-9", SystemStatus = new() { Status = "impaired" } }],
        });

        var counts = await RunAsync(GetInstanceCounts.Tool, new { });

        Assert.Equal(
            """{"total":3,"states":{"running":2,"stopped":1},"runningTypes":{"m7i.large":1,"t3.micro":1},"runningZones":{"eu-west-1a":2},"spot":1,"troubled":1}""",
            counts.GetRawText());
    }
}
