namespace Infra.Emulator.Route53;

public sealed class ZoneTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    [Fact]
    public async Task A_zone_lives_from_its_creation_to_its_end()
    {
        var zone = await CallAsync("route53_create_zone", new { name = "example.com", comment = "test", tags = new { team = "dns" } });
        var zoneId = zone.GetProperty("id").GetString();
        Assert.NotEmpty(zone.GetProperty("nameServers").EnumerateArray());
        await CallAsync("route53_create_zone", new { name = "other.org" });
        Assert.Equal("example.com.",
            Assert.Single((await CallAsync("route53_list_zones", new { name = "example.com" })).GetProperty("items").EnumerateArray())
            .GetProperty("name").GetString());
        Assert.Equal(2, (await CallAsync("route53_list_zones")).GetProperty("items").GetArrayLength());

        var www = new { hostedZoneId = zoneId, name = "www.example.com", type = "A", values = new[] { "192.0.2.1" } };
        var change = await CallAsync("route53_upsert_record", www);
        Assert.Equal("INSYNC",
            (await CallAsync("route53_get_change", new { changeId = change.GetProperty("changeId").GetString() })).GetProperty("status")
            .GetString());
        await CallAsync("route53_upsert_record",
            new { hostedZoneId = zoneId, name = "*.example.com", type = "TXT", values = new[] { "hello" }, wait = true });
        await CallAsync("route53_upsert_record",
            new
            {
                hostedZoneId = zoneId,
                name = "lb.example.com",
                type = "A",
                aliasTarget = "web-1.us-east-1.elb.amazonaws.com",
                aliasHostedZoneId = "Z35SXDOTRQ7X7K"
            });
        var plan = await PlanAsync("route53_upsert_record",
            new { hostedZoneId = zoneId, name = "www.example.com", type = "A", values = new[] { "192.0.2.2" }, ttl = 60 });
        Assert.Equal(("300 s 192.0.2.1", "60 s 192.0.2.2"),
            (plan.GetProperty("changes")[0].GetProperty("from").GetString(), plan.GetProperty("changes")[0].GetProperty("to").GetString()));

        var records = (await CallAsync("route53_list_records", new { hostedZoneId = zoneId, name = "www.example.com" }))
            .GetProperty("items");
        Assert.Equal("192.0.2.1", Assert.Single(records.EnumerateArray()).GetProperty("values")[0].GetString());
        var first = await CallAsync("route53_list_records", new { hostedZoneId = zoneId, limit = 2 });
        var rest = await CallAsync("route53_list_records",
            new { hostedZoneId = zoneId, cursor = first.GetProperty("nextCursor").GetString() });
        Assert.Equal(5, first.GetProperty("items").GetArrayLength() + rest.GetProperty("items").GetArrayLength());
        var whole = await CallAsync("route53_get_zone", new { hostedZoneId = $"/hostedzone/{zoneId}" });
        Assert.Equal((5, "dns"), (whole.GetProperty("records").GetInt32(), whole.GetProperty("tags").GetProperty("team").GetString()));

        var inTheWay = (await PlanAsync("route53_delete_zone", new { hostedZoneId = zoneId })).GetProperty("obstacles")[0].GetString();
        Assert.StartsWith("3 record(s) stand in the way", inTheWay, StringComparison.Ordinal);
        foreach (var (name, type) in new[] { ("www.example.com", "A"), ("*.example.com", "TXT"), ("lb.example.com", "A") })
            await ConfirmAsync("route53_delete_record", new { hostedZoneId = zoneId, name, type });
        Assert.Equal(zoneId, (await ConfirmAsync("route53_delete_zone", new { hostedZoneId = zoneId })).GetProperty("deleted").GetString());
        Assert.Equal("NoSuchHostedZone",
            (await FailAsync("route53_get_zone", new { hostedZoneId = zoneId })).GetProperty("awsErrorCode").GetString());
    }

    [Fact]
    public async Task A_health_check_is_made_read_changed_and_deleted()
    {
        var id = (await CallAsync("route53_create_health_check",
            new { host = "www.example.com", path = "/health", tags = new { Name = "www" } })).GetProperty("id").GetString();
        Assert.Equal("https://www.example.com:443/health",
            Assert.Single((await CallAsync("route53_list_health_checks")).GetProperty("items").EnumerateArray()).GetProperty("endpoint")
            .GetString());
        // The emulator's answer is that of no region.
        Wire.Answer($"GET /2013-04-01/healthcheck/{id}/status", """
            <?xml version="1.0" encoding="UTF-8"?>
            <GetHealthCheckStatusResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/">
              <HealthCheckObservations>
                <HealthCheckObservation>
                  <Region>eu-west-1</Region>
                  <IPAddress>54.228.16.1</IPAddress>
                  <StatusReport><Status>Failure: Connection timed out.</Status><CheckedTime>2026-01-02T03:04:05.678Z</CheckedTime></StatusReport>
                </HealthCheckObservation>
              </HealthCheckObservations>
            </GetHealthCheckStatusResponse>
            """);
        var row = (await CallAsync("route53_list_health_checks", new { healthCheckId = id })).GetProperty("items")[0];
        Assert.Equal("Failure: Connection timed out.", row.GetProperty("status").GetProperty("eu-west-1").GetString());

        await CallAsync("route53_update_health_check", new { healthCheckId = id, path = "/ready", failureThreshold = 5 });
        row = (await CallAsync("route53_list_health_checks", new { healthCheckId = id })).GetProperty("items")[0];
        Assert.Equal(("https://www.example.com:443/ready", 5), (row.GetProperty("endpoint").GetString(),
            row.GetProperty("failureThreshold").GetInt32()));

        Assert.Equal(id,
            (await ConfirmAsync("route53_delete_health_check", new { healthCheckId = id })).GetProperty("deleted").GetString());
    }

    [Fact]
    public async Task What_the_name_servers_answer_is_told()
    {
        var zone = await CallAsync("route53_create_zone", new { name = "example.com" });
        var hostedZoneId = zone.GetProperty("id").GetString();
        Wire.Answer("GET /2013-04-01/testdnsanswer", """
            <?xml version="1.0" encoding="UTF-8"?>
            <TestDNSAnswerResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/">
              <Nameserver>ns-2048.awsdns-64.com</Nameserver>
              <RecordName>www.example.com</RecordName>
              <RecordType>A</RecordType>
              <RecordData>
                <RecordDataEntry>198.51.100.222</RecordDataEntry>
              </RecordData>
              <ResponseCode>NOERROR</ResponseCode>
              <Protocol>UDP</Protocol>
            </TestDNSAnswerResponse>
            """);

        var answer = await CallAsync("route53_test_dns_answer",
            new { hostedZoneId, name = "www.example.com", resolverIp = "192.0.2.53" });

        Assert.Equal(("NOERROR", "198.51.100.222"),
            (answer.GetProperty("responseCode").GetString(), answer.GetProperty("values")[0].GetString()));
        Assert.Contains(Wire.Seen, r =>
            r.Path.Contains($"hostedzoneid={hostedZoneId}", StringComparison.Ordinal)
            && r.Path.Contains("resolverip=192.0.2.53", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Records_of_every_policy_are_made_in_one_step_and_taken_back()
    {
        var zone = (await CallAsync("route53_create_zone", new { name = "example.com" })).GetProperty("id").GetString();
        var check = (await CallAsync("route53_create_health_check", new { host = "www.example.com" })).GetProperty("id").GetString();
        var both = (await CallAsync("route53_create_health_check", new { childIds = new[] { check } })).GetProperty("id").GetString();
        await CallAsync("route53_upsert_record", new
        {
            hostedZoneId = zone,
            name = "www.example.com",
            type = "A",
            values = new[] { "192.0.2.1" }
        });
        var changes = new
        {
            hostedZoneId = zone,
            changes = new object[]
            {
                new { action = "delete", name = "www.example.com", type = "A" },
                new { name = "www.example.com", type = "A", setIdentifier = "one", routing = "failover PRIMARY",
                    values = new[] { "192.0.2.2" }, healthCheckId = both },
                new { name = "www.example.com", type = "A", setIdentifier = "two", routing = "failover SECONDARY",
                    values = new[] { "192.0.2.3" } },
                new { name = "geo.example.com", type = "A", setIdentifier = "eu", routing = "continent EU",
                    values = new[] { "192.0.2.4" } },
                new { name = "fast.example.com", type = "A", setIdentifier = "eu", routing = "latency eu-west-1",
                    values = new[] { "192.0.2.5" } },
            },
        };

        var plan = await PlanAsync("route53_change_records", changes);
        await ConfirmAsync("route53_change_records", changes);
        var routed = (await CallAsync("route53_list_records", new { hostedZoneId = zone, type = "A" })).GetProperty("items")
            .EnumerateArray().ToList();
        var file = (await CallAsync("route53_get_zone", new { hostedZoneId = zone, bind = true })).GetProperty("zoneFile").GetString()!;
        await ConfirmAsync("route53_change_records", plan.GetProperty("undo").GetProperty("arguments"));

        Assert.Equal(["eu: continent EU", "eu: latency eu-west-1", "one: failover PRIMARY", "two: failover SECONDARY"],
            routed.Select(r => r.GetProperty("routing").GetString()).Order(StringComparer.Ordinal));
        Assert.Contains("; only in Route 53: geo.example.com. A 300 s 192.0.2.4 [eu: continent EU]", file, StringComparison.Ordinal);
        Assert.Contains("example.com. 900 IN SOA", file, StringComparison.Ordinal);
        Assert.Equal("192.0.2.1", Assert.Single((await CallAsync("route53_list_records", new { hostedZoneId = zone, type = "A" }))
            .GetProperty("items").EnumerateArray()).GetProperty("values")[0].GetString());
    }

    [Fact]
    public async Task A_private_zone_answers_in_another_VPC_for_a_while()
    {
        var first = (await CallAsync("vpc_create_vpc", new { cidrBlock = "10.8.0.0/16" })).GetProperty("id").GetString();
        var second = (await CallAsync("vpc_create_vpc", new { cidrBlock = "10.9.0.0/16" })).GetProperty("id").GetString();
        var zone = (await CallAsync("route53_create_zone", new { name = "internal.example", vpcId = first, vpcRegion = "us-east-1" }))
            .GetProperty("id").GetString();
        var arguments = new { hostedZoneId = zone, vpcId = second, vpcRegion = "us-east-1" };

        await CallAsync("route53_associate_vpc", arguments);
        var both = (await CallAsync("route53_get_zone", new { hostedZoneId = zone })).GetProperty("vpcs").GetArrayLength();
        await ConfirmAsync("route53_disassociate_vpc", arguments);
        var one = await CallAsync("route53_get_zone", new { hostedZoneId = zone });

        Assert.Equal((2, first), (both, Assert.Single(one.GetProperty("vpcs").EnumerateArray()).GetProperty("id").GetString()));
    }
}
