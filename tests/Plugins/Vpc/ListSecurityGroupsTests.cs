using Amazon.EC2;
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

        Assert.Equal("""["tcp 20-25 (IPv4)","tcp 443 (IPv6)"]""", row.GetProperty("openToWorld").ToString());
        Assert.Equal("""["tcp 9000"]""", row.GetProperty("openToOthers").ToString());
    }

    // EC2-M7
    [Theory]
    [InlineData("0.0.0.0/1 128.0.0.0/1", "tcp 22 (IPv4)")]
    [InlineData("0.0.0.0/1 128.0.0.0/2 192.0.0.0/3", "tcp 22 (IPv4)")]
    [InlineData("pl-all", "tcp 22 (IPv4)")]
    [InlineData("0.0.0.0/1 pl-upper", "tcp 22 (IPv4)")]
    [InlineData("::/1 8000::/1", "tcp 22 (IPv6)")]
    [InlineData("::/0 0.0.0.0/0", "tcp 22 (IPv4, IPv6)")]
    [InlineData("0.0.0.0/1", null)]
    [InlineData("pl-upper", null)]
    public async Task The_world_is_the_world_in_pieces_and_in_prefix_lists(string peers, string? open)
    {
        PrefixLists["pl-all"] = ["0.0.0.0/0"];
        PrefixLists["pl-upper"] = ["128.0.0.0/1"];
        Groups.RemoveAll(g => g.GroupId != "sg-2");
        // Each in a rule of its own, as EC2 keeps those with other ports or descriptions.
        Groups[0].IpPermissions = [.. peers.Split(' ').Select(Rule)];

        var page = await RunAsync(ListSecurityGroups.Tool, new { openToWorld = true, port = 22 });

        var found = string.Concat(page.GetProperty("items").EnumerateArray().Select(g => g.GetProperty("openToWorld")));
        Assert.Equal(open is null ? "" : $"""["{open}"]""", found);

        static IpPermission Rule(string peer) => new()
        {
            IpProtocol = "tcp",
            FromPort = 22,
            ToPort = 22,
            PrefixListIds = peer.StartsWith("pl-", StringComparison.Ordinal) ? [new() { Id = peer }] : null,
            Ipv6Ranges = peer.Contains(':') ? [new() { CidrIpv6 = peer }] : null,
            Ipv4Ranges = peer.Contains('.') ? [new() { CidrIp = peer }] : null,
        };
    }

    [Fact]
    public async Task Halves_that_are_open_on_different_ports_are_the_world_only_where_both_are() // EC2-M7
    {
        Groups[0].IpPermissions =
        [
            new() { IpProtocol = "tcp", FromPort = 20, ToPort = 80, Ipv4Ranges = [new() { CidrIp = "0.0.0.0/1" }] },
            new() { IpProtocol = "-1", Ipv4Ranges = [new() { CidrIp = "128.0.0.0/2" }] },
            new() { IpProtocol = "tcp", FromPort = 80, ToPort = 443, Ipv4Ranges = [new() { CidrIp = "192.0.0.0/2" }] },
            new() { IpProtocol = "icmp", FromPort = -1, ToPort = -1, Ipv4Ranges = [new() { CidrIp = "0.0.0.0/0" }] },
        ];

        var row = (await RunAsync(ListSecurityGroups.Tool, new { openToWorld = true })).GetProperty("items")[0];

        Assert.Equal("""["icmp (IPv4)","tcp 80 (IPv4)"]""", row.GetProperty("openToWorld").ToString());
    }

    [Theory]
    [InlineData("{\"openToWorld\":true}")]
    [InlineData("{\"port\":22}")] // ANS-R10
    [InlineData("{\"source\":\"198.51.100.1\"}")]
    public async Task Where_open_ports_are_asked_for_it_is_told_what_is_behind_them(string arguments)
    {
        var row = (await RunAsync(ListSecurityGroups.Tool, System.Text.Json.JsonElement.Parse(arguments))).GetProperty("items")[0];
        var all = (await RunAsync(ListSecurityGroups.Tool, new { })).GetProperty("items")[1];

        Assert.Equal("""["instance i-1"]""", row.GetProperty("usedBy").ToString());
        Assert.False(all.TryGetProperty("usedBy", out _));
    }

    [Fact]
    public async Task Terminated_instances_are_behind_nothing_and_an_empty_list_says_what_it_rests_on() // ANS-R21
    {
        InstanceState = "terminated";

        var page = await RunAsync(ListSecurityGroups.Tool, new { openToWorld = true });

        Assert.Equal("[]", page.GetProperty("items")[0].GetProperty("usedBy").ToString());
        Assert.Contains("known from network interfaces", page.GetProperty("note").GetString());
    }

    [Theory]
    [InlineData("WEB", 1)]
    [InlineData("w*", 1)]
    [InlineData("we", 0)]
    public async Task A_name_is_the_whole_name_without_regard_to_case(string name, int found) =>
        Assert.Equal(found, (await RunAsync(ListSecurityGroups.Tool, new { name })).GetProperty("items").GetArrayLength());

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
    public async Task A_source_is_looked_for_in_prefix_lists() // EC2-M7
    {
        PrefixLists["pl-1"] = ["198.51.100.0/24"];
        Groups[2].IpPermissions = [new() { IpProtocol = "-1", PrefixListIds = [new() { Id = "pl-1" }] }];

        var page = await RunAsync(ListSecurityGroups.Tool, new { source = "198.51.100.1", port = 5432 });

        Assert.Equal("sg-2", Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Prefix_lists_that_cannot_be_read_are_not_passed_over_in_silence()
    {
        Groups[2].IpPermissions = [new() { IpProtocol = "-1", PrefixListIds = [new() { Id = "pl-1" }] }];
        Client.GetManagedPrefixListEntriesAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<GetManagedPrefixListEntriesResponse>(
            new AmazonEC2Exception(
                "no")
            { ErrorCode = "InvalidPrefixListID.NotFound", StatusCode = System.Net.HttpStatusCode.BadRequest }));

        var page = await RunAsync(ListSecurityGroups.Tool, new { source = "198.51.100.1" });

        Assert.StartsWith("The prefix list(s) pl-1 could not be read", page.GetProperty("note").GetString());
    }

    [Fact]
    public async Task A_source_that_is_no_address_is_refused_before_any_request()
    {
        var e = await Assert.ThrowsAsync<ToolException>(() => RunAsync(ListSecurityGroups.Tool, new { source = "office" }));

        Assert.Equal(ToolErrorCode.InvalidInput, e.Code);
        Assert.Empty(Client.ReceivedCalls());
    }

    [Fact]
    public async Task A_group_is_unused_when_no_interface_no_rule_of_another_and_no_template_names_it()
    {
        Groups.AddRange(
        [
            new() { GroupId = "sg-old", GroupName = "old", VpcId = "vpc-1",
                IpPermissions = [new() { IpProtocol = "-1", UserIdGroupPairs = [new() { GroupId = "sg-old" }] }] },
            new() { GroupId = "sg-named", GroupName = "named", VpcId = "vpc-1" },
            new() { GroupId = "sg-naming", GroupName = "naming", VpcId = "vpc-1",
                IpPermissionsEgress = [new() { IpProtocol = "-1", UserIdGroupPairs = [new() { GroupId = "sg-named" }] }] },
            new() { GroupId = "sg-template", GroupName = "template", VpcId = "vpc-1" },
            new() { GroupId = "sg-by-name", GroupName = "by-name", VpcId = "vpc-1" },
        ]);
        Client.DescribeLaunchTemplateVersionsAsync(default!, default).ReturnsForAnyArgs(new DescribeLaunchTemplateVersionsResponse
        {
            LaunchTemplateVersions =
            [
                new() { LaunchTemplateData = new() { NetworkInterfaces = [new() { Groups = ["sg-template"] }] } },
                new() { LaunchTemplateData = new() { SecurityGroups = ["by-name"] } },
            ],
        });

        var page = await RunAsync(ListSecurityGroups.Tool, new { unused = true });

        var found = page.GetProperty("items").EnumerateArray().Select(g => g.GetProperty("id").GetString()).ToList();
        Assert.Contains("sg-old", found);
        Assert.Contains("sg-naming", found);
        Assert.All(["sg-0", "sg-1", "sg-named", "sg-template", "sg-by-name"], id => Assert.DoesNotContain(id, found));
        Assert.StartsWith("Looked at: network interfaces", page.GetProperty("note").GetString(), StringComparison.Ordinal);
    }
}
