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
        Client.ListTagsForResourceAsync(default!, default)
            .ReturnsForAnyArgs(new ListTagsForResourceResponse
            {
                ResourceTagSet = new()
                {
                    Tags = [new() { Key = "team",
            Value = "dns" }]
                }
            });
    }

    [Fact]
    public async Task A_plain_name_is_looked_up_and_other_names_end_the_search()
    {
        ListHostedZonesByNameRequest? sent = null;
        Client.ListHostedZonesByNameAsync(Arg.Do<ListHostedZonesByNameRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new ListHostedZonesByNameResponse
            {
                HostedZones = [Zone("Z1", "example.com."), Zone("Z4", "example.com."), Zone("Z2", "dev.example.com.")],
                IsTruncated = true,
                NextDNSName = "x.com.",
            });

        var page = await RunAsync(ListZones.Tool, new { name = "Example.com" });

        Assert.Equal("example.com.", sent!.DNSName);
        Assert.Equal(["Z1", "Z4"], page.GetProperty("items").EnumerateArray().Select(z => z.GetProperty("id").GetString()));
        Assert.True(page.GetProperty("complete").GetBoolean());
    }

    // ChangeTagsForResource takes ten.
    [Fact]
    public async Task A_new_zone_gets_more_than_ten_tags_in_several_requests()
    {
        List<int> sent = [];
        Client.ListHostedZonesByNameAsync(default(ListHostedZonesByNameRequest)!, default)
            .ReturnsForAnyArgs(new ListHostedZonesByNameResponse());
        Client.CreateHostedZoneAsync(default!, default).ReturnsForAnyArgs(new CreateHostedZoneResponse
        {
            HostedZone = new() { Id = "/hostedzone/Z9", Name = "new.example.", Config = new() },
            DelegationSet = new() { NameServers = ["ns-1.awsdns-00.com"] },
            ChangeInfo = new() { Id = "/change/C1", Status = ChangeStatus.PENDING },
        });
        Client.ChangeTagsForResourceAsync(Arg.Do<ChangeTagsForResourceRequest>(r => sent.Add(r.AddTags.Count)), default)
            .ReturnsForAnyArgs(new ChangeTagsForResourceResponse());

        await RunAsync(CreateZone.Tool, new { name = "new.example", tags = Enumerable.Range(0, 23).ToDictionary(i => $"k{i}", _ => "v") });

        Assert.Equal([10, 10, 3], sent);
    }

    [Fact]
    public async Task A_name_with_wildcards_is_looked_for_on_all_pages()
    {
        Client.ListHostedZonesAsync(default(ListHostedZonesRequest)!, default).ReturnsForAnyArgs(
            new ListHostedZonesResponse
            {
                HostedZones = [Zone("Z1", "example.com."), Zone("Z2", "dev.example.com.")],
                IsTruncated = true,
                NextMarker = "Z3"
            },
            new ListHostedZonesResponse { HostedZones = [Zone("Z3", "test.example.com.")] });

        var page = await RunAsync(ListZones.Tool, new { name = "*.example.com" });

        Assert.Equal(["Z2", "Z3"], page.GetProperty("items").EnumerateArray().Select(z => z.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task All_zones_are_paged_by_the_marker()
    {
        Client.ListHostedZonesAsync(default(ListHostedZonesRequest)!, default)
            .ReturnsForAnyArgs(new ListHostedZonesResponse { HostedZones = null, IsTruncated = true, NextMarker = "Z9" });

        Assert.Equal("Z9", (await RunAsync(ListZones.Tool, new { limit = 500, cursor = "Z5" })).GetProperty("nextCursor").GetString());
        await Client.Received().ListHostedZonesAsync(Arg.Is<ListHostedZonesRequest>(r => r.MaxItems == "100" && r.Marker == "Z5"), default);
    }

    [Fact]
    public async Task A_zone_comes_with_its_name_servers_and_tags()
    {
        var zone = await RunAsync(GetZone.Tool, new { hostedZoneId = "/hostedzone/Z1" });

        Assert.Equal(("Z1", "ns-1.awsdns-00.com", "dns"),
            (zone.GetProperty("id").GetString(), zone.GetProperty("nameServers")[0].GetString(),
                zone.GetProperty("tags").GetProperty("team").GetString()));
        await Client.Received().GetHostedZoneAsync(Arg.Is<GetHostedZoneRequest>(r => r.Id == "Z1"), default);
    }

    [Fact]
    public async Task A_second_zone_of_the_same_name_is_told_of()
    {
        Client.ListHostedZonesByNameAsync(default!, default)
            .ReturnsForAnyArgs(new ListHostedZonesByNameResponse { HostedZones = [Zone("Z1", "example.com.")] });

        Assert.Contains((await PlanAsync(CreateZone.Tool, new { name = "example.com" })).Warnings, w =>
            w.Contains("Z1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_private_zone_is_made_with_its_VPC_and_tags()
    {
        Client.CreateHostedZoneAsync(default!, default)
            .ReturnsForAnyArgs(new CreateHostedZoneResponse { HostedZone = Zone("Z7", "in.example.") });

        await RunAsync(CreateZone.Tool,
            new { name = "in.example", vpcId = "vpc-1", vpcRegion = "eu-west-1", tags = new Dictionary<string, string> { ["a"] = "b" } });

        await Client.Received()
            .CreateHostedZoneAsync(Arg.Is<CreateHostedZoneRequest>(r =>
            r.VPC.VPCId == "vpc-1" && r.HostedZoneConfig.PrivateZone == true && r.CallerReference.Length > 30), default);
        await Client.Received()
            .ChangeTagsForResourceAsync(Arg.Is<ChangeTagsForResourceRequest>(r => r.ResourceId == "Z7" && r.AddTags[0].Value == "b"),
            default);
    }

    [Fact]
    public async Task Records_that_stand_in_the_way_are_listed_and_the_zones_own_are_not()
    {
        Client.ListResourceRecordSetsAsync(default!, default).ReturnsForAnyArgs(new ListResourceRecordSetsResponse
        {
            ResourceRecordSets = [Record("example.com.", "NS"), Record("example.com.", "SOA"), Record("www.example.com.", "A")],
        });

        var plan = await PlanAsync(DeleteZone.Tool, new { hostedZoneId = "Z1" });

        Assert.Equal("1 record(s) stand in the way: www.example.com. A 60 s 10.0.0.1. route53_delete_record deletes them.",
            Assert.Single(plan.Obstacles));
        Assert.Equal("dns", Assert.Single(plan.Resources).Tags!["team"]);
    }

    [Fact]
    public async Task A_zone_with_DNSSEC_keys_is_an_obstacle()
    {
        Client.ListResourceRecordSetsAsync(default!, default).ReturnsForAnyArgs(new ListResourceRecordSetsResponse());
        Client.GetDNSSECAsync(default!, default).ReturnsForAnyArgs(new GetDNSSECResponse { KeySigningKeys = [new() { Name = "ksk" }] });

        Assert.Contains("ksk", Assert.Single((await PlanAsync(DeleteZone.Tool, new { hostedZoneId = "Z1" })).Obstacles),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zone_is_told_without_its_tags_where_they_are_denied()
    {
        Client.ListTagsForResourceAsync(default!, default).ReturnsForAnyArgs(Task.FromException<ListTagsForResourceResponse>(
            new AmazonRoute53Exception("no", Amazon.Runtime.ErrorType.Sender, "AccessDenied", "r", System.Net.HttpStatusCode.Forbidden)));

        var zone = await RunAsync(GetZone.Tool, new { hostedZoneId = "Z1" });

        Assert.Equal("example.com", zone.GetProperty("name").GetString()!.TrimEnd('.'));
        Assert.Equal("Tags: not known (AccessDenied).", zone.GetProperty("note").GetString());
    }

    [Fact]
    public async Task A_VPC_of_another_account_is_told_apart_from_a_missing_permission()
    {
        Client.AssociateVPCWithHostedZoneAsync(default!, default).ReturnsForAnyArgs(
            Task.FromException<AssociateVPCWithHostedZoneResponse>(new NotAuthorizedException("no")));

        var refused = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(AssociateVpc.Tool, new { hostedZoneId = "Z1", vpcId = "vpc-1", vpcRegion = "eu-west-1" }));

        Assert.Equal(ToolErrorCode.Conflict, refused.Code);
        Assert.Contains("create-vpc-association-authorization", refused.Hint, StringComparison.Ordinal);
    }

    // S3-C11b: a zone whose tagging fails exists, is billed, and has its own name servers.
    [Fact]
    public async Task A_zone_that_could_not_be_tagged_is_told_of()
    {
        Client.CreateHostedZoneAsync(default!, default)
            .ReturnsForAnyArgs(new CreateHostedZoneResponse { HostedZone = Zone("ZNEW", "example.com.") });
        Client.ChangeTagsForResourceAsync(default!, default).ReturnsForAnyArgs<ChangeTagsForResourceResponse>(
            _ => throw new AmazonRoute53Exception("not authorized")
            {
                ErrorCode = "AccessDenied",
                StatusCode = System.Net.HttpStatusCode.Forbidden
            });
        var context = Context();

        await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(CreateZone.Tool, new { name = "example.com", tags = new { a = "b" } }, context));

        Assert.Equal("ZNEW", Assert.Single(context.Steps).Created);
    }

    // SAF-M3: the VPC is touched, and Route 53 does not tell its tags.
    [Fact]
    public async Task The_VPC_of_a_private_zone_is_part_of_the_plan()
    {
        Client.ListHostedZonesByNameAsync(default!, default).ReturnsForAnyArgs(new ListHostedZonesByNameResponse());

        var touched = Assert.Single((await PlanAsync(CreateZone.Tool,
            new { name = "in.example", vpcId = "vpc-1", vpcRegion = "eu-west-1" })).Resources);

        Assert.Equal(("vpc-1", null), (touched.Id, touched.Tags));
    }

    [Fact]
    public async Task A_zone_of_another_service_is_left_to_it()
    {
        Client.GetHostedZoneAsync(default!, default).ReturnsForAnyArgs(new GetHostedZoneResponse
        {
            HostedZone = new()
            {
                Id = "/hostedzone/Z1",
                Name = "svc.local.",
                LinkedService = new() { ServicePrincipal = "servicediscovery.amazonaws.com" }
            },
        });
        Client.ListResourceRecordSetsAsync(default!, default).ReturnsForAnyArgs(new ListResourceRecordSetsResponse());

        Assert.Contains("servicediscovery", Assert.Single((await PlanAsync(DeleteZone.Tool, new { hostedZoneId = "Z1" })).Obstacles),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zone_comes_as_a_BIND_file_with_what_only_Route_53_knows_in_comments()
    {
        Client.ListResourceRecordSetsAsync(default(ListResourceRecordSetsRequest)!, default)
            .ReturnsForAnyArgs(new ListResourceRecordSetsResponse
            {
                ResourceRecordSets =
            [
                new() { Name = "\\052.example.com.", Type = RRType.A, TTL = 60,
                    ResourceRecords = [new() { Value = "10.0.0.1" }, new() { Value = "10.0.0.2" }] },
                new() { Name = "0\\05725.example.com.", Type = RRType.TXT, TTL = 60,
                    ResourceRecords = [new() { Value = "\"a\\303\\244\"" }] },
                new() { Name = "www.example.com.", Type = RRType.A, AliasTarget = new() { DNSName = "lb.", HostedZoneId = "Z2" } },
            ],
            });

        var zone = await RunAsync(GetZone.Tool, new { hostedZoneId = "Z1", bind = true });

        Assert.Equal("""
            $ORIGIN example.com.
            *.example.com. 60 IN A 10.0.0.1
            *.example.com. 60 IN A 10.0.0.2
            0\04725.example.com. 60 IN TXT "a\195\164"
            ; only in Route 53: www.example.com. A alias of lb. (Z2)

            """.ReplaceLineEndings("\n"), zone.GetProperty("zoneFile").GetString());
    }

    [Fact]
    public async Task DNSSEC_is_told_with_what_the_registrar_needs_and_a_private_zone_has_none()
    {
        Client.GetDNSSECAsync(default!, default).ReturnsForAnyArgs(new GetDNSSECResponse
        {
            Status = new() { ServeSignature = "SIGNING" },
            KeySigningKeys = [new() { Name = "ksk", Status = "ACTIVE", DSRecord = "1 13 2 AB" }],
        });
        var signed = await RunAsync(GetZone.Tool, new { hostedZoneId = "Z1" });
        Client.GetDNSSECAsync(default!, default).ReturnsForAnyArgs(Task.FromException<GetDNSSECResponse>(
            new AmazonRoute53Exception("private", Amazon.Runtime.ErrorType.Sender, "InvalidArgument", "r",
                System.Net.HttpStatusCode.BadRequest)));
        var without = await RunAsync(GetZone.Tool, new { hostedZoneId = "Z1" });

        Assert.Equal("1 13 2 AB", signed.GetProperty("dnssec").GetProperty("keys")[0].GetProperty("dsRecord").GetString());
        Assert.False(without.TryGetProperty("dnssec", out _));
    }

    [Fact]
    public async Task A_public_zone_takes_no_VPC_and_a_private_one_keeps_its_last()
    {
        var open = await PlanAsync(AssociateVpc.Tool, new { hostedZoneId = "Z1", vpcId = "vpc-1", vpcRegion = "eu-west-1" });
        Client.GetHostedZoneAsync(default!, default).ReturnsForAnyArgs(new GetHostedZoneResponse
        {
            HostedZone = new()
            {
                Id = "/hostedzone/Z1",
                Name = "internal.",
                Config = new() { PrivateZone = true },
                ResourceRecordSetCount = 3
            },
            VPCs = [new() { VPCId = "vpc-1", VPCRegion = "eu-west-1" }],
        });
        var again = await PlanAsync(AssociateVpc.Tool, new { hostedZoneId = "Z1", vpcId = "vpc-1", vpcRegion = "eu-west-1" });
        var last = await PlanAsync(DisassociateVpc.Tool, new { hostedZoneId = "Z1", vpcId = "vpc-1", vpcRegion = "eu-west-1" });

        Assert.Contains("is a public zone", Assert.Single(open.Obstacles), StringComparison.Ordinal);
        Assert.Contains("is associated already", Assert.Single(again.Obstacles), StringComparison.Ordinal);
        Assert.Contains("only VPC of the zone", Assert.Single(last.Obstacles), StringComparison.Ordinal);
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DisassociateVpc.Tool,
            new { hostedZoneId = "Z1", vpcId = "vpc-2", vpcRegion = "eu-west-1" }));
    }

    private static HostedZone Zone(string id, string name) => new() { Id = $"/hostedzone/{id}", Name = name };

    private static ResourceRecordSet Record(string name, string type) =>
        new() { Name = name, Type = type, TTL = 60, ResourceRecords = [new() { Value = "10.0.0.1" }] };
}
