using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public abstract class FlowLogTest : ToolTest<IAmazonEC2>
{
    protected FlowLogTest() => Client.DescribeFlowLogsAsync(default!, default).ReturnsForAnyArgs(new DescribeFlowLogsResponse
    {
        FlowLogs = [new() { FlowLogId = "fl-1", ResourceId = "vpc-1", TrafficType = TrafficType.ALL, FlowLogStatus = "ACTIVE",
            LogGroupName = "flow" }],
    });
}
