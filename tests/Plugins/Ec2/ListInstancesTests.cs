using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ListInstancesTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task Filters_are_applied_by_EC2()
    {
        DescribeInstancesRequest? sent = null;
        Client.DescribeInstancesAsync(Arg.Do<DescribeInstancesRequest>(r => sent = r), default).ReturnsForAnyArgs(new DescribeInstancesResponse());

        await RunAsync(ListInstances.Tool, new { state = "running", name = "web*", tags = new { team = "a", owner = "" }, limit = 1, cursor = "next" });

        Assert.Equal(["instance-state-name", "tag:Name", "tag:team", "tag-key"], sent!.Filters.Select(f => f.Name));
        Assert.Equal((5, "next"), (sent.MaxResults!.Value, sent.NextToken));
    }

    [Fact]
    public async Task Public_ones_are_looked_for_on_further_pages_until_there_is_enough()
    {
        Instance Plain(string id, string? ip) => new() { InstanceId = id, InstanceType = "t3.micro", State = new() { Name = "running" }, PublicIpAddress = ip };
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(
            new DescribeInstancesResponse { Reservations = [new() { Instances = [Plain("i-1", null), Plain("i-2", "")] }], NextToken = "2" },
            new DescribeInstancesResponse { Reservations = [new() { Instances = [Plain("i-3", "203.0.113.7")] }], NextToken = "3" });

        var page = await RunAsync(ListInstances.Tool, new { @public = true, limit = 1 });

        Assert.Equal("i-3", Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal("3", page.GetProperty("nextCursor").GetString());
    }

    [Fact]
    public async Task An_account_without_instances_gives_a_complete_empty_page()
    {
        // EC2 gives null for an empty list.
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(new DescribeInstancesResponse { Reservations = null });

        var page = await RunAsync(ListInstances.Tool, new { });

        Assert.Equal(0, page.GetProperty("items").GetArrayLength());
        Assert.True(page.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task A_page_with_more_behind_it_says_so()
    {
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(new DescribeInstancesResponse
        {
            Reservations = [new() { Instances = [new() { InstanceId = "i-1", InstanceType = "t3.micro", State = new() { Name = "running" } }] }],
            NextToken = "more",
        });

        var page = await RunAsync(ListInstances.Tool, new { });

        Assert.False(page.GetProperty("complete").GetBoolean());
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
    }
}
