using System.Text;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class GetInstanceTests : ToolTest<IAmazonEC2>
{
    private void Given(Instance instance)
    {
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(instance));
        Client.DescribeVolumesAsync(default!, default).ReturnsForAnyArgs(new DescribeVolumesResponse { Volumes = null });
        Client.DescribeInstanceStatusAsync(default!, default).ReturnsForAnyArgs(new DescribeInstanceStatusResponse());
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse());
        Client.DescribeInstanceAttributeAsync(default!, default).ReturnsForAnyArgs(new DescribeInstanceAttributeResponse
        {
            InstanceAttribute = new() { UserData = Convert.ToBase64String(Encoding.UTF8.GetBytes("export PASSWORD=hunter2")), DisableApiTermination = true },
        });
    }

    [Fact]
    public async Task It_says_that_there_is_user_data_and_never_what()
    {
        Given(Ec2Things.Instance());

        var result = await RunAsync(GetInstance.Tool, new { instanceId = "i-1" });

        Assert.True(result.GetProperty("hasUserData").GetBoolean());
        Assert.True(result.GetProperty("terminationProtection").GetBoolean());
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("PASSWORD"))[..8], result.GetRawText());
        Assert.DoesNotContain("hunter2", result.GetRawText());
    }

    [Fact]
    public async Task Volumes_checks_and_the_reason_of_the_state_come_with_it()
    {
        var instance = Ec2Things.Instance(state: "stopped");
        instance.StateReason = new() { Message = "Client.UserInitiatedShutdown: User initiated shutdown" };
        instance.SecurityGroups = [new() { GroupId = "sg-1", GroupName = "web" }];
        Given(instance);
        var volume = Ec2Things.Volume("in-use", "i-1");
        volume.Attachments[0].Device = "/dev/xvda";
        Client.DescribeVolumesAsync(default!, default).ReturnsForAnyArgs(new DescribeVolumesResponse { Volumes = [volume] });
        Client.DescribeInstanceStatusAsync(default!, default).ReturnsForAnyArgs(new DescribeInstanceStatusResponse
        {
            InstanceStatuses =
            [
                new()
                {
                    InstanceId = "i-1", SystemStatus = new() { Status = "impaired" }, Status = new() { Status = "ok" },
                    Events = [new() { Code = "system-reboot", Description = "maintenance", NotBefore = new(2026, 3, 1, 4, 0, 0, DateTimeKind.Utc) }],
                },
            ],
        });

        var result = await RunAsync(GetInstance.Tool, new { instanceId = "i-1" });

        Assert.Equal("Client.UserInitiatedShutdown: User initiated shutdown", result.GetProperty("stateReason").GetString());
        Assert.Equal("web", result.GetProperty("securityGroups")[0].GetProperty("name").GetString());
        Assert.True(result.GetProperty("volumes")[0].GetProperty("root").GetBoolean());
        Assert.Equal("impaired", result.GetProperty("checks").GetProperty("system").GetString());
        Assert.Equal("system-reboot: maintenance (not before 2026-03-01 04:00Z)", result.GetProperty("checks").GetProperty("events")[0].GetString());
    }

    [Fact]
    public async Task A_terminated_instance_is_not_asked_for_attributes()
    {
        Given(Ec2Things.Instance(state: "terminated"));

        var result = await RunAsync(GetInstance.Tool, new { instanceId = "i-1" });

        Assert.Equal("terminated", result.GetProperty("state").GetString());
        await Client.DidNotReceiveWithAnyArgs().DescribeInstanceAttributeAsync(default!, default);
    }
}
