using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class AuthorizeRuleTests : NetworkTest
{
    [Theory]
    [InlineData("0.0.0.0/0", "tcp", "443", "opens tcp 443 to THE WHOLE INTERNET (tcp 443 (IPv4))")]
    [InlineData("::/0", "tcp", "443", "THE WHOLE INTERNET (tcp 443 (IPv6))")]
    // The same world, written otherwise.
    [InlineData("10.0.0.0/0", "tcp", "443", "THE WHOLE INTERNET")]
    [InlineData("0:0::0/0", "tcp", "443", "THE WHOLE INTERNET")]
    [InlineData("2000::/3", "tcp", "443", "THE WHOLE INTERNET (tcp 443 (IPv6))")]
    [InlineData("pl-all", "tcp", "443", "THE WHOLE INTERNET (tcp 443 (IPv4))")] // EC2-M7
    [InlineData("128.0.0.0/1", "tcp", "443", "a large part of the internet (128.0.0.0/1)")]
    [InlineData("128.0.0.0/1", "tcp", "9001", "THE WHOLE INTERNET, together with rules that the group has (tcp 9001 (IPv4))")] // EC2-M7
    [InlineData("0.0.0.0/0", "tcp", "20-25", "exposes FTP (21), SSH (22), Telnet (23)")]
    [InlineData("::/0", "all", null, "MongoDB (27017)")]
    public async Task The_plan_warns_of_the_world(string peer, string protocol, string? ports, string warning)
    {
        PrefixLists["pl-all"] = ["0.0.0.0/1", "128.0.0.0/1"];
        Groups[1].IpPermissions =
        [
            new() { IpProtocol = "tcp", FromPort = 9001, ToPort = 9001, Ipv4Ranges = [new() { CidrIp = "0.0.0.0/1" }] },
        ];

        var plan = await PlanAsync(AuthorizeRule.Tool, Rule(peer, protocol, ports));

        Assert.Contains(plan.Warnings, w => w.Contains(warning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_prefix_list_that_cannot_be_read_is_told_as_unknown()
    {
        Client.GetManagedPrefixListEntriesAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<GetManagedPrefixListEntriesResponse>(
            new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation", StatusCode = System.Net.HttpStatusCode.Forbidden }));

        var plan = await PlanAsync(AuthorizeRule.Tool, Rule("pl-1", "tcp", "443"));

        Assert.Contains("pl-1", Assert.Single(plan.Unknown));
    }

    // EC2-L1, PUB-24
    [Theory]
    [InlineData("203.0.113.7/24", "203.0.113.0/24")]
    [InlineData("2001:DB8:A:0::1/48", "2001:db8:a::/48")]
    public async Task A_block_is_sent_and_compared_as_EC2_keeps_it(string peer, string canonical)
    {
        RuleList[0].CidrIpv4 = canonical.Contains(':') ? null : canonical;
        RuleList[0].CidrIpv6 = canonical.Contains(':') ? canonical : null;
        AuthorizeSecurityGroupIngressRequest? sent = null;
        Client.AuthorizeSecurityGroupIngressAsync(Arg.Do<AuthorizeSecurityGroupIngressRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new AuthorizeSecurityGroupIngressResponse());

        var plan = await PlanAsync(AuthorizeRule.Tool, Rule(peer, "tcp", "22"));
        await RunAsync(AuthorizeRule.Tool, Rule(peer, "tcp", "22"));

        Assert.Contains("sgr-1 is this rule already", Assert.Single(plan.Obstacles));
        Assert.Equal([canonical], Rules.Peers(Assert.Single(sent!.IpPermissions)));
    }

    [Fact]
    public async Task The_plan_tells_who_is_affected_and_what_AWS_will_refuse_and_does_not_cry_wolf()
    {
        var plan = await PlanAsync(AuthorizeRule.Tool, Rule("10.0.0.0/8", "tcp", "22"));
        var same = await PlanAsync(AuthorizeRule.Tool, Rule("0.0.0.0/0", "tcp", "22"));

        Assert.Equal(
            ["inbound tcp 22 from 10.0.0.0/8 in sg-1 (web): created; takes effect at once for eni-1 (instance i-1, 10.0.1.5, 203.0.113.7)"],
                Lines(plan));
        Assert.Equal("a", Assert.Single(plan.Resources).Tags!["team"]);
        Assert.StartsWith("sgr-1 is this rule already", Assert.Single(same.Obstacles));
    }

    [Theory]
    [InlineData("203.0.113.7/32")]
    [InlineData("2001:db8::/56")]
    [InlineData("sg-2")]
    [InlineData("pl-1")]
    public async Task Each_kind_of_peer_goes_where_EC2_wants_it(string peer)
    {
        AuthorizeSecurityGroupIngressRequest? sent = null;
        Client.AuthorizeSecurityGroupIngressAsync(Arg.Do<AuthorizeSecurityGroupIngressRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(
            new AuthorizeSecurityGroupIngressResponse { SecurityGroupRules = [new() { SecurityGroupRuleId = "sgr-9" }] });

        var result = await RunAsync(AuthorizeRule.Tool, Rule(peer, "tcp", "8000-8100"));

        var permission = Assert.Single(sent!.IpPermissions);
        Assert.Equal(("sg-1", "tcp", 8000, 8100), (sent.GroupId, permission.IpProtocol, permission.FromPort, permission.ToPort));
        Assert.Equal([peer], Rules.Peers(permission));
        Assert.Equal("why", permission.Ipv4Ranges?[0].Description ?? permission.Ipv6Ranges?[0].Description
            ?? permission.UserIdGroupPairs?[0].Description ?? permission.PrefixListIds?[0].Description);
        Assert.Equal("sgr-9", result.GetProperty("ruleIds")[0].GetString());
    }

    [Fact]
    public async Task Outbound_is_egress()
    {
        AuthorizeSecurityGroupEgressRequest? sent = null;
        Client.AuthorizeSecurityGroupEgressAsync(Arg.Do<AuthorizeSecurityGroupEgressRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new AuthorizeSecurityGroupEgressResponse());

        await RunAsync(AuthorizeRule.Tool, new { groupId = "sg-1", direction = "outbound", protocol = "all", peer = "10.0.0.0/8" });

        Assert.Equal(("-1", (int?)null), (sent!.IpPermissions[0].IpProtocol, sent.IpPermissions[0].FromPort));
        await Client.DidNotReceiveWithAnyArgs().AuthorizeSecurityGroupIngressAsync(default!, default);
    }

    [Theory]
    [InlineData("tcp", null)]
    [InlineData("tcp", "90-80")]
    [InlineData("udp", "65536")]
    [InlineData("tcp", "ssh")]
    [InlineData("tcp", "1-2-3")]
    [InlineData("all", "22")]
    [InlineData("icmp", "8-9")]
    public async Task Ports_that_do_not_fit_the_protocol_are_refused_before_any_request(string protocol, string? ports)
    {
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(AuthorizeRule.Tool, Rule("10.0.0.0/8", protocol, ports)))).Code);
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(AuthorizeRule.Tool, Rule("10.0.0.0/8", protocol, ports)))).Code);
        Assert.Empty(Client.ReceivedCalls());
    }

    [Theory]
    [InlineData("203.0.113.7")]
    [InlineData("office")]
    [InlineData("10.0.0.0/33")]
    public async Task A_peer_that_is_none_is_refused_before_any_request(string peer)
    {
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(AuthorizeRule.Tool, Rule(peer, "tcp", "22")))).Code);
        Assert.Empty(Client.ReceivedCalls());
    }

    private static Dictionary<string, string> Rule(string peer, string protocol, string? ports)
    {
        var arguments = new Dictionary<string,
            string>
        { ["groupId"] = "sg-1", ["peer"] = peer, ["protocol"] = protocol, ["description"] = "why" };
        if (ports is not null) arguments["ports"] = ports;
        return arguments;
    }

    [Fact]
    public async Task A_group_of_another_account_is_named_with_its_account()
    {
        AuthorizeSecurityGroupIngressRequest? sent = null;
        Client.AuthorizeSecurityGroupIngressAsync(Arg.Do<AuthorizeSecurityGroupIngressRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new AuthorizeSecurityGroupIngressResponse());

        await RunAsync(AuthorizeRule.Tool, Rule("444455556666/sg-0abc", "tcp", "443"));

        var pair = Assert.Single(Assert.Single(sent!.IpPermissions).UserIdGroupPairs);
        Assert.Equal(("444455556666", "sg-0abc"), (pair.UserId, pair.GroupId));
    }
}
