using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class CreateFlowLogTests : FlowLogTest
{
    private static readonly object Arguments = new { resourceId = "subnet-0abc", bucketArn = "arn:aws:s3:::audit", traffic = "REJECT" };

    [Fact]
    public async Task The_kind_of_the_resource_comes_from_its_id_and_one_that_is_there_is_warned_of()
    {
        Client.CreateFlowLogsAsync(default!, default).ReturnsForAnyArgs(new CreateFlowLogsResponse { FlowLogIds = ["fl-2"] });

        Assert.StartsWith("There is one already: fl-1", Assert.Single((await PlanAsync(CreateFlowLog.Tool, Arguments)).Warnings),
            StringComparison.Ordinal);
        await RunAsync(CreateFlowLog.Tool, Arguments);

        await Client.Received().CreateFlowLogsAsync(Arg.Is<CreateFlowLogsRequest>(r => r.ResourceType == FlowLogsResourceType.Subnet
            && r.LogDestinationType == LogDestinationType.S3 && r.TrafficType == TrafficType.REJECT && r.ClientToken != null), default);
    }

    [Fact]
    public async Task A_success_that_lists_a_failure_is_a_failure()
    {
        Client.CreateFlowLogsAsync(default!, default).ReturnsForAnyArgs(new CreateFlowLogsResponse
        {
            Unsuccessful = [new() { ResourceId = "subnet-0abc",
                Error = new() { Code = "FlowLogAlreadyExists", Message = "There is one." } }],
        });

        await Assert.ThrowsAsync<ToolException>(() => RunAsync(CreateFlowLog.Tool, Arguments));
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateFlowLog.Tool, new { resourceId = "vpc-0abc", logGroup = "flow" }));
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateFlowLog.Tool, new { resourceId = "vpc-0abc" }));
    }
}
