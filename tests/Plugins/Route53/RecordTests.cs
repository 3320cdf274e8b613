using Amazon.Route53;
using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

public sealed class RecordTests : ToolTest<IAmazonRoute53>
{
    private ResourceRecordSet? changed;

    public RecordTests()
    {
        Client.GetHostedZoneAsync(default!, default)
            .ReturnsForAnyArgs(new GetHostedZoneResponse { HostedZone = new() { Id = "/hostedzone/Z1", Name = "example.com." } });
        Client.ListTagsForResourceAsync(default!, default)
            .ReturnsForAnyArgs(new ListTagsForResourceResponse
            {
                ResourceTagSet = new()
                {
                    Tags = [new() { Key = "team",
            Value = "dns" }]
                }
            });
        Client.ChangeResourceRecordSetsAsync(Arg.Do<ChangeResourceRecordSetsRequest>(r =>
            changed = r.ChangeBatch.Changes[0].ResourceRecordSet), default)
            .ReturnsForAnyArgs(new ChangeResourceRecordSetsResponse
            {
                ChangeInfo = new()
                {
                    Id = "/change/C1",
                    Status = ChangeStatus.PENDING
                }
            });
        There(
            new() { Name = "www.example.com.", Type = RRType.A, TTL = 300, ResourceRecords = [new() { Value = "10.0.0.1" }] },
            new() { Name = "www.example.com.", Type = RRType.TXT, TTL = 60, ResourceRecords = [new() { Value = "\"a\"" }] },
            new() { Name = "zzz.example.com.", Type = RRType.A, TTL = 300, ResourceRecords = [new() { Value = "10.0.0.9" }] });
    }

    [Fact]
    public async Task A_name_and_a_type_are_where_the_list_begins_and_ends()
    {
        var page = await RunAsync(ListRecords.Tool, new { hostedZoneId = "Z1", name = "WWW.example.com", type = "a" });

        Assert.Equal("10.0.0.1", Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("values")[0].GetString());
    }

    [Fact]
    public async Task The_cursor_holds_all_three_parts_of_the_place()
    {
        ListResourceRecordSetsRequest? sent = null;
        Client.ListResourceRecordSetsAsync(Arg.Do<ListResourceRecordSetsRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new ListResourceRecordSetsResponse
            {
                ResourceRecordSets = [new() { Name = "\\052.example.com.", Type = RRType.A, SetIdentifier = "blue", Weight = 10,
                AliasTarget = new() { DNSName = "lb.", HostedZoneId = "Z2" } }],
                IsTruncated = true,
                NextRecordName = "www.example.com.",
                NextRecordType = RRType.A,
                NextRecordIdentifier = "green | 2",
            });

        var page = await RunAsync(ListRecords.Tool, new { hostedZoneId = "Z1" });
        await RunAsync(ListRecords.Tool, new { hostedZoneId = "Z1", cursor = page.GetProperty("nextCursor").GetString() });

        Assert.Equal(("www.example.com.", "A", "green | 2"),
            (sent!.StartRecordName, sent.StartRecordType.Value, sent.StartRecordIdentifier));
        var row = page.GetProperty("items")[0];
        Assert.Equal(("*.example.com.", "blue: weight 10"), (row.GetProperty("name").GetString(), row.GetProperty("routing").GetString()));
        Assert.False(row.TryGetProperty("values", out _));
    }

    [Fact]
    public async Task A_replacement_is_planned_from_old_to_new()
    {
        var plan = await PlanAsync(UpsertRecord.Tool,
            new { hostedZoneId = "/hostedzone/Z1", name = "www.example.com", type = "A", values = new[] { "10.0.0.2" }, ttl = 60 });

        Assert.Equal(
        [
            "www.example.com. A: value: 300 s 10.0.0.1 -> 60 s 10.0.0.2; resolvers may answer with the old value for 300 s",
            """To take it back: route53_upsert_record {"hostedZoneId":"Z1","name":"www.example.com.","type":"A","values":["10.0.0.1"],"ttl":300,"healthCheckId":"none"}""",
        ], Lines(plan));
        Assert.Equal(("Z1", "dns"), (plan.Resources[0].Id, plan.Resources[0].Tags!["team"]));
    }

