using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ListInstancesTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task Filters_are_applied_by_EC2()
    {
        DescribeInstancesRequest? sent = null;
        Client.DescribeInstancesAsync(Arg.Do<DescribeInstancesRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new DescribeInstancesResponse());

        await RunAsync(ListInstances.Tool, new { state = "running", tags = new { team = "a", owner = "" }, limit = 1, cursor = "next" });

        Assert.Equal(["instance-state-name", "tag:team", "tag-key"], sent!.Filters.Select(f => f.Name));
        Assert.Equal((5, "next"), (sent.MaxResults!.Value, sent.NextToken));
    }

    // EC2-L15: both are wildcards in every filter of EC2.
    [Fact]
    public async Task Stars_and_question_marks_in_tags_stand_for_themselves()
    {
        DescribeInstancesRequest? sent = null;
        Client.DescribeInstancesAsync(Arg.Do<DescribeInstancesRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new DescribeInstancesResponse());

        await RunAsync(ListInstances.Tool, new { tags = new Dictionary<string, string> { ["k"] = @"a*b?c\d", ["*"] = "" } });

        Assert.Equal([@"a\*b\?c\\d", @"\*"], sent!.Filters.Select(f => f.Values.Single()));
    }

    [Theory]
    [InlineData("WEB-?", "???-?", "i-2")]
    [InlineData("*-PROD", "*-????", "i-3")]
    public async Task Names_are_matched_whole_without_regard_to_case(string name, string filter, string expected)
    {
        DescribeInstancesRequest? sent = null;
        Instance Named(string id, string tag) =>
            new() { InstanceId = id, InstanceType = "t3.micro", State = new() { Name = "running" }, Tags = [new("Name", tag)] };
        Client.DescribeInstancesAsync(Arg.Do<DescribeInstancesRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(Ec2Things.Described(
                Named("i-1", "web"), Named("i-2", "web-1"), Named("i-3", "web-prod"), Named("i-4", "app-1")));

        var page = await RunAsync(ListInstances.Tool, new { name });

        Assert.Equal(expected, Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(filter, sent!.Filters.Single().Values.Single());
    }

    // EC2-M6, ANS-R10
    [Fact]
    public async Task Public_looks_at_all_interfaces_all_their_addresses_and_IPv6_and_false_is_the_opposite()
    {
        Instance With(string id, params InstanceNetworkInterface[] interfaces) =>
            new() { InstanceId = id, InstanceType = "t3.micro", State = new() { Name = "running" }, NetworkInterfaces = [.. interfaces] };
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(
            With("i-private", new InstanceNetworkInterface
            {
                Ipv6Addresses = [new() { Ipv6Address = "fd00::1" },
            new() { Ipv6Address = "fe80::1" }]
            }),
            With("i-second", new InstanceNetworkInterface(),
            new InstanceNetworkInterface { Association = new() { PublicIp = "203.0.113.7" } }),
            With("i-secondary", new InstanceNetworkInterface
            {
                PrivateIpAddresses = [new() { PrivateIpAddress = "10.0.0.5" },
                new() { PrivateIpAddress = "10.0.0.6", Association = new() { PublicIp = "203.0.113.8" } }],
            }),
            With("i-v6", new InstanceNetworkInterface { Ipv6Addresses = [new() { Ipv6Address = "2001:db8::1" }] })));

        var yes = await RunAsync(ListInstances.Tool, new { @public = true });
        var no = await RunAsync(ListInstances.Tool, new { @public = false });

        Assert.Equal(["i-second", "i-secondary", "i-v6"], yes.GetProperty("items").EnumerateArray()
            .Select(i => i.GetProperty("id").GetString()));
        Assert.Equal("203.0.113.7", yes.GetProperty("items")[0].GetProperty("publicIp").GetString());
        Assert.Equal("2001:db8::1", yes.GetProperty("items")[2].GetProperty("ipv6").GetString());
        Assert.Equal("i-private", Assert.Single(no.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Public_ones_are_looked_for_on_further_pages_until_there_is_enough()
    {
        Instance Plain(string id, string? ip) =>
            new() { InstanceId = id, InstanceType = "t3.micro", State = new() { Name = "running" }, PublicIpAddress = ip };
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(
            new DescribeInstancesResponse
            {
                Reservations = [new() { Instances = [Plain("i-1", null), Plain("i-2", "")] }],
                NextToken = "2"
            },
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
            Reservations = [new() { Instances = [new() { InstanceId = "i-1", InstanceType = "t3.micro",
            State = new() { Name = "running" } }] }],
            NextToken = "more",
        });

        var page = await RunAsync(ListInstances.Tool, new { });

        Assert.False(page.GetProperty("complete").GetBoolean());
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
    }
}
