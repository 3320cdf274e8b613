using System.Text.Json;
using Amazon.EC2;
using Amazon.EC2.Model;
using NSubstitute.Extensions;

namespace Infra.Plugins.Vpc;

/// <summary>
/// Two networks: vpc-1 with web (eni-web, subnet-a, public), db (eni-db, subnet-b, behind nat-1), vpc-2 with far (eni-far, subnet-c),
/// peered.
/// db lets web in on 5432.
/// </summary>
public sealed class ExplainPathTests : ToolTest<IAmazonEC2>
{
    private readonly List<NetworkInterface> interfaces =
    [
        Eni("web", "vpc-1", "subnet-a", "10.1.0.5", "sg-web", "203.0.113.5"), Eni("db", "vpc-1", "subnet-b", "10.1.1.5", "sg-db"),
        Eni("far", "vpc-2", "subnet-c", "10.2.0.5", "sg-far"),
    ];

    private readonly List<RouteTable> tables =
    [
        Table("rtb-a", "vpc-1", "subnet-a", "10.1.0.0/16 local", "0.0.0.0/0 igw-1", "10.2.0.0/16 pcx-1"),
        Table("rtb-b", "vpc-1", "subnet-b", "10.1.0.0/16 local", "0.0.0.0/0 nat-1"),
        Table("rtb-c", "vpc-2", "subnet-c", "10.2.0.0/16 local", "10.1.0.0/16 pcx-1"),
    ];

    private readonly Dictionary<string, NetworkAcl> acls = new[] { "subnet-a", "subnet-b", "subnet-c" }.ToDictionary(s => s, s => Acl(s));

    private readonly List<SecurityGroupRule> rules =
    [
        Rule("sgr-web-out", "sg-web", true, "-1", -1, -1, "0.0.0.0/0"), Rule("sgr-db-out", "sg-db", true, "-1", -1, -1, "0.0.0.0/0"),
        new() { SecurityGroupRuleId = "sgr-db-in", GroupId = "sg-db", IsEgress = false, IpProtocol = "tcp", FromPort = 5432, ToPort = 5432,
            ReferencedGroupInfo = new() { GroupId = "sg-web" } },
        Rule("sgr-far-in", "sg-far", false, "tcp", 443, 443, "10.1.0.0/16"),
        Rule("sgr-web-in", "sg-web", false, "tcp", 443, 443, "0.0.0.0/0"),
    ];

    private readonly NatGateway nat = new()
    {
        NatGatewayId = "nat-1",
        SubnetId = "subnet-a",
        State = NatGatewayState.Available,
        ConnectivityType = ConnectivityType.Public,
        NatGatewayAddresses = [new() { PublicIp = "203.0.113.9", PrivateIp = "10.1.0.9", IsPrimary = true }],
    };

    private readonly VpcPeeringConnection peering = new()
    {
        VpcPeeringConnectionId = "pcx-1",
        Status = new() { Code = "active" },
        RequesterVpcInfo = new() { VpcId = "vpc-1" },
        AccepterVpcInfo = new() { VpcId = "vpc-2" },
    };

    private string state = "running";

