using System.Text;
using Amazon.EC2;
using Amazon.EC2.Model;
using NSubstitute.ExceptionExtensions;

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
            InstanceAttribute = new()
            {
                UserData = Convert.ToBase64String(Encoding.UTF8.GetBytes("export PASSWORD=hunter2")),
                DisableApiTermination = true
            },
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
                    Events = [new() { Code = "system-reboot", Description = "maintenance",
                    NotBefore = new(2026, 3, 1, 4, 0, 0, DateTimeKind.Utc) }],
                },
            ],
        });

        var result = await RunAsync(GetInstance.Tool, new { instanceId = "i-1" });

        Assert.Equal("Client.UserInitiatedShutdown: User initiated shutdown", result.GetProperty("stateReason").GetString());
        Assert.Equal("web", result.GetProperty("securityGroups")[0].GetProperty("name").GetString());
        Assert.True(result.GetProperty("volumes")[0].GetProperty("root").GetBoolean());
        Assert.Equal("impaired", result.GetProperty("checks").GetProperty("system").GetString());
        Assert.Equal("system-reboot: maintenance (not before 2026-03-01 04:00Z)", result.GetProperty("checks").GetProperty("events")[0]
            .GetString());
    }

    // EC2-M6
    [Fact]
    public async Task All_interfaces_are_told_and_many_addresses_are_folded()
    {
        var instance = Ec2Things.Instance();
        instance.NetworkInterfaces =
        [
            .. Enumerable.Range(0, 15).Select(n => new InstanceNetworkInterface
            {
                NetworkInterfaceId = $"eni-{n}",
                Attachment = new() { DeviceIndex = n },
                Groups = [new() { GroupId = "sg-2" }, new() { GroupId = "sg-1" }],
                PrivateIpAddresses =
                [
                    .. Enumerable.Range(0, 50).Select(a => new InstancePrivateIpAddress
                    {
                        PrivateIpAddress = $"10.0.{n}.{a}", Association = a == 49 ? new() { PublicIp = $"203.0.113.{n}" } : null,
                    }),
                ],
            }),
        ];
        Given(instance);

        var result = await RunAsync(GetInstance.Tool, new { instanceId = "i-1" });

        var first = result.GetProperty("network").GetProperty("interfaces")[0];
        Assert.Equal(("203.0.113.0", "10.0.0.49", 50), (first.GetProperty("publicIps")[0].GetString(), first.GetProperty("privateIps")[0]
            .GetString(), first.GetProperty("privateIpCount").GetInt32()));
        Assert.Equal("sg-1", first.GetProperty("securityGroupIds")[0].GetString());
        Assert.StartsWith("5 more interfaces", result.GetProperty("note").GetString(), StringComparison.Ordinal);
        // ANS-R3: about 5,000 tokens of some three characters each.
        Assert.InRange(result.GetRawText().Length, 1, 15000);
    }

    // ANS-R14
    [Fact]
    public async Task One_missing_permission_leaves_one_part_out_and_says_so()
    {
        Given(Ec2Things.Instance());
        Client.DescribeInstanceStatusAsync(default!, default)
            .ThrowsAsyncForAnyArgs(new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation" });

        var result = await RunAsync(GetInstance.Tool, new { instanceId = "i-1" });

        Assert.False(result.TryGetProperty("checks", out _));
        Assert.Equal("The status checks: not known (UnauthorizedOperation).", result.GetProperty("note").GetString());
    }

    // EC2-M18a
    [Fact]
    public async Task Volumes_on_a_second_page_are_told()
    {
        Given(Ec2Things.Instance());
        Client.DescribeVolumesAsync(default!, default).ReturnsForAnyArgs(
            new DescribeVolumesResponse { NextToken = "more" },
            new DescribeVolumesResponse { Volumes = [Ec2Things.Volume("in-use", "i-1")] });

        Assert.Equal(1, (await RunAsync(GetInstance.Tool, new { instanceId = "i-1" })).GetProperty("volumes").GetArrayLength());
    }

    [Fact]
    public async Task A_terminated_instance_is_not_asked_for_attributes()
    {
        Given(Ec2Things.Instance(state: "terminated"));

        var result = await RunAsync(GetInstance.Tool, new { instanceId = "i-1" });

        Assert.Equal("terminated", result.GetProperty("state").GetString());
        await Client.DidNotReceiveWithAnyArgs().DescribeInstanceAttributeAsync(default!, default);
    }

    // AWS shows an event for a week after it is over.
    [Theory]
    [InlineData("[Completed] maintenance", 0)]
    [InlineData("[Canceled] maintenance", 0)]
    [InlineData("maintenance", 1)]
    public async Task An_event_that_is_over_is_none(string description, int events)
    {
        Given(Ec2Things.Instance());
        Client.DescribeInstanceStatusAsync(default!, default).ReturnsForAnyArgs(
            new DescribeInstanceStatusResponse { NextToken = "more" }, new DescribeInstanceStatusResponse
            {
                InstanceStatuses = [new() { InstanceId = "i-1", SystemStatus = new() { Status = "ok" },
                    Events = [new() { Code = "system-reboot", Description = description }] }],
            });

        var checks = (await RunAsync(GetInstance.Tool, new { instanceId = "i-1" })).GetProperty("checks");

        Assert.Equal(events, checks.TryGetProperty("events", out var told) ? told.GetArrayLength() : 0);
    }
}