    [Fact]
    public async Task A_CNAME_beside_other_records_is_foretold()
    {
        var plan = await PlanAsync(UpsertRecord.Tool,
            new { hostedZoneId = "Z1", name = "www.example.com", type = "CNAME", values = new[] { "a.example.net" } });

        Assert.Equal(2, plan.Obstacles.Count(o => o.StartsWith("A CNAME stands alone", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_name_outside_the_zone_is_refused_before_AWS_is_asked_to_change()
    {
        var error = await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(UpsertRecord.Tool, new { hostedZoneId = "Z1", name = "www", type = "A", values = new[] { "10.0.0.2" } }));

        Assert.Contains("www.example.com.", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alias_has_no_TTL_and_a_weighted_record_keeps_its_identifier()
    {
        await RunAsync(UpsertRecord.Tool,
            new
            {
                hostedZoneId = "Z1",
                name = "www.example.com",
                type = "A",
                aliasTarget = "lb.eu-west-1.elb.amazonaws.com",
                aliasHostedZoneId = "Z32O12XQLNTSW2",
                weight = 0,
                setIdentifier = "blue"
            });

        Assert.Equal((null, "Z32O12XQLNTSW2", 0, "blue"),
            (changed!.TTL, changed.AliasTarget.HostedZoneId, changed.Weight, changed.SetIdentifier));
        Assert.Null(changed.ResourceRecords);
    }

    [Theory]
    // Bytes, not characters, and each as an escape: "ü" has two.
    [InlineData("für", "\"f\\303\\274r\"")]
    [InlineData("\"für\" \"a\\\"b\"", "\"f\\303\\274r\" \"a\\\"b\"")]
    [InlineData("\"a\\303\\274\"", "\"a\\303\\274\"")]
    [InlineData("😀", "\"\\360\\237\\230\\200\"")]
    [InlineData("a\\b", "\"a\\\\b\"")]
    [InlineData("\"half", "\"half")]
    public void Text_is_sent_in_the_form_of_Route_53(string text, string sent) => Assert.Equal(sent, TextValue.Of(text));

    [Fact]
    public void Strings_are_cut_at_255_bytes_also_where_they_come_quoted()
    {
        Assert.Equal($"\"{new string('a', 255)}\" \"a\" \"b\"", TextValue.Of($"\"{new string('a', 256)}\" \"b\""));
        Assert.Equal(2, TextValue.Of(new string('ü', 128)).Split(' ').Length);
    }

    [Fact]
    public async Task A_primary_without_a_health_check_is_an_obstacle_unless_it_is_an_alias()
    {
        var plain = await PlanAsync(UpsertRecord.Tool, new
        {
            hostedZoneId = "Z1",
            name = "db.example.com",
            type = "A",
            values = new[] { "10.0.0.1" },
            setIdentifier = "a",
            routing = "failover PRIMARY",
        });
        var alias = await PlanAsync(UpsertRecord.Tool, new
        {
            hostedZoneId = "Z1",
            name = "db.example.com",
            type = "A",
            aliasTarget = "lb.example.com",
            aliasHostedZoneId = "Z2",
            setIdentifier = "a",
            routing = "failover PRIMARY",
        });

        Assert.Contains("healthCheckId", Assert.Single(plain.Obstacles), StringComparison.Ordinal);
        Assert.Empty(alias.Obstacles);
    }

    [Fact]
    public async Task Long_text_is_quoted_in_pieces()
    {
        await RunAsync(UpsertRecord.Tool,
            new
            {
                hostedZoneId = "Z1",
                name = "example.com",
                type = "TXT",
                values = new[] { new string('a', 300), "\"done\"", "say \"hi\"" }
            });

        Assert.Equal([$"\"{new string('a', 255)}\" \"{new string('a', 45)}\"", "\"done\"", "\"say \\\"hi\\\"\""],
            changed!.ResourceRecords.Select(r => r.Value));
    }

    [Fact]
    public async Task Waiting_ends_when_the_change_is_everywhere()
    {
        Client.GetChangeAsync(default!, default)
            .ReturnsForAnyArgs(new GetChangeResponse { ChangeInfo = new() { Id = "/change/C1", Status = ChangeStatus.INSYNC } });

        Assert.Equal("INSYNC",
            (await RunAsync(UpsertRecord.Tool,
            new { hostedZoneId = "Z1", name = "www.example.com", type = "A", values = new[] { "10.0.0.2" }, wait = true }))
            .GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_change_is_asked_for_without_its_path()
    {
        Client.GetChangeAsync(default!, default)
            .ReturnsForAnyArgs(new GetChangeResponse { ChangeInfo = new() { Id = "/change/C1", Status = ChangeStatus.PENDING } });

        Assert.Equal("C1", (await RunAsync(GetChange.Tool, new { changeId = "/change/C1" })).GetProperty("id").GetString());
        await Client.Received().GetChangeAsync(Arg.Is<GetChangeRequest>(r => r.Id == "C1"), default);
    }

    [Fact]
    public async Task Deleting_names_and_sends_the_record_in_full()
    {
        var input = new { hostedZoneId = "Z1", name = "www.example.com.", type = "a" };

        Assert.Equal("www.example.com. A 300 s 10.0.0.1: deleted; resolvers may remember it for 300 s",
            Lines(await PlanAsync(DeleteRecord.Tool, input))[0]);
        await RunAsync(DeleteRecord.Tool, input);

        Assert.Equal((300, "10.0.0.1"), (changed!.TTL, changed.ResourceRecords.Single().Value));
    }

    [Fact]
    public async Task Deleting_one_of_several_needs_its_identifier()
    {
        There(new() { Name = "w.example.com.", Type = RRType.A, SetIdentifier = "a", Weight = 1 },
            new() { Name = "w.example.com.", Type = RRType.A, SetIdentifier = "b", Weight = 2 });

        var error = await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(DeleteRecord.Tool, new { hostedZoneId = "Z1", name = "w.example.com", type = "A" }));
        var plan = await PlanAsync(DeleteRecord.Tool, new { hostedZoneId = "Z1", name = "w.example.com", type = "A", setIdentifier = "b" });

        Assert.Equal("Give setIdentifier: a, b.", error.Hint);
        Assert.Equal("w.example.com. A  s none [a: weight 1]: stays", Lines(plan)[1]);
    }

    [Fact]
    public async Task A_zones_own_records_are_kept()
    {
        There(new ResourceRecordSet { Name = "example.com.", Type = RRType.NS, TTL = 1 });

        Assert.Contains("own NS record",
            Assert.Single((await PlanAsync(DeleteRecord.Tool, new { hostedZoneId = "Z1", name = "example.com", type = "NS" })).Obstacles),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_of_the_name_servers_is_told()
    {
        Client.TestDNSAnswerAsync(default!, default)
            .ReturnsForAnyArgs(new TestDNSAnswerResponse
            {
                ResponseCode = "NXDOMAIN",
                RecordName = "no.example.com",
                RecordType = RRType.A,
                RecordData = null
            });

        Assert.Equal("NXDOMAIN",
            (await RunAsync(TestDnsAnswer.Tool, new { hostedZoneId = "Z1", name = "no.example.com", type = "a" }))
            .GetProperty("responseCode").GetString());
        await Client.Received().TestDNSAnswerAsync(Arg.Is<TestDNSAnswerRequest>(r => r.RecordType == RRType.A), default);
    }

    // S3-A5: UPSERT replaces the whole record, so what the call leaves out is taken from the present one.
    [Fact]
    public async Task What_a_call_leaves_out_stays()
    {
        There(new ResourceRecordSet
        {
            Name = "www.example.com.",
            Type = RRType.A,
            SetIdentifier = "blue",
            Weight = 90,
            HealthCheckId = "h-1",
            AliasTarget = new()
            {
                DNSName = "lb.eu-west-1.elb.amazonaws.com.",
                HostedZoneId = "Z32O12XQLNTSW2",
                EvaluateTargetHealth = true
            },
        });

        var plan = await PlanAsync(UpsertRecord.Tool,
            new { hostedZoneId = "Z1", name = "www.example.com", type = "A", weight = 50, setIdentifier = "blue" });
        await RunAsync(UpsertRecord.Tool, new
        {
            hostedZoneId = "Z1",
            name = "www.example.com",
            type = "A",
            weight = 50,
            setIdentifier = "blue",
            aliasTarget = "lb.eu-west-1.elb.amazonaws.com",
            aliasHostedZoneId = "Z32O12XQLNTSW2",
        });

        Assert.Equal((true, 50, "h-1"), (changed!.AliasTarget.EvaluateTargetHealth, changed.Weight, changed.HealthCheckId));
        Assert.Contains("(Z32O12XQLNTSW2), evaluates target health [blue: weight 90] health check h-1 -> ", Lines(plan)[0],
            StringComparison.Ordinal);
    }

    // S3-A5
    [Fact]
    public async Task Flags_and_checks_are_turned_off_by_name()
    {
        There(new ResourceRecordSet
        {
            Name = "www.example.com.",
            Type = RRType.A,
            HealthCheckId = "h-1",
            AliasTarget = new() { DNSName = "lb.", HostedZoneId = "Z2", EvaluateTargetHealth = true },
        });

        await RunAsync(UpsertRecord.Tool,
            new { hostedZoneId = "Z1", name = "www.example.com", type = "A", evaluateTargetHealth = false, healthCheckId = "none" });

        Assert.Equal((false, null), (changed!.AliasTarget.EvaluateTargetHealth, changed.HealthCheckId));
    }

    // S3-A5: the TTL is a part of the record, too.
    [Fact]
    public async Task A_new_value_keeps_the_TTL()
    {
        There(new ResourceRecordSet
        {
            Name = "www.example.com.",
            Type = RRType.A,
            TTL = 20,
            ResourceRecords = [new() { Value = "10.0.0.1" }]
        });

        await RunAsync(UpsertRecord.Tool, new { hostedZoneId = "Z1", name = "www.example.com", type = "A", values = new[] { "10.0.0.2" } });

        Assert.Equal(20, changed!.TTL);
    }

    // S3-A5: records with a policy that this tool does not make keep it.
    [Fact]
    public async Task A_latency_record_keeps_its_region()
    {
        There(new ResourceRecordSet
        {
            Name = "www.example.com.",
            Type = RRType.A,
            TTL = 20,
            SetIdentifier = "eu",
            Region = "eu-west-1",
            ResourceRecords = [new() { Value = "10.0.0.1" }]
        });

        await RunAsync(UpsertRecord.Tool,
            new { hostedZoneId = "Z1", name = "www.example.com", type = "A", setIdentifier = "eu", values = new[] { "10.0.0.2" } });

        Assert.Equal(("eu-west-1", null), (changed!.Region.Value, changed.Weight));
        var error = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(UpsertRecord.Tool,
            new { hostedZoneId = "Z1", name = "www.example.com", type = "A", setIdentifier = "us", values = new[] { "10.0.0.2" } }));
        Assert.Contains("needs routing", error.Message, StringComparison.Ordinal);
    }

    // S3-A5: what is listed can be sent again.
    [Fact]
    public async Task An_alias_is_listed_with_its_zone_and_flag()
    {
        There(new ResourceRecordSet
        {
            Name = "www.example.com.",
            Type = RRType.A,
            AliasTarget = new() { DNSName = "lb.", HostedZoneId = "Z2", EvaluateTargetHealth = true }
        });

        var row = (await RunAsync(ListRecords.Tool, new { hostedZoneId = "Z1" })).GetProperty("items")[0];

        Assert.Equal(("lb.", "Z2", true),
            (row.GetProperty("aliasTarget").GetString(), row.GetProperty("aliasHostedZoneId").GetString(),
            row.GetProperty("evaluateTargetHealth").GetBoolean()));
    }

    // PUB-21: records of one name and type have one routing policy, and weighted ones one TTL.
    [Theory]
    [InlineData(null, null, 60, "presentWeight")]
    [InlineData("old", null, 60, "failover")]
    [InlineData("old", 10, 300, "pass ttl 300")]
    public async Task A_weighted_record_that_does_not_go_with_the_present_ones_is_an_obstacle(string? identifier, int? weight, int ttl,
        string why)
    {
        There(new ResourceRecordSet
        {
            Name = "api.example.com.",
            Type = RRType.A,
            TTL = ttl,
            SetIdentifier = identifier,
            Weight = weight,
            ResourceRecords = [new() { Value = "192.0.2.10" }],
            Failover = identifier is not null && weight is null ? ResourceRecordSetFailover.PRIMARY : null,
        });

        var plan = await PlanAsync(UpsertRecord.Tool,
            new
            {
                hostedZoneId = "Z1",
                name = "api.example.com",
                type = "A",
                values = new[] { "192.0.2.11" },
                ttl = 60,
                weight = 10,
                setIdentifier = "new"
            });

        Assert.Contains(why, Assert.Single(plan.Obstacles), StringComparison.Ordinal);
    }

    // PUB-21
    [Fact]
    public async Task A_simple_record_beside_weighted_ones_is_an_obstacle()
    {
        There(new ResourceRecordSet
        {
            Name = "api.example.com.",
            Type = RRType.A,
            TTL = 60,
            SetIdentifier = "a",
            Weight = 1,
            ResourceRecords = [new() { Value = "192.0.2.10" }]
        });

        Assert.Single((await PlanAsync(UpsertRecord.Tool,
            new { hostedZoneId = "Z1", name = "api.example.com", type = "A", values = new[] { "192.0.2.11" } })).Obstacles);
    }

    // PUB-21: from simple to weighted without a moment in which nothing is answered.
    [Fact]
    public async Task A_simple_record_becomes_weighted_in_the_same_batch()
    {
        There(new ResourceRecordSet
        {
            Name = "api.example.com.",
            Type = RRType.A,
            TTL = 300,
            ResourceRecords = [new() { Value = "192.0.2.10" }]
        });
        ChangeResourceRecordSetsRequest? sent = null;
        Client.ChangeResourceRecordSetsAsync(Arg.Do<ChangeResourceRecordSetsRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new ChangeResourceRecordSetsResponse
            {
                ChangeInfo = new()
                {
                    Id = "/change/C1",
                    Status = ChangeStatus.PENDING
                }
            });
        var arguments = new
        {
            hostedZoneId = "Z1",
            name = "api.example.com",
            type = "A",
            values = new[] { "192.0.2.11" },
            ttl = 60,
            weight = 10,
            setIdentifier = "new",
            presentWeight = 90
        };

        var plan = await PlanAsync(UpsertRecord.Tool, arguments);
        await RunAsync(UpsertRecord.Tool, arguments);

        Assert.Empty(plan.Obstacles);
        Assert.Contains("api.example.com. A: value: 300 s 192.0.2.10 -> 60 s 192.0.2.10 [present: weight 90]", Lines(plan)[1],
            StringComparison.Ordinal);
        Assert.Equal(["DELETE 300 s 192.0.2.10", "CREATE 60 s 192.0.2.10 [present: weight 90]", "UPSERT 60 s 192.0.2.11 [new: weight 10]"],
            sent!.ChangeBatch.Changes.Select(c => $"{c.Action.Value} {Records.Value(c.ResourceRecordSet)}"));
    }

    // S3-B11a
    [Theory]
    [InlineData("TLSA", "3 1 1 0C72AC70B745AC19998811B131D662C9AC69DBDBE7CB23E5B514B566")]
    [InlineData("SSHFP", "1 1 09F6A01D2175742B257C6B98B7C72C44C4040683")]
    [InlineData("SPF", "v=spf1 -all")]
    public async Task Every_type_of_record_that_Route_53_knows_is_taken(string type, string value)
    {
        await RunAsync(UpsertRecord.Tool, new { hostedZoneId = "Z1", name = "_443._tcp.example.com", type, values = new[] { value } });

        Assert.Equal((type, type == "SPF" ? $"\"{value}\"" : value), (changed!.Type.Value, changed.ResourceRecords.Single().Value));
    }

    // S3-B11b, ANS-R18: Route 53 gives what is no letter, digit, hyphen or underscore as octal escapes.
    [Theory]
    [InlineData("0/25.example.com")]
    [InlineData("0\\05725.example.com.")]
    [InlineData("0/25.EXAMPLE.com")]
    public async Task A_name_with_escapes_is_found_however_it_is_written(string name)
    {
        There(new ResourceRecordSet
        {
            Name = "0\\05725.example.com.",
            Type = RRType.PTR,
            TTL = 300,
            ResourceRecords = [new() { Value = "a." }]
        });
        var key = new { hostedZoneId = "Z1", name, type = "PTR" };

        var listed = await RunAsync(ListRecords.Tool, new { hostedZoneId = "Z1", name });
        var replaced = await PlanAsync(UpsertRecord.Tool, new { hostedZoneId = "Z1", name, type = "PTR", values = new[] { "b." } });
        var deleted = await PlanAsync(DeleteRecord.Tool, key);

        Assert.Equal("0/25.example.com.", Assert.Single(listed.GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
        Assert.StartsWith("0/25.example.com. PTR: value: 300 s a. -> 300 s b.", Lines(replaced)[0], StringComparison.Ordinal);
        Assert.Equal("Delete 0/25.example.com. PTR 300 s a.", deleted.Summary);
    }

    // S3-C13c
    [Fact]
    public async Task A_private_zone_is_not_tested()
    {
        Client.GetHostedZoneAsync(default!, default)
            .ReturnsForAnyArgs(new GetHostedZoneResponse
            {
                HostedZone = new()
                {
                    Id = "/hostedzone/Z1",
                    Name = "in.example.",
                    Config = new() { PrivateZone = true }
                }
            });

        var error = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(TestDnsAnswer.Tool, new { hostedZoneId = "Z1", name = "a.in.example" }));

        Assert.Equal((ToolErrorCode.NotSupported, "in.example. is a private zone, and Route 53 tests public ones only."),
            (error.Code, error.Message));
    }

    private void There(params ResourceRecordSet[] records) =>
        Client.ListResourceRecordSetsAsync(default!, default)
        .ReturnsForAnyArgs(new ListResourceRecordSetsResponse { ResourceRecordSets = [.. records] });
}