    public ExplainPathTests()
    {
        Client.DescribeNetworkInterfacesAsync(default!, default).ReturnsForAnyArgs(c => new DescribeNetworkInterfacesResponse
        {
            NetworkInterfaces = [.. interfaces.Where(n => c.Arg<DescribeNetworkInterfacesRequest>().Filters.All(f => Matches(n, f)))],
        });
        Client.DescribeRouteTablesAsync(default!, default).ReturnsForAnyArgs(c => new DescribeRouteTablesResponse
        {
            RouteTables = tables.FindAll(t => c.Arg<DescribeRouteTablesRequest>().Filters[0].Values.Contains(t.VpcId)),
        });
        Client.DescribeNetworkAclsAsync(default!, default)
            .ReturnsForAnyArgs(c =>
                new DescribeNetworkAclsResponse { NetworkAcls = [acls[c.Arg<DescribeNetworkAclsRequest>().Filters[0].Values[0]]] });
        Client.DescribeSecurityGroupRulesAsync(default!, default).ReturnsForAnyArgs(c => new DescribeSecurityGroupRulesResponse
        {
            SecurityGroupRules = rules.FindAll(r => c.Arg<DescribeSecurityGroupRulesRequest>().Filters[0].Values.Contains(r.GroupId)),
        });
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(c => new DescribeInstancesResponse
        {
            Reservations = [new() { Instances = [
                new() { InstanceId = c.Arg<DescribeInstancesRequest>().Filters[0].Values[0], State = new() { Name = state } }] }],
        });
        Client.DescribeNatGatewaysAsync(default!, default).ReturnsForAnyArgs(new DescribeNatGatewaysResponse { NatGateways = [nat] });
        Client.DescribeVpcPeeringConnectionsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeVpcPeeringConnectionsResponse { VpcPeeringConnections = [peering] });
        Blocks("off");
        Client.GetManagedPrefixListEntriesAsync(default!, default)
            .ReturnsForAnyArgs(new GetManagedPrefixListEntriesResponse { Entries = [new() { Cidr = "198.51.100.0/24" }] });
    }

    private void Blocks(string mode, params (string Arn, string Mode, string State)[] exclusions)
    {
        Client.Configure().DescribeVpcBlockPublicAccessOptionsAsync(default!, default).ReturnsForAnyArgs(
            new DescribeVpcBlockPublicAccessOptionsResponse { VpcBlockPublicAccessOptions = new() { InternetGatewayBlockMode = mode } });
        Client.Configure().DescribeVpcBlockPublicAccessExclusionsAsync(default!, default).ReturnsForAnyArgs(
            new DescribeVpcBlockPublicAccessExclusionsResponse
            {
                VpcBlockPublicAccessExclusions = [.. exclusions.Select(e => new VpcBlockPublicAccessExclusion
                {
                    ResourceArn = $"arn:aws:ec2:eu-west-1:123456789012:{e.Arn}",
                    InternetGatewayExclusionMode = e.Mode,
                    State = e.State,
                })],
            });
    }

    private static bool Matches(NetworkInterface n, Filter f) => f.Name switch
    {
        "attachment.instance-id" => f.Values.Contains(n.Attachment.InstanceId),
        "network-interface-id" => f.Values.Contains(n.NetworkInterfaceId),
        "addresses.private-ip-address" => f.Values.Contains(n.PrivateIpAddress),
        "ipv6-addresses.ipv6-address" => n.Ipv6Addresses?.Exists(a => f.Values.Contains(a.Ipv6Address)) is true,
        "addresses.association.public-ip" => f.Values.Contains(n.Association?.PublicIp),
        _ => false,
    };

    private static NetworkInterface Eni(string name, string vpc, string subnet, string ip, string group, string? publicIp = null) => new()
    {
        NetworkInterfaceId = $"eni-{name}",
        VpcId = vpc,
        SubnetId = subnet,
        PrivateIpAddress = ip,
        Groups = [new() { GroupId = group }],
        Attachment = new() { InstanceId = $"i-{name}", DeviceIndex = 0 },
        Association = publicIp is null ? null
            : new() { PublicIp = publicIp },
    };

    private static RouteTable Table(string id, string vpc, string subnet, params string[] routes) => new()
    {
        RouteTableId = id,
        VpcId = vpc,
        Associations = [new() { SubnetId = subnet }],
        Routes = [.. routes.Select(r => r.Split(' ')).Select(r => new Route
        {
            DestinationCidrBlock = r[0].StartsWith("pl-", StringComparison.Ordinal) ? null : r[0],
            DestinationPrefixListId = r[0].StartsWith("pl-", StringComparison.Ordinal) ? r[0] : null,
            State = RouteState.Active,
            GatewayId = r[1] is "local" || r[1][..3] is "igw" or "vpc" ? r[1] : null,
            NatGatewayId = r[1][..3] == "nat" ? r[1] : null,
            VpcPeeringConnectionId = r[1][..3] == "pcx" ? r[1] : null,
            TransitGatewayId = r[1][..3] == "tgw" ? r[1] : null,
        })],
    };

    private static NetworkAcl Acl(string subnet, params NetworkAclEntry[] entries) => new()
    {
        NetworkAclId = $"acl-{subnet[^1]}",
        Entries = entries.Length > 0 ? [.. entries]
            : [Entry(100, false, "allow"), Entry(100, true, "allow"), Entry(32767, false, "deny"), Entry(32767, true, "deny")],
    };

    private static NetworkAclEntry Entry(int number, bool egress, string action, int? from = null, int? to = null,
        string cidr = "0.0.0.0/0") => new()
        {
            RuleNumber = number,
            Egress = egress,
            RuleAction = action,
            Protocol = from is null ? "-1" : "6",
            CidrBlock = cidr,
            PortRange = from is null ? null : new() { From = from, To = to },
        };

    private static SecurityGroupRule Rule(string id, string group, bool egress, string protocol, int from, int to, string cidr) =>
        new()
        {
            SecurityGroupRuleId = id,
            GroupId = group,
            IsEgress = egress,
            IpProtocol = protocol,
            FromPort = from,
            ToPort = to,
            CidrIpv4 = cidr
        };

    private async Task<(string Reachable, string Because, List<string> Hops)> AskAsync(string from, string to, int port,
        string protocol = "tcp")
    {
        var result = await RunAsync(ExplainPath.Tool, new { from, to, port, protocol });
        return (result.GetProperty("reachable").GetString()!, result.GetProperty("because").GetString()!,
            [.. result.GetProperty("hops").EnumerateArray()
                .Select(h => $"{Text(h, "step")} at {Text(h, "at")} {Text(h, "verdict")}: {Text(h, "by")}")]);

        static string? Text(JsonElement hop, string name) => hop.GetProperty(name).GetString();
    }

    [Fact]
    public async Task A_path_inside_of_a_network_names_each_rule_that_decides_and_the_way_back()
    {
        var (reachable, because, hops) = await AskAsync("i-web", "10.1.1.5", 5432);

        Assert.Equal(("yes", "Every hop allows it."), (reachable, because));
        Assert.Equal(
        [
            "security group out at eni-web allows: sgr-web-out of sg-web: outbound all to 0.0.0.0/0",
            "network ACL out at subnet-a allows: rule 100 of acl-a: allow all to 0.0.0.0/0",
            "route at subnet-a allows: rtb-a: 10.1.0.0/16 to local",
            "network ACL in at subnet-b allows: rule 100 of acl-b: allow all from 0.0.0.0/0",
            "security group in at eni-db allows: sgr-db-in of sg-db: inbound tcp 5432 from sg-web",
            "replies: network ACL out at subnet-b allows: rule 100 of acl-b: allow all to 0.0.0.0/0",
            "replies: route at subnet-b allows: rtb-b: 10.1.0.0/16 to local",
            "replies: network ACL in at subnet-a allows: rule 100 of acl-a: allow all from 0.0.0.0/0",
        ], hops);
    }

    [Fact]
    public async Task What_blocks_is_told_and_what_is_behind_it_is_looked_at_all_the_same()
    {
        state = "stopped";
        var (reachable, because, hops) = await AskAsync("i-web", "i-db", 22);

        Assert.Equal("no", reachable);
        Assert.Contains("security group in at eni-db blocks: no inbound rule of sg-db for tcp 22 from 10.1.0.5/32.", because,
            StringComparison.Ordinal);
        Assert.Contains("instance at i-db blocks: it is stopped.", because, StringComparison.Ordinal);
        Assert.Contains(hops, h => h.StartsWith("replies: network ACL in at subnet-a allows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replies_that_only_some_clients_get_are_partly_allowed()
    {
        acls["subnet-b"] = Acl("subnet-b", Entry(100, false, "allow", 5432, 5432), Entry(100, true, "allow", 32768, 65535),
            Entry(32767, false, "deny"), Entry(32767, true, "deny"));

        var (reachable, because, _) = await AskAsync("i-web", "i-db", 5432);

        Assert.Equal(("partly",
            "replies: network ACL out at subnet-b partly: rule 100 of acl-b: allow tcp 32768-65535 to 0.0.0.0/0; for the rest rule * of "
                + "acl-b: deny all to 0.0.0.0/0."), (reachable, because));
    }

    [Fact]
    public async Task The_first_rule_of_a_network_ACL_decides_and_instances_of_one_subnet_pass_none()
    {
        acls["subnet-b"] = Acl("subnet-b", Entry(90, false, "deny", 5432, 5432, "10.1.0.0/24"), Entry(100, false, "allow"),
            Entry(100, true, "allow"));
        Assert.Contains("network ACL in at subnet-b blocks: rule 90 of acl-b: deny tcp 5432 from 10.1.0.0/24",
            (await AskAsync("i-web", "i-db", 5432)).Because, StringComparison.Ordinal);

        interfaces[1].SubnetId = "subnet-a";
        var (reachable, _, hops) = await AskAsync("i-web", "i-db", 5432);
        Assert.Equal("yes", reachable);
        Assert.DoesNotContain(hops, h => h.Contains("ACL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_way_out_goes_through_the_NAT_gateway_and_its_own_subnet()
    {
        var (reachable, _, hops) = await AskAsync("i-db", "192.0.2.1", 443);
        Assert.Equal("yes", reachable);
        Assert.Contains("NAT gateway at nat-1 allows: it is available, with 203.0.113.9", hops);
        Assert.Contains("route at subnet-a allows: rtb-a: 0.0.0.0/0 to igw-1", hops);

        (nat.State, nat.FailureMessage) = (NatGatewayState.Failed, "no address");
        tables[0].Routes.RemoveAll(r => r.GatewayId == "igw-1");
        var (_, because, _) = await AskAsync("i-db", "192.0.2.1", 443);
        Assert.Equal("NAT gateway at nat-1 blocks: it is failed: no address. route at subnet-a blocks: no route of rtb-a to 192.0.2.1/32.",
            because);
    }

    // Web is public in subnet-a, db is behind the NAT gateway that stands there.
    [Theory]
    [InlineData("block-bidirectional", "", "", "no", "no", "no")]
    [InlineData("block-ingress", "", "", "no", "no", "yes")]
    [InlineData("block-bidirectional", "subnet/subnet-a", "allow-bidirectional", "yes", "yes", "yes")]
    [InlineData("block-bidirectional", "vpc/vpc-1", "allow-egress", "no", "yes", "yes")]
    [InlineData("block-ingress", "vpc/vpc-1", "allow-egress", "no", "no", "yes")]
    [InlineData("block-bidirectional", "subnet/subnet-b", "allow-bidirectional", "no", "no", "no")]
    public async Task The_block_of_public_access_holds_whatever_routes_and_rules_say(string mode, string excluded, string exclusion,
        string webIn, string webOut, string dbOut)
    {
        Blocks(mode, excluded is "" ? [] : [(excluded, exclusion, "create-complete"), ("subnet/subnet-a", "allow-bidirectional",
            "delete-complete")]);

        var (reachable, because, hops) = await AskAsync("internet", "i-web", 443);

        Assert.Equal((webIn, webOut, dbOut), (reachable, (await AskAsync("i-web", "192.0.2.1", 443)).Reachable,
            (await AskAsync("i-db", "192.0.2.1", 443)).Reachable));
        Assert.Contains(hops, h => h.StartsWith($"block of public access at subnet-a {(webIn is "yes" ? "allows" : "blocks")}: {mode}",
            StringComparison.Ordinal));
        Assert.Equal(webIn is "no", because.Contains(mode, StringComparison.Ordinal));
        // Inside of the network it means nothing.
        Assert.Equal("yes", (await AskAsync("i-web", "i-db", 5432)).Reachable);
    }

    [Fact]
    public async Task A_block_of_public_access_that_cannot_be_read_is_said()
    {
        Client.Configure().DescribeVpcBlockPublicAccessOptionsAsync(default!, default).ReturnsForAnyArgs(
            Task.FromException<DescribeVpcBlockPublicAccessOptionsResponse>(new AmazonEC2Exception("no")
            {
                ErrorCode = "UnauthorizedOperation",
                StatusCode = System.Net.HttpStatusCode.Forbidden,
            }));

        var result = await RunAsync(ExplainPath.Tool, new { from = "internet", to = "i-web", port = 443 });

        Assert.StartsWith("VPC Block Public Access: not known (UnauthorizedOperation).", result.GetProperty("note").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_the_internet_an_address_a_rule_for_all_and_a_way_back_are_needed()
    {
        Assert.Equal("yes", (await AskAsync("internet", "i-web", 443)).Reachable);

        var (reachable, because, _) = await AskAsync("internet", "i-db", 5432);
        Assert.Equal("no", reachable);
        Assert.Contains("address at eni-db blocks: it has no public address.", because, StringComparison.Ordinal);
        Assert.Contains(
            "replies: route at subnet-b blocks: rtb-b: 0.0.0.0/0 to nat-1: what comes in by an internet gateway must leave by it.",
            because, StringComparison.Ordinal);

        rules.RemoveAll(r => r.GroupId == "sg-web");
        rules.Add(Rule("sgr-office", "sg-web", false, "tcp", 443, 443, "198.51.100.0/24"));
        Assert.Contains("for some addresses sgr-office", (await AskAsync("internet", "i-web", 443)).Because, StringComparison.Ordinal);
        Assert.Equal("yes", (await AskAsync("198.51.100.7", "i-web", 443)).Reachable);
    }

    [Fact]
    public async Task A_public_address_of_the_same_network_is_reached_from_outside_and_groups_do_not_count()
    {
        rules.RemoveAll(r => r.SecurityGroupRuleId == "sgr-web-in");
        rules.Add(new()
        {
            SecurityGroupRuleId = "sgr-ref",
            GroupId = "sg-web",
            IsEgress = false,
            IpProtocol = "tcp",
            FromPort = 443,
            ToPort = 443,
            ReferencedGroupInfo = new() { GroupId = "sg-db" }
        });

        Assert.Equal("yes", (await AskAsync("i-db", "10.1.0.5", 443)).Reachable);
        // The NAT gateway is what web sees.
        Assert.Contains("no inbound rule of sg-web for tcp 443 from 203.0.113.9/32", (await AskAsync("i-db", "203.0.113.5", 443)).Because,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peered_networks_need_routes_both_ways_and_an_active_connection()
    {
        Assert.Equal("yes", (await AskAsync("i-web", "i-far", 443)).Reachable);

        tables[2].Routes.RemoveAt(1);
        Assert.Equal("replies: route at subnet-c blocks: no route of rtb-c to 10.1.0.5/32.", (await AskAsync("i-web", "i-far", 443))
            .Because);
        peering.Status.Code = "pending-acceptance";
        Assert.Contains("peering connection at pcx-1 blocks: it is pending-acceptance", (await AskAsync("i-web", "i-far", 443)).Because,
            StringComparison.Ordinal);
        peering.Status.Code = "active";
        peering.AccepterVpcInfo.VpcId = "vpc-3";
        Assert.Contains("peering is not transitive", (await AskAsync("i-web", "i-far", 443)).Because, StringComparison.Ordinal);
        tables[0].Routes[2].State = RouteState.Blackhole;
        Assert.Contains("rtb-a: 10.2.0.0/16 to pcx-1 is a blackhole", (await AskAsync("i-web", "i-far", 443)).Because,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transit_gateway_routes_by_the_table_of_the_attachment()
    {
        tables[0].Routes[2] = new() { DestinationCidrBlock = "10.2.0.0/16", TransitGatewayId = "tgw-1", State = RouteState.Active };
        tables[2].Routes[1] = new() { DestinationCidrBlock = "10.1.0.0/16", TransitGatewayId = "tgw-1", State = RouteState.Active };
        Client.DescribeTransitGatewayAttachmentsAsync(default!, default).ReturnsForAnyArgs(new DescribeTransitGatewayAttachmentsResponse
        {
            TransitGatewayAttachments = [
                new() { TransitGatewayAttachmentId = "tgw-attach-1", State = "available",
                    Association = new() { TransitGatewayRouteTableId = "tgw-rtb-1" } }],
        });
        Client.SearchTransitGatewayRoutesAsync(default!, default).ReturnsForAnyArgs(c => new SearchTransitGatewayRoutesResponse
        {
            Routes = c.Arg<SearchTransitGatewayRoutesRequest>().Filters[0].Values[0] == "10.2.0.5"
                ? [new() { DestinationCidrBlock = "10.2.0.0/16", State = "active",
                    TransitGatewayAttachments = [new() { ResourceId = "vpc-2" }] }] : [],
        });

        var (reachable, because, hops) = await AskAsync("i-web", "i-far", 443);

        Assert.Contains("transit gateway at tgw-1 allows: tgw-rtb-1: 10.2.0.0/16 to vpc-2", hops);
        Assert.Equal(("no", "transit gateway at tgw-1 blocks: no route of tgw-rtb-1 to 10.1.0.5/32."), (reachable, because));
    }

    // Amazon VPC Transit Gateways guide: "resources in Availability Zones where there is no transit gateway attachment cannot reach the
    // transit gateway".
    [Theory]
    [InlineData("eu-west-1a", false)]
    [InlineData("eu-west-1b", true)]
    public async Task A_transit_gateway_takes_nothing_from_a_zone_without_a_subnet_of_the_attachment(string zone, bool blocks)
    {
        tables[0].Routes[2] = new() { DestinationCidrBlock = "10.2.0.0/16", TransitGatewayId = "tgw-1", State = RouteState.Active };
        tables[2].Routes[1] = new() { DestinationCidrBlock = "10.1.0.0/16", TransitGatewayId = "tgw-1", State = RouteState.Active };
        interfaces[0].AvailabilityZone = zone;
        Client.DescribeTransitGatewayAttachmentsAsync(default!, default).ReturnsForAnyArgs(new DescribeTransitGatewayAttachmentsResponse
        {
            TransitGatewayAttachments = [new() { TransitGatewayAttachmentId = "tgw-attach-1", State = "available" }],
        });
        Client.DescribeTransitGatewayVpcAttachmentsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeTransitGatewayVpcAttachmentsResponse
            {
                TransitGatewayVpcAttachments = [new() { TransitGatewayAttachmentId = "tgw-attach-1", SubnetIds = ["subnet-t"] }],
            });
        Client.DescribeSubnetsAsync(default!, default).ReturnsForAnyArgs(new DescribeSubnetsResponse
        {
            Subnets = [new() { SubnetId = "subnet-t", AvailabilityZone = "eu-west-1a" }],
        });

        Assert.Equal(blocks, (await AskAsync("i-web", "i-far", 443)).Hops.Contains(
            "transit gateway at tgw-1 blocks: tgw-attach-1 has no subnet in eu-west-1b, and takes nothing from there"));
    }

    [Fact]
    public async Task A_gateway_endpoint_takes_what_its_prefix_list_names()
    {
        tables[1] = Table("rtb-b", "vpc-1", "subnet-b", "10.1.0.0/16 local", "0.0.0.0/0 nat-1", "pl-s3 vpce-1");
        Client.DescribeVpcEndpointsAsync(default!, default).ReturnsForAnyArgs(new DescribeVpcEndpointsResponse
        {
            VpcEndpoints = [new() { VpcEndpointId = "vpce-1", State = "available", VpcEndpointType = VpcEndpointType.Gateway,
                ServiceName = "com.amazonaws.eu-west-1.s3" }],
        });

        var (reachable, _, hops) = await AskAsync("i-db", "198.51.100.7", 443);

        Assert.Equal("yes", reachable);
        Assert.Contains("endpoint at vpce-1 allows: it leads to com.amazonaws.eu-west-1.s3; its policy decides which requests it takes",
            hops);
    }

    [Fact]
    public async Task What_may_not_be_seen_makes_the_answer_unknown_and_not_yes()
    {
        Client.Configure().DescribeNetworkAclsAsync(default!, default).ReturnsForAnyArgs(Task.FromException<DescribeNetworkAclsResponse>(
            new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation", StatusCode = System.Net.HttpStatusCode.Forbidden }));

        var result = await RunAsync(ExplainPath.Tool, new { from = "i-web", to = "i-db", port = 5432 });

        Assert.Equal("unknown", result.GetProperty("reachable").GetString());
        Assert.Contains("The network ACL of subnet-a: not known (UnauthorizedOperation).", result.GetProperty("note").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_a_transit_gateway_a_rule_that_names_a_group_may_not_hold()
    {
        tables[0].Routes[2] = new() { DestinationCidrBlock = "10.2.0.0/16", TransitGatewayId = "tgw-1", State = RouteState.Active };
        tables[2].Routes[1] = new() { DestinationCidrBlock = "10.1.0.0/16", TransitGatewayId = "tgw-1", State = RouteState.Active };
        rules.RemoveAll(r => r.GroupId == "sg-far");
        rules.Add(new()
        {
            SecurityGroupRuleId = "sgr-ref",
            GroupId = "sg-far",
            IsEgress = false,
            IpProtocol = "tcp",
            FromPort = 443,
            ToPort = 443,
            ReferencedGroupInfo = new() { GroupId = "sg-web" }
        });

        Client.DescribeTransitGatewayAttachmentsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeTransitGatewayAttachmentsResponse());

        Assert.Contains((await AskAsync("i-web", "i-far", 443)).Hops, h =>
            h.StartsWith("security group in at eni-far unknown: sgr-ref", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ping_over_IPv6_is_a_protocol_of_its_own()
    {
        foreach (var n in interfaces[..2])
            n.Ipv6Addresses = [new() { Ipv6Address = n == interfaces[0] ? "2001:db8::5" : "2001:db8::6" }];
        foreach (var table in tables[..2])
            table.Routes.Add(new() { DestinationIpv6CidrBlock = "2001:db8::/56", GatewayId = "local", State = RouteState.Active });
        rules.Add(new()
        {
            SecurityGroupRuleId = "sgr-icmp",
            GroupId = "sg-db",
            IsEgress = false,
            IpProtocol = "icmp",
            FromPort = -1,
            ToPort = -1,
            CidrIpv4 = "0.0.0.0/0"
        });

        async Task<string> DbAsync() =>
            (await RunAsync(ExplainPath.Tool, new { from = "2001:db8::5", to = "2001:db8::6", protocol = "icmp" }))
            .GetProperty("hops").EnumerateArray().Single(h => h.GetProperty("step").GetString() == "security group in")
            .GetProperty("verdict").GetString()!;
        Assert.Equal("blocks", await DbAsync());

        rules.Add(new()
        {
            SecurityGroupRuleId = "sgr-icmp6",
            GroupId = "sg-db",
            IsEgress = false,
            IpProtocol = "icmpv6",
            FromPort = -1,
            ToPort = -1,
            CidrIpv6 = "::/0"
        });
        Assert.Equal("allows", await DbAsync());
    }

    [Fact]
    public async Task Two_halves_lead_to_the_internet()
    {
        tables[0] = Table("rtb-a", "vpc-1", "subnet-a", "10.1.0.0/16 local", "0.0.0.0/1 igw-1", "128.0.0.0/1 igw-1");

        Assert.Equal("yes", (await AskAsync("i-web", "internet", 443)).Reachable);
    }

    [Fact]
    public async Task A_route_by_a_prefix_list_that_cannot_be_read_is_not_known()
    {
        tables[1] = Table("rtb-b", "vpc-1", "subnet-b", "10.1.0.0/16 local", "pl-x nat-1");
        Client.GetManagedPrefixListEntriesAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<GetManagedPrefixListEntriesResponse>(
            new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation", StatusCode = System.Net.HttpStatusCode.Forbidden }));

        var (reachable, because, _) = await AskAsync("i-db", "192.0.2.1", 443);

        Assert.Equal("unknown", reachable);
        Assert.Contains("perhaps by pl-x, which cannot be read", because, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("internet", "192.0.2.1", ToolErrorCode.InvalidInput)]
    [InlineData("eni-web", "i-web", ToolErrorCode.InvalidInput)]
    [InlineData("web", "i-db", ToolErrorCode.InvalidInput)]
    [InlineData("i-gone", "i-db", ToolErrorCode.NotFound)]
    public async Task What_is_no_path_is_told(string from, string to, ToolErrorCode code) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<ToolException>(() => AskAsync(from, to, 443))).Code);
}
