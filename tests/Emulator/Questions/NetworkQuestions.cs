using System.Text.Json;

namespace Infra.Emulator.Questions;

/// <summary>Who can reach what.</summary>
public sealed class NetworkQuestions(EmulatorFixture fixture) : QuestionTest(fixture)
{
    [Fact]
    public async Task Which_security_groups_let_the_world_in_on_port_22_and_what_is_behind_them()
    {
        var network = await BuildAsync();
        // Open: by its port, by a range, by IPv6, by everything, and one that nobody uses.
        var (ssh, range, six, all, unused) =
            (await GroupAsync(network, "ssh"), await GroupAsync(network, "range"), await GroupAsync(network, "six"),
            await GroupAsync(network, "all"), await GroupAsync(network, "unused"));
        await AllowAsync(ssh, "22", "0.0.0.0/0");
        await AllowAsync(range, "20-25", "0.0.0.0/0");
        await AllowAsync(six, "22", "::/0");
        await CallAsync("vpc_authorize_rule", new { groupId = all, protocol = "all", peer = "0.0.0.0/0" });
        await AllowAsync(unused, "22", "0.0.0.0/0");
        // Not open: another port, only the office, only UDP, only another group.
        var (web, office) = (await GroupAsync(network, "web"), await GroupAsync(network, "office"));
        await AllowAsync(web, "443", "0.0.0.0/0");
        await AllowAsync(web, "22", ssh);
        await AllowAsync(office, "22", "198.51.100.0/24");
        await CallAsync("vpc_authorize_rule", new { groupId = office, protocol = "udp", ports = "22", peer = "0.0.0.0/0" });
        var bastion = await LaunchAsync("bastion", network.PublicSubnet, [ssh, web]);
        var both = await LaunchAsync("both", network.PrivateSubnet, [range, six]);
        var open = await LaunchAsync("open", network.PrivateSubnet, [all]);
        await LaunchAsync("other", network.PrivateSubnet, [web, office]);
        // Asked for interfaces of any of several groups, the emulator leaves out those that have one more.
        Wire.Answer(r => r.Operation == "DescribeNetworkInterfaces" && r.Body.Contains("Filter.1.Value.2", StringComparison.Ordinal), $"""
            <DescribeNetworkInterfacesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>ddb0aaf1</requestId><networkInterfaceSet>
            {Interface(bastion, ssh, web)}{Interface(both, range, six)}{Interface(open, all)}
            </networkInterfaceSet></DescribeNetworkInterfacesResponse>
            """);

        // UDP has the same number but is not what SSH listens on; the port of this tool is either.
        var answer = Rows(await AskAsync("vpc_list_security_groups", new { port = 22, openToWorld = true }))
            .ToDictionary(Id, g => (World: Texts(g.GetProperty("openToWorld")), UsedBy: Texts(g.GetProperty("usedBy"))));

        answer = answer.Where(g => g.Value.World.Any(p => !p.StartsWith("udp", StringComparison.Ordinal))).ToDictionary();
        Assert.Equal(new[] { ssh, range, six, all, unused }.Order(), answer.Keys.Order());
        Assert.Equal(["tcp 20-25 (IPv4)"], answer[range].World);
        Assert.Equal([$"instance {bastion}"], answer[ssh].UsedBy);
        Assert.Equal([$"instance {both}"], answer[range].UsedBy);
        Assert.Equal([$"instance {both}"], answer[six].UsedBy);
        Assert.Equal([$"instance {open}"], answer[all].UsedBy);
        Assert.Empty(answer[unused].UsedBy);
        var asked = Uri.UnescapeDataString(Wire.Seen.Last(r => r.Operation == "DescribeNetworkInterfaces").Body);
        Assert.All([ssh, range, six, all, unused], id => Assert.Contains(id, asked, StringComparison.Ordinal));

        static string Interface(string instance, params string[] groups) => $"""
            <item><networkInterfaceId>eni-{instance[2..]}</networkInterfaceId><status>in-use</status><attachment><attachmentId>eni-attach-1</attachmentId><instanceId>{instance}</instanceId></attachment>
            <groupSet>{string.Concat(groups.Select(g => $"<item><groupId>{g}</groupId><groupName>x</groupName></item>"))}</groupSet></item>
            """;
    }

