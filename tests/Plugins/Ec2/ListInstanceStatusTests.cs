using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ListInstanceStatusTests : ToolTest<IAmazonEC2>
{
    private static InstanceStatus Status(string id, string system, params InstanceStatusEvent[] events) => new()
    {
        InstanceId = id,
        SystemStatus = new() { Status = system },
        Status = new() { Status = "ok" },
        Events = [.. events],
    };

    [Fact]
    public async Task Only_those_in_trouble_are_listed_and_what_is_over_is_no_trouble()
    {
        Client.DescribeInstanceStatusAsync(default!, default).ReturnsForAnyArgs(new DescribeInstanceStatusResponse
        {
            InstanceStatuses =
            [
                Status("i-1", "ok"), Status("i-2", "impaired"), Status("i-3", "initializing"),
                Status("i-4", "ok", new InstanceStatusEvent { Code = "instance-retirement",
                    Description = "The instance is on degraded hardware", NotBefore = new(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc) }),
                Status("i-5", "ok", new InstanceStatusEvent { Code = "system-reboot", Description = "[Completed] Scheduled reboot" }),
            ],
        });

        var rows = (await RunAsync(ListInstanceStatus.Tool, new { })).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(["i-2", "i-4"], rows.Select(r => r.GetProperty("id").GetString()));
        Assert.Equal("instance-retirement: The instance is on degraded hardware (not before 2026-12-01 00:00Z)", rows[1]
            .GetProperty("events")[0].GetString());
        Assert.Equal(5, (await RunAsync(ListInstanceStatus.Tool, new { all = true })).GetProperty("items").GetArrayLength());
    }
}
