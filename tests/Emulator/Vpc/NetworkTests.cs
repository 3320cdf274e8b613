using System.Text.Json;
using System.Text.RegularExpressions;

namespace Infra.Emulator.Vpc;

/// <summary>The vpc module, from an empty account to a network and back.</summary>
public sealed class NetworkTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    [Fact]
    public async Task A_network_is_built_and_its_map_is_right()
    {
        var (vpc, publicSubnet, privateSubnet, internet, table) = await BuildAsync();

        var nat = await CallAsync("vpc_create_nat_gateway",
            new { subnetId = publicSubnet, allocateAddress = true, wait = true, name = "staging" });
        var main = (await CallAsync("vpc_list_route_tables", new { subnetId = privateSubnet })).GetProperty("items")[0];
        Assert.True(main.GetProperty("main").GetBoolean());
        await CallAsync("vpc_create_route", new { routeTableId = Id(main), destination = "0.0.0.0/0", target = Id(nat) });
        var endpoint = await CallAsync("vpc_create_endpoint",
            new { vpcId = vpc, service = "com.amazonaws.us-east-1.s3", routeTableIds = new[] { Id(main) }, name = "s3" });

        var map = await CallAsync("vpc_get_vpc", new { vpcId = vpc });

        Assert.Equal("staging", map.GetProperty("name").GetString());
        Assert.Equal("a", map.GetProperty("tags").GetProperty("team").GetString());
        Assert.True(map.GetProperty("dnsHostnames").GetBoolean());
        var subnets = map.GetProperty("subnets").EnumerateArray().ToDictionary(s => Id(s)!);
        Assert.Equal((true, false),
            (subnets[publicSubnet].GetProperty("public").GetBoolean(), subnets[privateSubnet].GetProperty("public").GetBoolean()));
        Assert.Equal(table, subnets[publicSubnet].GetProperty("routeTableId").GetString());
        Assert.Equal([internet, Id(nat)], map.GetProperty("gateways").EnumerateArray().Select(Id));
        Assert.Equal(Id(endpoint), Id(Assert.Single(map.GetProperty("endpoints").EnumerateArray())));
        Assert.Equal(["default"], map.GetProperty("securityGroups").EnumerateArray().Select(g => g.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Lists_find_what_was_made_by_their_filters()
    {
        var (vpc, publicSubnet, _, internet, table) = await BuildAsync();
        var endpoint = await CallAsync("vpc_create_endpoint",
            new { vpcId = vpc, service = "com.amazonaws.us-east-1.ec2", subnetIds = new[] { publicSubnet }, wait = true });
        var egress = await CallAsync("vpc_create_internet_gateway", new { vpcId = vpc, egressOnly = true });

        Assert.Equal("available", endpoint.GetProperty("state").GetString());
        Assert.Equal([vpc], await IdsAsync("vpc_list_vpcs", new { cidrBlock = "10.20.0.0/16" }));
        Assert.Equal([vpc], await IdsAsync("vpc_list_vpcs", new { name = "stag*", tags = new { team = "" } }));
        Assert.Equal([publicSubnet], await IdsAsync("vpc_list_subnets", new { vpcId = vpc, name = "public" }));
        Assert.Equal([table], await IdsAsync("vpc_list_route_tables", new { subnetId = publicSubnet }));
        Assert.Equal(2, (await IdsAsync("vpc_list_route_tables", new { vpcId = vpc })).Count);
        Assert.Equal([internet, Id(egress)!], await IdsAsync("vpc_list_gateways", new { vpcId = vpc }));
        Assert.Equal([internet], await IdsAsync("vpc_list_gateways", new { vpcId = vpc, type = "internet" }));
        Assert.Equal([Id(endpoint)!], await IdsAsync("vpc_list_endpoints", new { vpcId = vpc, type = "interface", service = "*.ec2" }));
        Assert.Single(await IdsAsync("vpc_list_network_interfaces", new { subnetId = publicSubnet }));
        await ConfirmAsync("vpc_delete_gateway", new { gatewayId = Id(egress) });
        Assert.Empty(await IdsAsync("vpc_list_gateways", new { vpcId = vpc, type = "egress-only" }));
    }

    [Fact]
    public async Task Who_lets_the_world_in_on_port_22_and_what_is_behind_it()
    {
        var (vpc, subnet, _, _, _) = await BuildAsync();
        var web = Id(await CallAsync("vpc_create_security_group",
            new { vpcId = vpc, name = "web", description = "Web servers", tags = new { team = "a" } }))!;
        var database = Id(await CallAsync("vpc_create_security_group", new { vpcId = vpc, name = "db", description = "Database" }))!;
        await CallAsync("vpc_authorize_rule", new { groupId = web, ports = "20-25", peer = "0.0.0.0/0", description = "for now" });
        await CallAsync("vpc_authorize_rule", new { groupId = web, ports = "443", peer = "::/0" });
        await CallAsync("vpc_authorize_rule", new { groupId = database, ports = "5432", peer = web });
        await CallAsync("vpc_authorize_rule",
            new { groupId = database, direction = "outbound", protocol = "udp", ports = "53", peer = "10.20.0.2/32" });
        var instance = await RunInstanceAsync(subnet, web);

        // Two calls answer the question.
        var open = Assert.Single((await CallAsync("vpc_list_security_groups", new { port = 22, openToWorld = true })).GetProperty("items")
            .EnumerateArray());
        var group = await CallAsync("vpc_get_security_group", new { groupId = Id(open) });

        Assert.Equal(web, Id(open));
        Assert.Equal("""["tcp 20-25 (IPv4)","tcp 443 (IPv6)"]""", open.GetProperty("openToWorld").ToString());
        var user = Assert.Single(group.GetProperty("usedBy").EnumerateArray());
        Assert.Equal(("instance", instance, "web-1"),
            (user.GetProperty("ownerType").GetString(), user.GetProperty("owner").GetString(), user.GetProperty("ownerName").GetString()));
        Assert.Equal("""["inbound tcp 5432"]""",
            Assert.Single(group.GetProperty("referredToBy").EnumerateArray()).GetProperty("rules").ToString());
        var rule = group.GetProperty("inbound").EnumerateArray().Single(r => r.GetProperty("ports").GetString() == "tcp 20-25");
        Assert.Equal(("0.0.0.0/0", "for now"), (rule.GetProperty("peer").GetString(), rule.GetProperty("description").GetString()));

        // And the address leads back to the instance.
        var found = Assert.Single((await CallAsync("vpc_list_network_interfaces", new { ip = user.GetProperty("privateIp").GetString() }))
            .GetProperty("items").EnumerateArray());
        Assert.Equal(instance, found.GetProperty("owner").GetString());

        var plan = await PlanAsync("vpc_delete_security_group", new { groupId = web });
        Assert.Contains(Obstacles(plan), o => o.Contains(instance, StringComparison.Ordinal));
        Assert.Contains(Obstacles(plan), o => o.Contains($"{database} (db) refers to it", StringComparison.Ordinal));

        await ConfirmAsync("vpc_revoke_rule", new { ruleIds = new[] { Id(rule) } });
        Assert.Empty(await IdsAsync("vpc_list_security_groups", new { port = 22, openToWorld = true }));
    }

    [Fact]
    public async Task A_rule_for_the_world_is_planned_with_a_warning_and_changes_nothing_yet()
    {
        var (vpc, _, _, _, _) = await BuildAsync();
        var group = Id(await CallAsync("vpc_create_security_group", new { vpcId = vpc, name = "web", description = "Web servers" }))!;

        var plan = await PlanAsync("vpc_authorize_rule", new { groupId = group, ports = "22", peer = "0.0.0.0/0" });

        Assert.StartsWith("This opens tcp 22 to THE WHOLE INTERNET (tcp 22 (IPv4))", plan.GetProperty("warnings")[0].GetString());
        Assert.DoesNotContain(Wire.Seen,
            r => r.Operation == "AuthorizeSecurityGroupIngress" && !r.Body.Contains("DryRun=true", StringComparison.Ordinal));
        Assert.Empty(await IdsAsync("vpc_list_security_groups", new { vpcId = vpc, openToWorld = true }));
    }

    [Fact]
    public async Task Routes_and_tables_change_and_tell_what_was_before()
    {
        var (vpc, publicSubnet, privateSubnet, internet, table) = await BuildAsync();
        var nat = Id(await CallAsync("vpc_create_nat_gateway", new { subnetId = privateSubnet, connectivityType = "private" }))!;

        var route = await CallAsync("vpc_create_route",
            new { routeTableId = table, destination = "0.0.0.0/0", target = nat, replace = true });
        Assert.Equal(internet, route.GetProperty("previousTarget").GetString());
        var other = Id(await CallAsync("vpc_create_route_table", new { vpcId = vpc, name = "other" }))!;
        var moved = await CallAsync("vpc_associate_route_table", new { routeTableId = other, subnetId = publicSubnet });
        Assert.Equal(table, moved.GetProperty("previousRouteTableId").GetString());

        await ConfirmAsync("vpc_delete_route", new { routeTableId = table, destination = "0.0.0.0/0" });
        await ConfirmAsync("vpc_delete_route_table", new { routeTableId = table });
        Assert.DoesNotContain(table, await IdsAsync("vpc_list_route_tables", new { vpcId = vpc }));
        Assert.Equal("Conflict", Code(
            await FailAsync("vpc_delete_route_table",
            new { routeTableId = (await IdsAsync("vpc_list_route_tables", new { subnetId = privateSubnet }))[0] })));
    }

    [Fact]
    public async Task A_network_goes_in_the_order_that_the_plan_tells()
    {
        // Unlike AWS, moto keeps the association of a deleted subnet, and then never lets its table go.
        var (vpc, publicSubnet, privateSubnet, internet, table) = await BuildAsync(associate: false);
        var nat = Id(await CallAsync("vpc_create_nat_gateway", new { subnetId = publicSubnet, allocateAddress = true }))!;
        var endpoint = Id(await CallAsync("vpc_create_endpoint",
            new { vpcId = vpc, service = "com.amazonaws.us-east-1.s3", routeTableIds = new[] { table } }))!;
        var group = Id(await CallAsync("vpc_create_security_group", new { vpcId = vpc, name = "web", description = "Web servers" }))!;

        var interfaceOfNat = Assert.Single(await IdsAsync("vpc_list_network_interfaces", new { subnetId = publicSubnet }));
        var inTheWay = string.Join('\n', Obstacles(await PlanAsync("vpc_delete_vpc", new { vpcId = vpc })));
        Assert.All([publicSubnet, privateSubnet, internet, table, nat, endpoint, group],
            id => Assert.Contains(id, inTheWay, StringComparison.Ordinal));
        Assert.Contains("has a public address", Obstacles(await PlanAsync("vpc_delete_gateway", new { gatewayId = internet }))[0]);
        // What AWS would refuse gets no code.
        Assert.Equal("Conflict", Code(await FailAsync("vpc_delete_vpc", new { vpcId = vpc })));

        await ConfirmAsync("vpc_delete_endpoint", new { endpointId = endpoint });
        Assert.Equal("deleted", (await ConfirmAsync("vpc_delete_gateway", new { gatewayId = nat, wait = true })).GetProperty("state")
            .GetString());
        // Unlike AWS, moto keeps the interface of a deleted NAT gateway.
        await EmulatorAsync(new() { ["Action"] = "DeleteNetworkInterface", ["NetworkInterfaceId"] = interfaceOfNat });
        await ConfirmAsync("vpc_delete_security_group", new { groupId = group });
        await ConfirmAsync("vpc_delete_gateway", new { gatewayId = internet });
        await ConfirmAsync("vpc_delete_subnet", new { subnetId = publicSubnet });
        await ConfirmAsync("vpc_delete_subnet", new { subnetId = privateSubnet });
        await ConfirmAsync("vpc_delete_route_table", new { routeTableId = table });
        Assert.Empty(Obstacles((await CallAsync("vpc_delete_vpc", new { vpcId = vpc })).GetProperty("plan")));
        await ConfirmAsync("vpc_delete_vpc", new { vpcId = vpc });

        Assert.Equal("NotFound", Code(await FailAsync("vpc_get_vpc", new { vpcId = vpc })));
    }

    [Theory]
    [InlineData("vpc_get_vpc", """{"vpcId":"vpc-0123456789abcdef0"}""")]
    [InlineData("vpc_get_security_group", """{"groupId":"sg-0123456789abcdef0"}""")]
    [InlineData("vpc_create_route_table", """{"vpcId":"vpc-0123456789abcdef0","dryRun":true}""")]
    [InlineData("vpc_revoke_rule", """{"ruleIds":["sgr-0123456789abcdef0"]}""")]
    [InlineData("vpc_delete_route", """{"routeTableId":"rtb-0123456789abcdef0","destination":"0.0.0.0/0"}""")]
    [InlineData("vpc_delete_subnet", """{"subnetId":"subnet-0123456789abcdef0"}""")]
    [InlineData("vpc_delete_security_group", """{"groupId":"sg-0123456789abcdef0"}""")]
    [InlineData("vpc_delete_gateway", """{"gatewayId":"igw-0123456789abcdef0"}""")]
    [InlineData("vpc_delete_gateway", """{"gatewayId":"nat-0123456789abcdef0"}""")]
    [InlineData("vpc_delete_route_table", """{"routeTableId":"rtb-0123456789abcdef0"}""")]
    [InlineData("vpc_delete_endpoint", """{"endpointId":"vpce-0123456789abcdef0"}""")]
    [InlineData("vpc_delete_vpc", """{"vpcId":"vpc-0123456789abcdef0"}""")]
    public async Task What_does_not_exist_is_not_found_and_gets_no_plan(string tool, string arguments) =>
        Assert.Equal("NotFound", Code(await FailAsync(tool, JsonElement.Parse(arguments))));

    private async Task<(string Vpc, string PublicSubnet, string PrivateSubnet, string InternetGateway, string RouteTable)> BuildAsync(
        bool associate = true)
    {
        var vpc = Id(await CallAsync("vpc_create_vpc", new { cidrBlock = "10.20.0.0/16", name = "staging", tags = new { team = "a" } }))!;
        var publicSubnet = Id(await CallAsync("vpc_create_subnet",
            new { vpcId = vpc, cidrBlock = "10.20.1.0/24", availabilityZone = "us-east-1a", publicIpOnLaunch = true, name = "public" }))!;
        var privateSubnet = Id(await CallAsync("vpc_create_subnet",
            new { vpcId = vpc, cidrBlock = "10.20.2.0/24", availabilityZone = "us-east-1b", name = "private" }))!;
        var internet = Id(await CallAsync("vpc_create_internet_gateway", new { vpcId = vpc, name = "staging" }))!;
        var table = Id(await CallAsync("vpc_create_route_table", new { vpcId = vpc, name = "public" }))!;
        await CallAsync("vpc_create_route", new { routeTableId = table, destination = "0.0.0.0/0", target = internet });
        if (associate) await CallAsync("vpc_associate_route_table", new { routeTableId = table, subnetId = publicSubnet });
        return (vpc, publicSubnet, privateSubnet, internet, table);
    }

    private static IReadOnlyList<string> Obstacles(JsonElement plan) =>
        plan.TryGetProperty("obstacles", out var obstacles) ? [.. obstacles.EnumerateArray().Select(o => o.GetString()!)] : [];

    private async Task<IReadOnlyList<string>> IdsAsync(string tool, object arguments)
    {
        var page = await CallAsync(tool, arguments);
        Assert.True(page.GetProperty("complete").GetBoolean());
        return [.. page.GetProperty("items").EnumerateArray().Select(i => Id(i)!)];
    }

    /// <summary>An instance, made past the tools: those of this module are what is tested here.</summary>
    private async Task<string> RunInstanceAsync(string subnet, string group)
    {
        var answer = await EmulatorAsync(new()
        {
            ["Action"] = "RunInstances",
            ["ImageId"] = "ami-12c6146b",
            ["MinCount"] = "1",
            ["MaxCount"] = "1",
            ["SubnetId"] = subnet,
            ["SecurityGroupId.1"] = group,
            ["TagSpecification.1.ResourceType"] = "instance",
            ["TagSpecification.1.Tag.1.Key"] = "Name",
            ["TagSpecification.1.Tag.1.Value"] = "web-1",
        });
        return Regex.Match(answer, "<instanceId>(i-[0-9a-f]+)</instanceId>") is { Success: true } match
            ? match.Groups[1].Value
            : throw new InvalidOperationException(answer);
    }

    /// <summary>A request to EC2 past the tools.</summary>
    private async Task<string> EmulatorAsync(Dictionary<string, string> parameters)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Wire.Url)
        {
            Content = new FormUrlEncodedContent(parameters.Append(new("Version", "2016-11-15"))),
        };
        request.Headers.TryAddWithoutValidation(
            "Authorization", "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0");
        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? answer : throw new InvalidOperationException(answer);
    }

    private static string? Id(JsonElement row) => row.GetProperty("id").GetString();

    private static string? Code(JsonElement error) => error.GetProperty("code").GetString();
}
