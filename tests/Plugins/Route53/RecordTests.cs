using Amazon.Route53;
using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

public sealed class RecordTests : ToolTest<IAmazonRoute53>
{
    private ResourceRecordSet? changed;

    public RecordTests()
    {
        Client.GetHostedZoneAsync(default!, default).ReturnsForAnyArgs(new GetHostedZoneResponse { HostedZone = new() { Id = "/hostedzone/Z1", Name = "example.com." } });
        Client.ListTagsForResourceAsync(default!, default).ReturnsForAnyArgs(new ListTagsForResourceResponse { ResourceTagSet = new() { Tags = [new() { Key = "team", Value = "dns" }] } });
        Client.ChangeResourceRecordSetsAsync(Arg.Do<ChangeResourceRecordSetsRequest>(r => changed = r.ChangeBatch.Changes[0].ResourceRecordSet), default)
            .ReturnsForAnyArgs(new ChangeResourceRecordSetsResponse { ChangeInfo = new() { Id = "/change/C1", Status = ChangeStatus.PENDING } });
        There(
            new() { Name = "www.example.com.", Type = RRType.A, TTL = 300, ResourceRecords = [new() { Value = "10.0.0.1" }] },
            new() { Name = "www.example.com.", Type = RRType.TXT, TTL = 60, ResourceRecords = [new() { Value = "\"a\"" }] },
            new() { Name = "zzz.example.com.", Type = RRType.A, TTL = 300, ResourceRecords = [new() { Value = "10.0.0.9" }] });
    }

    [Fact]
    public async Task A_name_and_a_type_are_where_the_list_begins_and_ends()
    {
        var page = await RunAsync(ListRecords.Tool, new { zoneId = "Z1", name = "WWW.example.com", type = "a" });

        Assert.Equal("10.0.0.1", Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("values")[0].GetString());
    }

    [Fact]
    public async Task The_cursor_holds_all_three_parts_of_the_place()
    {
        ListResourceRecordSetsRequest? sent = null;
        Client.ListResourceRecordSetsAsync(Arg.Do<ListResourceRecordSetsRequest>(r => sent = r), default).ReturnsForAnyArgs(new ListResourceRecordSetsResponse
        {
            ResourceRecordSets = [new() { Name = "\\052.example.com.", Type = RRType.A, SetIdentifier = "blue", Weight = 10, AliasTarget = new() { DNSName = "lb.", HostedZoneId = "Z2" } }],
            IsTruncated = true,
            NextRecordName = "www.example.com.",
            NextRecordType = RRType.A,
            NextRecordIdentifier = "green | 2",
        });

        var page = await RunAsync(ListRecords.Tool, new { zoneId = "Z1" });
        await RunAsync(ListRecords.Tool, new { zoneId = "Z1", cursor = page.GetProperty("nextCursor").GetString() });

        Assert.Equal(("www.example.com.", "A", "green | 2"), (sent!.StartRecordName, sent.StartRecordType.Value, sent.StartRecordIdentifier));
        var row = page.GetProperty("items")[0];
        Assert.Equal(("*.example.com.", "blue: weight 10"), (row.GetProperty("name").GetString(), row.GetProperty("routing").GetString()));
        Assert.False(row.TryGetProperty("values", out _));
    }

    [Fact]
    public async Task A_replacement_is_planned_from_old_to_new()
    {
        var plan = await PlanAsync(UpsertRecord.Tool, new { zoneId = "/hostedzone/Z1", name = "www.example.com", type = "A", values = new[] { "10.0.0.2" }, ttl = 60 });

        Assert.Equal(["www.example.com. A: 300 s 10.0.0.1 -> 60 s 10.0.0.2", "resolvers may answer with the old value for 300 s"], plan.Effects);
        Assert.Equal(("Z1", "dns"), (plan.Resources[0].Id, plan.Resources[0].Tags!["team"]));
    }

