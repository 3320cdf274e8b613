using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class DetectDriftTests : CfnToolTest
{
    [Fact]
    public async Task Waiting_gives_the_number_of_drifted_resources()
    {
        Client.DetectStackDriftAsync(default!, default).ReturnsForAnyArgs(new DetectStackDriftResponse { StackDriftDetectionId = "d-1" });
        Client.DescribeStackDriftDetectionStatusAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeStackDriftDetectionStatusResponse
            {
                DetectionStatus = "DETECTION_COMPLETE",
                StackDriftStatus = "DRIFTED",
                DriftedStackResourceCount = 2
            });

        var result = await RunAsync(DetectDrift.Tool, new { stackName = "web", wait = true });

        Assert.Equal(("d-1", 2), (result.GetProperty("detectionId").GetString(), result.GetProperty("driftedResources").GetInt32()));
    }
}