    [Fact]
    public async Task Can_this_server_reach_the_database()
    {
        var network = await BuildAsync();
        var (web, db) = (await GroupAsync(network, "web"), await GroupAsync(network, "db"));
        await AllowAsync(db, "5432", web);
        var server = await LaunchAsync("server", network.PublicSubnet, [web]);
        var database = await LaunchAsync("database", network.PrivateSubnet, [db]);

        // The emulator knows no block of public access.
        Wire.Answer("DescribeVpcBlockPublicAccessOptions", """
            <DescribeVpcBlockPublicAccessOptionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>
            <vpcBlockPublicAccessOptions><internetGatewayBlockMode>block-ingress</internetGatewayBlockMode></vpcBlockPublicAccessOptions>
            </DescribeVpcBlockPublicAccessOptionsResponse>
            """);
        Wire.Answer("DescribeVpcBlockPublicAccessExclusions", """
            <DescribeVpcBlockPublicAccessExclusionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>
            <vpcBlockPublicAccessExclusionSet/></DescribeVpcBlockPublicAccessExclusionsResponse>
            """);
        var yes = await AskAsync("vpc_explain_path", new { from = server, to = database, port = 5432 });
        var no = await AskAsync("vpc_explain_path", new { from = "internet", to = database, port = 5432 });

        Assert.Equal("yes", Text(yes, "reachable"));
        Assert.Contains(yes.GetProperty("hops").EnumerateArray(), h =>
            Text(h, "step") == "security group in" && Text(h, "by")!.EndsWith($"inbound tcp 5432 from {web}", StringComparison.Ordinal));
        Assert.Equal("no", Text(no, "reachable"));
        Assert.Contains("it has no public address", Text(no, "because"), StringComparison.Ordinal);
        Assert.Contains("block-ingress, and neither", Text(no, "because"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Which_groups_are_unused()
    {
        var network = await BuildAsync();
        var (used, named, idle) = (await GroupAsync(network, "used"), await GroupAsync(network, "named"),
            await GroupAsync(network, "idle"));
        await AllowAsync(used, "22", named);
        await LaunchAsync("server", network.PrivateSubnet, [used]);
        // The emulator has no such operation.
        Wire.Answer("DescribeSecurityGroupVpcAssociations", """
            <DescribeSecurityGroupVpcAssociationsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId><securityGroupVpcAssociationSet/></DescribeSecurityGroupVpcAssociationsResponse>
            """);

        var found = Rows(await AskAsync("vpc_list_security_groups", new { unused = true })).Select(Id).ToList();

        Assert.Contains(idle, found);
        Assert.All([used, named], id => Assert.DoesNotContain(id, found));
    }

    [Fact]
    public async Task Which_instances_are_public_and_through_which_subnet_and_route()
    {
        var network = await BuildAsync();
        var web = await LaunchAsync("web", network.PublicSubnet, [], publicIp: true);
        var stranded = await LaunchAsync("stranded", network.PrivateSubnet, [], publicIp: true);
        await LaunchAsync("hidden", network.PublicSubnet, [], publicIp: false);
        // More than a page of others.
        await LaunchAsync("worker", network.PrivateSubnet, [], publicIp: false, count: 50);

        var instances = Rows(await AskAsync("ec2_list_instances", new { @public = true }));
        var subnets = await AskAsync("vpc_list_subnets");
        var tables = Rows(await AskAsync("vpc_list_route_tables"));

        Assert.Equal(new[] { web, stranded }.Order(), instances.Select(Id).Order());
        Assert.All(instances, i => Assert.NotNull(Text(i, "publicIp")));
        Assert.Equal((network.PublicSubnet, network.InternetGateway), Way(web));
        // It has an address, but no route leads to it.
        Assert.Equal((network.PrivateSubnet, network.Nat), Way(stranded));

        (string Subnet, string? Target) Way(string instance)
        {
            var subnet = Text(instances.Single(i => Id(i) == instance), "subnetId")!;
            var vpc = Text(With(subnets.GetProperty("items"), "id", subnet), "vpcId");
            var table = tables.FirstOrDefault(t => Texts(t.GetProperty("subnetIds")).Contains(subnet));
            if (table.ValueKind is JsonValueKind.Undefined)
                table = tables.Single(t => Text(t, "vpcId") == vpc && t.GetProperty("main").GetBoolean());
            return (subnet, Text(With(table.GetProperty("routes"), "destination", "0.0.0.0/0"), "target"));
        }
    }

    [Fact]
    public async Task Can_an_instance_reach_the_internet()
    {
        var network = await BuildAsync();
        var (closed, https) = (await GroupAsync(network, "closed"), await GroupAsync(network, "https"));
        foreach (var group in new[] { closed, https })
            await ConfirmAsync("vpc_revoke_rule",
                new
                {
                    ruleIds = (await CallAsync("vpc_get_security_group", new { groupId = group })).GetProperty("outbound")
                .EnumerateArray().Select(Id)
                });
        await CallAsync("vpc_authorize_rule", new { groupId = https, direction = "outbound", ports = "443", peer = "0.0.0.0/0" });
        await CallAsync("vpc_authorize_rule", new { groupId = closed, direction = "outbound", ports = "5432", peer = "10.20.0.0/16" });
        var worker = await LaunchAsync("worker", network.PrivateSubnet, [closed, https]);
        await LaunchAsync("web", network.PublicSubnet, [], publicIp: true);

        var instance = await AskAsync("ec2_get_instance", new { instanceId = worker });
        var vpc = await AskAsync("vpc_get_vpc", new { vpcId = Text(instance.GetProperty("network"), "vpcId") });
        var groups = new Dictionary<string, JsonElement>();
        foreach (var group in instance.GetProperty("securityGroups").EnumerateArray())
            groups[Id(group)] = await AskAsync("vpc_get_security_group", new { groupId = Id(group) });

        Assert.Null(Text(instance.GetProperty("network"), "publicIp"));
        // Subnet, its table, the route, the gateway, and the gateway's own subnet.
        var subnet = With(vpc.GetProperty("subnets"), "id", Text(instance.GetProperty("network"), "subnetId")!);
        Assert.Equal((network.PrivateSubnet, false), (Id(subnet), subnet.GetProperty("public").GetBoolean()));
        var route = With(With(vpc.GetProperty("routeTables"), "id", Text(subnet, "routeTableId")!).GetProperty("routes"), "destination",
            "0.0.0.0/0");
        Assert.Equal((network.Nat, null), (Text(route, "target"), Text(route, "state")));
        var nat = With(vpc.GetProperty("gateways"), "id", network.Nat);
        Assert.Equal(("nat", "available", network.PublicSubnet), (Text(nat, "type"), Text(nat, "state"), Text(nat, "subnetId")));
        Assert.True(With(vpc.GetProperty("subnets"), "id", Text(nat, "subnetId")!).GetProperty("public").GetBoolean());
        // And what its groups let out: HTTPS, and nothing else.
        Assert.Equal(new[] { closed, https }.Order(), groups.Keys.Order());
        Assert.Equal(["tcp 443 0.0.0.0/0"], groups.Values.SelectMany(g => g.GetProperty("outbound").EnumerateArray())
            .Where(r => Text(r, "peer") == "0.0.0.0/0").Select(r => $"{Text(r, "ports")} {Text(r, "peer")}"));
    }

    [Fact]
    public async Task What_stands_in_the_way_of_deleting_a_security_group_and_its_VPC()
    {
        var network = await BuildAsync();
        var (web, database, other) =
            (await GroupAsync(network, "web"), await GroupAsync(network, "db"), await GroupAsync(network, "other"));
        await AllowAsync(database, "5432", web);
        await AllowAsync(web, "443", "0.0.0.0/0");
        var instance = await LaunchAsync("web", network.PublicSubnet, [web]);
        var stranger = await LaunchAsync("other", network.PrivateSubnet, [other]);

        var group = Texts((await AskPlanAsync("vpc_delete_security_group", new { groupId = web })).GetProperty("obstacles"));
        var vpc = Texts((await AskPlanAsync("vpc_delete_vpc", new { vpcId = network.Vpc })).GetProperty("obstacles"));

        Assert.Equal(2, group.Count);
        Assert.Contains(group, e => e.StartsWith("In the way: eni-", StringComparison.Ordinal)
            && e.Contains($"instance {instance}", StringComparison.Ordinal));
        Assert.Contains(group, e => e.StartsWith($"In the way: {database} (db) refers to it: inbound tcp 5432", StringComparison.Ordinal));
        Assert.All(
            [network.PublicSubnet, network.PrivateSubnet, network.InternetGateway, network.RouteTable, network.Nat, web, database, other,
                instance, stranger],
            id => Assert.Contains(vpc, e => e.Contains(id, StringComparison.Ordinal)));
        // The main table and the default group go with the VPC.
        Assert.DoesNotContain(vpc, e => e.Contains("(default)", StringComparison.Ordinal));
    }

    private sealed record Built(string Vpc, string PublicSubnet, string PrivateSubnet, string InternetGateway, string RouteTable,
        string Nat);

    /// <summary>A VPC with a public subnet and a private one behind a NAT gateway; the private one has no table of its own.</summary>
    private async Task<Built> BuildAsync()
    {
        var vpc = Id(await CallAsync("vpc_create_vpc", new { cidrBlock = "10.20.0.0/16", name = "staging" }));
        var publicSubnet = Id(await CallAsync("vpc_create_subnet", new { vpcId = vpc, cidrBlock = "10.20.1.0/24", name = "public" }));
        var privateSubnet = Id(await CallAsync("vpc_create_subnet", new { vpcId = vpc, cidrBlock = "10.20.2.0/24", name = "private" }));
        var internet = Id(await CallAsync("vpc_create_internet_gateway", new { vpcId = vpc }));
        var table = Id(await CallAsync("vpc_create_route_table", new { vpcId = vpc, name = "public" }));
        await CallAsync("vpc_create_route", new { routeTableId = table, destination = "0.0.0.0/0", target = internet });
        await CallAsync("vpc_associate_route_table", new { routeTableId = table, subnetId = publicSubnet });
        var nat = Id(await CallAsync("vpc_create_nat_gateway", new { subnetId = publicSubnet, allocateAddress = true, wait = true }));
        var main = Id(Rows(await CallAsync("vpc_list_route_tables", new { subnetId = privateSubnet }))[0]);
        await CallAsync("vpc_create_route", new { routeTableId = main, destination = "0.0.0.0/0", target = nat });
        return new(vpc, publicSubnet, privateSubnet, internet, table, nat);
    }

    private async Task<string> GroupAsync(Built network, string name) =>
        Id(await CallAsync("vpc_create_security_group", new { vpcId = network.Vpc, name, description = name }));

    private Task<JsonElement> AllowAsync(string groupId, string ports, string peer) =>
        CallAsync("vpc_authorize_rule", new { groupId, ports, peer });
}
