using System.Text.Json;
using Amazon.EC2;

namespace Infra.Emulator.Vpc;

/// <summary>What is changed in a network that is there.</summary>
public sealed class ChangeTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    [Fact]
    public async Task Rules_of_groups_and_network_ACLs_are_changed_in_place()
    {
        var (vpcId, subnets) = await Network.DefaultAsync(Wire.Url);
        var group = Text(await CallAsync("vpc_create_security_group", new { vpcId, name = "web", description = "web" }), "id");
        var rule = (await CallAsync("vpc_authorize_rule", new { groupId = group, ports = "22", peer = "198.51.100.0/24" }))
            .GetProperty("ruleIds")[0].GetString();
        await CallAsync("vpc_modify_rule", new { ruleId = rule, peer = "203.0.113.0/24", description = "office" });
        var inbound = (await CallAsync("vpc_get_security_group", new { groupId = group })).GetProperty("inbound")[0];
        Assert.Equal((rule, "203.0.113.0/24"), (Text(inbound, "id"), Text(inbound, "peer")));

        var acl = Text(Assert.Single(Items(await CallAsync("vpc_list_network_acls", new { subnetId = subnets[0] }))), "id");
        await CallAsync("vpc_put_acl_rule",
            new { aclId = acl, ruleNumber = 90, action = "deny", ports = "22", cidrBlock = "198.51.100.0/24" });
        await CallAsync("vpc_put_acl_rule",
            new { aclId = acl, ruleNumber = 90, action = "deny", ports = "22", cidrBlock = "192.0.2.0/24" });
        Assert.Equal("90: deny tcp 22 from 192.0.2.0/24",
            Items(await CallAsync("vpc_list_network_acls", new { subnetId = subnets[0] })).Single().GetProperty("inbound")[0].GetString());
        await ConfirmAsync("vpc_delete_acl_rule", new { aclId = acl, ruleNumber = 90 });
    }

    [Fact]
    public async Task Networks_are_peered_logged_and_given_more_addresses()
    {
        var first = Text(await CallAsync("vpc_create_vpc", new { cidrBlock = "10.40.0.0/16", name = "first" }), "id");
        var second = Text(await CallAsync("vpc_create_vpc", new { cidrBlock = "10.50.0.0/16", name = "second" }), "id");
        var peering = Text(await CallAsync("vpc_create_peering", new { vpcId = first, peerVpcId = second }), "id");
        await CallAsync("vpc_accept_peering", new { peeringId = peering });
        Assert.Equal("active", Text(Assert.Single(Items(await CallAsync("vpc_list_peerings", new { vpcId = second }))), "status"));
        await ConfirmAsync("vpc_delete_peering", new { peeringId = peering });

        await CallAsync("vpc_modify_vpc", new { vpcId = first, dnsHostnames = true, addCidrBlock = "10.41.0.0/16" });
        var subnet = Text(await CallAsync("vpc_create_subnet", new { vpcId = first, cidrBlock = "10.41.1.0/24" }), "id");
        await CallAsync("vpc_modify_subnet", new { subnetId = subnet, publicIpOnLaunch = true });
        Assert.StartsWith("In the way: subnet",
            (await PlanAsync("vpc_modify_vpc", new { vpcId = first, removeCidrBlock = "10.41.0.0/16" })).GetProperty("obstacles")[0]
                .GetString(),
            StringComparison.Ordinal);

        await CallAsync("s3_create_bucket", new { bucket = "flow-logs-audit" });
        var log = Text(await CallAsync("vpc_create_flow_log", new { resourceId = first, bucketArn = "arn:aws:s3:::flow-logs-audit" }),
            "id");
        Assert.Equal(log, Text(Assert.Single(Items(await CallAsync("vpc_list_flow_logs", new { resourceId = first }))), "id"));
        await ConfirmAsync("vpc_delete_flow_log", new { flowLogId = log });
    }

    [Fact]
    public async Task A_network_is_attached_to_a_transit_gateway_and_detached()
    {
        using var ec2 = new AmazonEC2Client("testing", "testing",
            new AmazonEC2Config { ServiceURL = Wire.Url.ToString(), AuthenticationRegion = "us-east-1" });
        var gateway = (await ec2.CreateTransitGatewayAsync(new() { Description = "company" })).TransitGateway.TransitGatewayId;
        var vpc = Text(await CallAsync("vpc_create_vpc", new { cidrBlock = "10.60.0.0/16", name = "staging" }), "id");
        var subnet = Text(await CallAsync("vpc_create_subnet", new { vpcId = vpc, cidrBlock = "10.60.1.0/24" }), "id");
        var attachment = Text(await CallAsync("vpc_attach_transit_gateway",
            new { transitGatewayId = gateway, vpcId = vpc, subnetIds = new[] { subnet }, wait = true }), "id");
        Assert.StartsWith("There is one already", (await PlanAsync("vpc_attach_transit_gateway",
            new { transitGatewayId = gateway, vpcId = vpc, subnetIds = new[] { subnet } })).GetProperty("obstacles")[0].GetString(),
            StringComparison.Ordinal);
        await ConfirmAsync("vpc_detach_transit_gateway", new { attachmentId = attachment });
    }

    [Fact]
    public async Task An_interface_is_made_attached_given_addresses_and_deleted()
    {
        var (vpcId, _) = await Network.DefaultAsync(Wire.Url);
        var instance = await Network.RunInstanceAsync(Wire.Url);
        var subnet = Text((await CallAsync("ec2_get_instance", new { instanceId = instance })).GetProperty("network"), "subnetId");
        var group = Text(await CallAsync("vpc_create_security_group", new { vpcId, name = "second", description = "second" }), "id");
        var eni = Text(await CallAsync("vpc_create_network_interface", new { subnetId = subnet, description = "second" }), "id");
        await CallAsync("vpc_modify_network_interface",
            new { interfaceId = eni, securityGroupIds = new[] { group }, addAddresses = new[] { "ipv4" } });
        await CallAsync("vpc_attach_network_interface", new { interfaceId = eni, instanceId = instance });
        await CallAsync("vpc_detach_network_interface", new { interfaceId = eni });
        await ConfirmAsync("vpc_delete_network_interface", new { interfaceId = eni });
    }

    [Fact]
    public async Task A_prefix_list_and_an_endpoint_are_changed()
    {
        var (vpcId, _) = await Network.DefaultAsync(Wire.Url);
        // No tool makes prefix lists.
        var list = await Network.CreatePrefixListAsync(Wire.Url, "offices", "203.0.113.0/24");
        Wire.Answer("GetManagedPrefixListAssociations", """
            <GetManagedPrefixListAssociationsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId><prefixListAssociationSet/></GetManagedPrefixListAssociationsResponse>
            """);
        await CallAsync("vpc_modify_prefix_list",
            new
            {
                prefixListId = list,
                add = new Dictionary<string, string> { ["198.51.100.0/24"] = "new" },
                remove = new[] { "203.0.113.0/24" }
            });
        Assert.Equal("198.51.100.0/24 (new)",
            Assert.Single(Items(await CallAsync("vpc_list_prefix_lists", new { prefixListId = list })).Single().GetProperty("entries")
                .EnumerateArray()).GetString());

        var table = Text(Items(await CallAsync("vpc_list_route_tables", new { vpcId })).First(), "id");
        var endpoint = Text(await CallAsync("vpc_create_endpoint",
            new { vpcId, service = "com.amazonaws.us-east-1.s3", routeTableIds = new[] { table } }), "id");
        var other = Text(await CallAsync("vpc_create_route_table", new { vpcId }), "id");
        await CallAsync("vpc_modify_endpoint", new { endpointId = endpoint, routeTableIds = new[] { table, other } });
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement page) => page.GetProperty("items").EnumerateArray();

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
