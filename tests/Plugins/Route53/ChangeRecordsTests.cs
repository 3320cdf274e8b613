using Amazon.Route53;
using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

public sealed class ChangeRecordsTests : ToolTest<IAmazonRoute53>
{
    private List<Change> sent = [];

    public ChangeRecordsTests()
    {
        Client.GetHostedZoneAsync(default!, default)
            .ReturnsForAnyArgs(new GetHostedZoneResponse { HostedZone = new() { Id = "/hostedzone/Z1", Name = "example.com." } });
        Client.ListTagsForResourceAsync(default!, default).ReturnsForAnyArgs(new ListTagsForResourceResponse());
        Client.ChangeResourceRecordSetsAsync(Arg.Do<ChangeResourceRecordSetsRequest>(r => sent = r.ChangeBatch.Changes), default)
            .ReturnsForAnyArgs(new ChangeResourceRecordSetsResponse
            {
                ChangeInfo = new()
                {
                    Id = "/change/C1",
                    Status = ChangeStatus.PENDING
                }
            });
        ResourceRecordSet[] there = [Record("api.example.com.", "10.0.0.1"), Record("www.example.com.", "10.0.0.2")];
        // As Route 53 does, a list begins at a name.
        Client.ListResourceRecordSetsAsync(default(ListResourceRecordSetsRequest)!, default).ReturnsForAnyArgs(call =>
            new ListResourceRecordSetsResponse
            {
                ResourceRecordSets = [.. there.Where(r => string.CompareOrdinal(
                    r.Name, call.Arg<ListResourceRecordSetsRequest>().StartRecordName ?? "") >= 0)],
            });
    }

    [Fact]
    public async Task All_changes_are_one_request_and_what_is_left_out_stays()
    {
        var result = await RunAsync(ChangeRecords.Tool, new
        {
            hostedZoneId = "Z1",
            changes = new object[]
            {
                new { action = "delete", name = "api.example.com", type = "A" }, new { name = "www.example.com", type = "A", ttl = 60 },
                new { action = "create", name = "new.example.com", type = "TXT", values = new[] { "hello" } },
            },
        });

        Assert.Equal(["DELETE api.example.com. 300 10.0.0.1", "UPSERT www.example.com. 60 10.0.0.2",
            "CREATE new.example.com. 300 \"hello\""],
            sent.Select(c => string.Join(' ',
                c.Action, c.ResourceRecordSet.Name, c.ResourceRecordSet.TTL, c.ResourceRecordSet.ResourceRecords[0].Value)));
        Assert.Equal("C1", result.GetProperty("changeId").GetString());
        await Client.ReceivedWithAnyArgs(1).ChangeResourceRecordSetsAsync(default!, default);
    }

    // What upsert_record cannot do without a moment in which nothing is answered.
    [Fact]
    public async Task A_simple_record_is_replaced_by_one_for_each_region_and_comes_back_by_the_undo()
    {
        var plan = await PlanAsync(ChangeRecords.Tool, new
        {
            hostedZoneId = "Z1",
            changes = new object[]
            {
                new { action = "delete", name = "www.example.com", type = "A" },
                new { name = "www.example.com", type = "A", setIdentifier = "eu", routing = "latency eu-west-1",
                    values = new[] { "10.1.0.1" } },
                new { name = "www.example.com", type = "A", setIdentifier = "us", routing = "latency us-east-1",
                    values = new[] { "10.2.0.1" } },
            },
        });

        Assert.Empty(plan.Obstacles);
        Assert.Equal([ChangeKind.Delete, ChangeKind.Create, ChangeKind.Create], plan.Changes.Select(c => c.Kind));
        Assert.Equal(["delete us", "delete eu", "create "], plan.Undo!.Arguments.GetProperty("changes").EnumerateArray().Select(c =>
            $"{c.GetProperty("action")} {(c.TryGetProperty("setIdentifier", out var id) ? id.GetString() : "")}"));
    }

    [Fact]
    public async Task What_would_not_be_allowed_to_stay_is_an_obstacle()
    {
        var plan = await PlanAsync(ChangeRecords.Tool, new
        {
            hostedZoneId = "Z1",
            changes = new object[]
            {
                new { action = "create", name = "www.example.com", type = "A", values = new[] { "10.0.0.9" } },
                new { name = "api.example.com", type = "CNAME", values = new[] { "lb.example.net" } },
                new { name = "db.example.com", type = "A", setIdentifier = "a", routing = "failover PRIMARY",
                    values = new[] { "10.0.0.3" } },
                new { name = "db.example.com", type = "A", setIdentifier = "b", routing = "failover PRIMARY",
                    values = new[] { "10.0.0.4" } },
            },
        });

        Assert.Contains("www.example.com. A exists: upsert changes it.", plan.Obstacles);
        Assert.Contains(plan.Obstacles, o => o.StartsWith("A CNAME stands alone", StringComparison.Ordinal));
        Assert.Contains(plan.Obstacles, o => o.EndsWith("two records cannot both be failover PRIMARY.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("delete", "gone.example.com", ToolErrorCode.NotFound)]
    [InlineData("upsert", "www.example.org", ToolErrorCode.InvalidInput)]
    public async Task A_record_that_is_not_there_or_not_of_the_zone_is_refused(string action, string name, ToolErrorCode code)
    {
        var refused = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ChangeRecords.Tool,
            new { hostedZoneId = "Z1", changes = new[] { new { action, name, type = "A", values = new[] { "10.0.0.1" } } } }));

        Assert.Equal(code, refused.Code);
    }

    [Fact]
    public async Task Many_names_are_read_with_the_zone()
    {
        await RunAsync(ChangeRecords.Tool, new
        {
            hostedZoneId = "Z1",
            changes = Enumerable.Range(0, 6).Select(i => new { name = $"h{i}.example.com", type = "A", values = new[] { "10.0.0.1" } }),
        });

        await Client.ReceivedWithAnyArgs(1).ListResourceRecordSetsAsync(default(ListResourceRecordSetsRequest)!, default);
        Assert.Equal(6, sent.Count);
    }

    private static ResourceRecordSet Record(string name, string value) =>
        new() { Name = name, Type = RRType.A, TTL = 300, ResourceRecords = [new() { Value = value }] };

    // Route 53 guide, "Quotas", of ChangeResourceRecordSets.
    [Fact]
    public async Task What_a_batch_cannot_hold_is_an_obstacle()
    {
        var many = Enumerable.Range(0, 6).Select(i => new
        {
            name = $"t{i}.example.com",
            type = "TXT",
            values = Enumerable.Range(0, 100).Select(n => $"v{n}"),
        });
        var twice = new[] { "10.0.0.8", "10.0.0.9" }.Select(ip => new { name = "www.example.com", type = "A", values = new[] { ip } });

        Assert.StartsWith("Route 53 takes 1000 values", Assert.Single((await PlanAsync(ChangeRecords.Tool,
            new { hostedZoneId = "Z1", changes = many })).Obstacles), StringComparison.Ordinal);
        Assert.StartsWith("Route 53 sets a record once", Assert.Single((await PlanAsync(ChangeRecords.Tool,
            new { hostedZoneId = "Z1", changes = twice })).Obstacles), StringComparison.Ordinal);
        Assert.Empty((await PlanAsync(ChangeRecords.Tool, new { hostedZoneId = "Z1", changes = many.Take(5) })).Obstacles);
    }
}