    [Fact]
    public async Task A_CNAME_beside_other_records_is_foretold()
    {
        var plan = await PlanAsync(UpsertRecord.Tool, new { zoneId = "Z1", name = "www.example.com", type = "CNAME", values = new[] { "a.example.net" } });

        Assert.Equal(2, plan.Effects.Count(e => e.StartsWith("AWS will refuse: a CNAME stands alone", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_name_outside_the_zone_is_refused_before_AWS_is_asked_to_change()
    {
        var error = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(UpsertRecord.Tool, new { zoneId = "Z1", name = "www", type = "A", values = new[] { "10.0.0.2" } }));

        Assert.Contains("www.example.com.", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alias_has_no_TTL_and_a_weighted_record_keeps_its_identifier()
    {
        await RunAsync(UpsertRecord.Tool, new { zoneId = "Z1", name = "www.example.com", type = "A", aliasOf = "lb.eu-west-1.elb.amazonaws.com", aliasZoneId = "Z32O12XQLNTSW2", weight = 0, setIdentifier = "blue" });

        Assert.Equal((null, "Z32O12XQLNTSW2", 0, "blue"), (changed!.TTL, changed.AliasTarget.HostedZoneId, changed.Weight, changed.SetIdentifier));
        Assert.Null(changed.ResourceRecords);
    }

    [Fact]
    public async Task Long_text_is_quoted_in_pieces()
    {
        await RunAsync(UpsertRecord.Tool, new { zoneId = "Z1", name = "example.com", type = "TXT", values = new[] { new string('a', 300), "\"done\"", "say \"hi\"" } });

        Assert.Equal([$"\"{new string('a', 255)}\" \"{new string('a', 45)}\"", "\"done\"", "\"say \\\"hi\\\"\""], changed!.ResourceRecords.Select(r => r.Value));
    }

    [Fact]
    public async Task Waiting_ends_when_the_change_is_everywhere()
    {
        Client.GetChangeAsync(default!, default).ReturnsForAnyArgs(new GetChangeResponse { ChangeInfo = new() { Id = "/change/C1", Status = ChangeStatus.INSYNC } });

        Assert.Equal("INSYNC", (await RunAsync(UpsertRecord.Tool, new { zoneId = "Z1", name = "www.example.com", type = "A", values = new[] { "10.0.0.2" }, wait = true })).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_change_is_asked_for_without_its_path()
    {
        Client.GetChangeAsync(default!, default).ReturnsForAnyArgs(new GetChangeResponse { ChangeInfo = new() { Id = "/change/C1", Status = ChangeStatus.PENDING } });

        Assert.Equal("C1", (await RunAsync(GetChange.Tool, new { changeId = "/change/C1" })).GetProperty("id").GetString());
        await Client.Received().GetChangeAsync(Arg.Is<GetChangeRequest>(r => r.Id == "C1"), default);
    }

    [Fact]
    public async Task Deleting_names_and_sends_the_record_in_full()
    {
        var input = new { zoneId = "Z1", name = "www.example.com.", type = "a" };

        Assert.Equal("www.example.com. A 300 s 10.0.0.1 is deleted", (await PlanAsync(DeleteRecord.Tool, input)).Effects[0]);
        await RunAsync(DeleteRecord.Tool, input);

        Assert.Equal((300, "10.0.0.1"), (changed!.TTL, changed.ResourceRecords.Single().Value));
    }

    [Fact]
    public async Task Deleting_one_of_several_needs_its_identifier()
    {
        There(new() { Name = "w.example.com.", Type = RRType.A, SetIdentifier = "a", Weight = 1 }, new() { Name = "w.example.com.", Type = RRType.A, SetIdentifier = "b", Weight = 2 });

        var error = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteRecord.Tool, new { zoneId = "Z1", name = "w.example.com", type = "A" }));
        var plan = await PlanAsync(DeleteRecord.Tool, new { zoneId = "Z1", name = "w.example.com", type = "A", setIdentifier = "b" });

        Assert.Equal("Give setIdentifier: a, b.", error.Hint);
        Assert.Contains("stays: w.example.com. A", plan.Effects[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zones_own_records_are_kept()
    {
        There(new ResourceRecordSet { Name = "example.com.", Type = RRType.NS, TTL = 1 });

        Assert.Equal(ToolErrorCode.Conflict, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteRecord.Tool, new { zoneId = "Z1", name = "example.com", type = "NS" }))).Code);
    }

    [Fact]
    public async Task The_answer_of_the_name_servers_is_told()
    {
        Client.TestDNSAnswerAsync(default!, default).ReturnsForAnyArgs(new TestDNSAnswerResponse { ResponseCode = "NXDOMAIN", RecordName = "no.example.com", RecordType = RRType.A, RecordData = null });

        Assert.Equal("NXDOMAIN", (await RunAsync(TestDnsAnswer.Tool, new { zoneId = "Z1", name = "no.example.com", type = "a" })).GetProperty("responseCode").GetString());
        await Client.Received().TestDNSAnswerAsync(Arg.Is<TestDNSAnswerRequest>(r => r.RecordType == RRType.A), default);
    }

    private void There(params ResourceRecordSet[] records) => Client.ListResourceRecordSetsAsync(default!, default).ReturnsForAnyArgs(new ListResourceRecordSetsResponse { ResourceRecordSets = [.. records] });
}
