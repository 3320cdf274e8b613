using Amazon.Route53;
using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

public sealed class ZoneTests : ToolTest<IAmazonRoute53>
{
    public ZoneTests()
    {
        Client.GetHostedZoneAsync(default!, default).ReturnsForAnyArgs(new GetHostedZoneResponse
        {
            HostedZone = new() { Id = "/hostedzone/Z1", Name = "example.com.", ResourceRecordSetCount = 3, Config = new() },
            DelegationSet = new() { NameServers = ["ns-1.awsdns-00.com"] },
        });
        Client.ListTagsForResourceAsync(default!, default).ReturnsForAnyArgs(new ListTagsForResourceResponse { ResourceTagSet = new() { Tags = [new() { Key = "team", Value = "dns" }] } });
    }

    [Fact]
    public async Task Zones_below_a_domain_are_found_and_others_end_the_list()
    {
        ListHostedZonesByNameRequest? sent = null;
        Client.ListHostedZonesByNameAsync(Arg.Do<ListHostedZonesByNameRequest>(r => sent = r), default).ReturnsForAnyArgs(new ListHostedZonesByNameResponse
        {
            HostedZones = [Zone("Z1", "example.com."), Zone("Z2", "dev.example.com."), Zone("Z3", "notexample.com.")],
            IsTruncated = true,
            NextDNSName = "x.com.",
        });

        var page = await RunAsync(ListZones.Tool, new { name = "Example.com" });

        Assert.Equal("example.com.", sent!.DNSName);
        Assert.Equal(["Z1", "Z2"], page.GetProperty("items").EnumerateArray().Select(z => z.GetProperty("id").GetString()));
        Assert.True(page.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task All_zones_are_paged_by_the_marker()
    {
        Client.ListHostedZonesAsync(default(ListHostedZonesRequest)!, default).ReturnsForAnyArgs(new ListHostedZonesResponse { HostedZones = null, IsTruncated = true, NextMarker = "Z9" });

        Assert.Equal("Z9", (await RunAsync(ListZones.Tool, new { limit = 500, cursor = "Z5" })).GetProperty("nextCursor").GetString());
        await Client.Received().ListHostedZonesAsync(Arg.Is<ListHostedZonesRequest>(r => r.MaxItems == "100" && r.Marker == "Z5"), default);
    }

    [Fact]
    public async Task A_zone_comes_with_its_name_servers_and_tags()
    {
        var zone = await RunAsync(GetZone.Tool, new { zoneId = "/hostedzone/Z1" });

        Assert.Equal(("Z1", "ns-1.awsdns-00.com", "dns"),
            (zone.GetProperty("id").GetString(), zone.GetProperty("nameServers")[0].GetString(), zone.GetProperty("tags").GetProperty("team").GetString()));
        await Client.Received().GetHostedZoneAsync(Arg.Is<GetHostedZoneRequest>(r => r.Id == "Z1"), default);
    }

    [Fact]
    public async Task A_second_zone_of_the_same_name_is_told_of()
    {
        Client.ListHostedZonesByNameAsync(default!, default).ReturnsForAnyArgs(new ListHostedZonesByNameResponse { HostedZones = [Zone("Z1", "example.com.")] });

        Assert.Contains("Z1", (await PlanAsync(CreateZone.Tool, new { name = "example.com" })).Effects[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_zone_is_made_with_its_VPC_and_tags()
    {
        Client.CreateHostedZoneAsync(default!, default).ReturnsForAnyArgs(new CreateHostedZoneResponse { HostedZone = Zone("Z7", "in.example.") });

        await RunAsync(CreateZone.Tool, new { name = "in.example", vpcId = "vpc-1", vpcRegion = "eu-west-1", tags = new Dictionary<string, string> { ["a"] = "b" } });

        await Client.Received().CreateHostedZoneAsync(Arg.Is<CreateHostedZoneRequest>(r => r.VPC.VPCId == "vpc-1" && r.HostedZoneConfig.PrivateZone == true && r.CallerReference.Length > 30), default);
        await Client.Received().ChangeTagsForResourceAsync(Arg.Is<ChangeTagsForResourceRequest>(r => r.ResourceId == "Z7" && r.AddTags[0].Value == "b"), default);
    }

    [Fact]
    public async Task Records_that_stand_in_the_way_are_listed_and_the_zones_own_are_not()
    {
        Client.ListResourceRecordSetsAsync(default!, default).ReturnsForAnyArgs(new ListResourceRecordSetsResponse
        {
            ResourceRecordSets = [Record("example.com.", "NS"), Record("example.com.", "SOA"), Record("www.example.com.", "A")],
        });

        var plan = await PlanAsync(DeleteZone.Tool, new { zoneId = "Z1" });

        Assert.Equal(["AWS will refuse: 1 record(s) stand in the way", "stands in the way: www.example.com. A 60 s 10.0.0.1"], plan.Effects.Take(2));
        Assert.Equal("dns", Assert.Single(plan.Resources).Tags!["team"]);
    }

    private static HostedZone Zone(string id, string name) => new() { Id = $"/hostedzone/{id}", Name = name };

    private static ResourceRecordSet Record(string name, string type) => new() { Name = name, Type = type, TTL = 60, ResourceRecords = [new() { Value = "10.0.0.1" }] };
}
