using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class ListSecurityGroupsTests : NetworkTest
{
    [Theory]
    // 22 lies within 20-25, which EC2's own filter would miss.
    [InlineData(22, true, null, "sg-1")]
    [InlineData(443, true, null, "sg-1")]
    [InlineData(9000, true, null, "")]
    [InlineData(9000, false, "10.1.2.3", "sg-1")]
    [InlineData(9000, false, "10.1.0.0/16", "sg-1")]
    [InlineData(9000, false, "192.168.0.1", "")]
    [InlineData(5432, false, null, "sg-2")]
    [InlineData(null, false, "198.51.100.1", "sg-1")]
    [InlineData(null, true, null, "sg-1")]
    [InlineData(null, false, null, "sg-0 sg-1 sg-2")]
    public async Task Port_source_and_world_must_hold_in_one_rule(int? port, bool openToWorld, string? source, string found)
    {
        var arguments = new Dictionary<string, object> { ["openToWorld"] = openToWorld };
        if (port is not null) arguments["port"] = port;
        if (source is not null) arguments["source"] = source;

        var page = await RunAsync(ListSecurityGroups.Tool, arguments);

        Assert.Equal(found, string.Join(' ', page.GetProperty("items").EnumerateArray().Select(g => g.GetProperty("id").GetString())));
    }

    [Fact]
    public async Task Rows_tell_the_ports_that_are_open_to_the_world_and_to_others()
    {
        var row = (await RunAsync(ListSecurityGroups.Tool, new { port = 22 })).GetProperty("items")[0];

        Assert.Equal("""["tcp 20-25","tcp 443"]""", row.GetProperty("openToWorld").ToString());
        Assert.Equal("""["tcp 9000"]""", row.GetProperty("openToOthers").ToString());
    }

    [Fact]
    public async Task Of_groups_that_are_open_to_the_world_it_is_told_what_is_behind_them()
    {
        var open = (await RunAsync(ListSecurityGroups.Tool, new { openToWorld = true })).GetProperty("items")[0];
        var any = (await RunAsync(ListSecurityGroups.Tool, new { port = 22 })).GetProperty("items")[0];

        Assert.Contains("instance i-1", open.GetProperty("usedBy").EnumerateArray().Select(u => u.GetString()));
        Assert.False(any.TryGetProperty("usedBy", out _));
    }

    [Fact]
    public async Task A_filter_of_ours_looks_at_further_pages_until_there_is_enough()
    {
        Client.DescribeSecurityGroupsAsync(default!, default).ReturnsForAnyArgs(
            new DescribeSecurityGroupsResponse { NextToken = "2" },
            new DescribeSecurityGroupsResponse { SecurityGroups = [Groups[1]], NextToken = "3" },
            new DescribeSecurityGroupsResponse { SecurityGroups = [Groups[1]] });

        var page = await RunAsync(ListSecurityGroups.Tool, new { openToWorld = true, limit = 1 });

        Assert.Equal((1, "3"), (page.GetProperty("items").GetArrayLength(), page.GetProperty("nextCursor").GetString()));
    }

    [Fact]
    public async Task Prefix_lists_that_may_hold_the_source_are_not_passed_over_in_silence()
    {
        Groups[2].IpPermissions = [new() { IpProtocol = "-1", PrefixListIds = [new() { Id = "pl-1" }] }];

        var page = await RunAsync(ListSecurityGroups.Tool, new { source = "198.51.100.1" });

        Assert.StartsWith("1 group(s)", page.GetProperty("note").GetString());
    }

    [Fact]
    public async Task A_source_that_is_no_address_is_refused_before_any_request()
    {
        var e = await Assert.ThrowsAsync<ToolException>(() => RunAsync(ListSecurityGroups.Tool, new { source = "office" }));

        Assert.Equal(ToolErrorCode.InvalidInput, e.Code);
        Assert.Empty(Client.ReceivedCalls());
    }
}
