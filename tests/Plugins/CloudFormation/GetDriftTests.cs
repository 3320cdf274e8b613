using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class GetDriftTests : CfnToolTest
{
    [Fact]
    public async Task Without_a_detection_the_tool_that_makes_one_is_named()
    {
        var drift = await RunAsync(GetDrift.Tool, new { stackName = "web" });

        Assert.Contains("cfn_detect_drift", drift.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Differences_are_told_by_property()
    {
        Stack.DriftInformation = new() { StackDriftStatus = "DRIFTED" };
        Client.DescribeStackResourceDriftsAsync(default!, default).ReturnsForAnyArgs(new DescribeStackResourceDriftsResponse
        {
            StackResourceDrifts =
            [
                new()
                {
                    LogicalResourceId = "Bucket", PhysicalResourceId = "web-bucket", ResourceType = "AWS::S3::Bucket",
                        StackResourceDriftStatus = "MODIFIED",
                    PropertyDifferences = [new() { PropertyPath = "/Versioning", DifferenceType = "NOT_EQUAL", ExpectedValue = "on",
                        ActualValue = "off" }],
                },
            ],
        });

        var drift = await RunAsync(GetDrift.Tool, new { stackName = "web" });

        Assert.Equal("off", drift.GetProperty("resources")[0].GetProperty("differences")[0].GetProperty("actual").GetString());
    }

    // S3-C13b: what could not be compared is shown.
    [Theory]
    [InlineData("UNKNOWN", 1)]
    [InlineData("UNSUPPORTED", 1)]
    [InlineData("DELETED", 1)]
    [InlineData("IN_SYNC", 0)]
    public async Task Only_what_is_known_to_be_in_sync_is_left_out(string status, int count)
    {
        Stack.DriftInformation = new() { StackDriftStatus = "DRIFTED" };
        Client.DescribeStackResourceDriftsAsync(default!, default).ReturnsForAnyArgs(new DescribeStackResourceDriftsResponse
        {
            StackResourceDrifts = [new() { LogicalResourceId = "X", ResourceType = "X", StackResourceDriftStatus = status,
                DriftStatusReason = "no handler" }],
        });

        var drift = await RunAsync(GetDrift.Tool, new { stackName = "web" });

        Assert.Equal(count, drift.GetProperty("resources").GetArrayLength());
        if (count > 0) Assert.Equal("no handler", drift.GetProperty("resources")[0].GetProperty("reason").GetString());
    }
}
