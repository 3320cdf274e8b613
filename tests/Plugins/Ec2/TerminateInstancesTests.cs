using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class TerminateInstancesTests : ToolTest<IAmazonEC2>
{
    public TerminateInstancesTests() => Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(new DescribeInstancesResponse
    {
        Reservations =
        [
            new()
            {
                Instances =
                [
                    new()
                    {
                        InstanceId = "i-1", InstanceType = "t3.micro", State = new() { Name = "running" }, ImageId = "ami-1", SubnetId = "subnet-1",
                        PublicIpAddress = "203.0.113.7", Tags = [new("Name", "web")],
                        BlockDeviceMappings =
                        [
                            new() { Ebs = new() { VolumeId = "vol-1", DeleteOnTermination = true } },
                            new() { Ebs = new() { VolumeId = "vol-2", DeleteOnTermination = false } },
                        ],
                    },
                ],
            },
        ],
    });

    [Fact]
    public async Task The_plan_names_what_is_lost_and_what_is_kept()
    {
        var plan = await PlanAsync(TerminateInstances.Tool, new { instanceIds = new[] { "i-1" } });

        Assert.Equal("i-1 (web, t3.micro, running) -> terminated; deletes vol-1; keeps vol-2; 203.0.113.7 is released", Assert.Single(plan.Effects));
        Assert.Equal("web", Assert.Single(plan.Resources).Tags!["Name"]);
    }

    [Fact]
    public async Task It_tells_the_state_before_and_now()
    {
        Client.TerminateInstancesAsync(Arg.Is<TerminateInstancesRequest>(r => r.InstanceIds.Single() == "i-1"), default).ReturnsForAnyArgs(new TerminateInstancesResponse
        {
            TerminatingInstances = [new() { InstanceId = "i-1", PreviousState = new() { Name = "running" }, CurrentState = new() { Name = "shutting-down" } }],
        });

        var result = await RunAsync(TerminateInstances.Tool, new { instanceIds = new[] { "i-1" } });

        Assert.Equal("shutting-down", result.GetProperty("changes")[0].GetProperty("now").GetString());
    }
}
