using System.Text.Json;
using Infra.Emulator.Lambda;

namespace Infra.Emulator.Logs;

public sealed class GroupTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    private const string Group = "/ecs/web";

    [Fact]
    public async Task A_group_lives_with_its_filters_from_its_creation_to_its_deletion()
    {
        await CallAsync("logs_create_group", new { name = Group, retentionDays = 90, tags = new { team = "web" } });
        await CallAsync("logs_create_group", new { name = $"{Group}-2" });
        // The emulator takes a destination for a group of its name.
        await CallAsync("logs_create_group", new { name = "alerts" });
        await ConfirmAsync("logs_set_retention", new { group = Group, retentionDays = 30 });
        Wire.Answer("PutLogGroupDeletionProtection", "{}");
        var kept = await CallAsync("logs_set_deletion_protection", new { group = Group, enabled = true });
        Assert.True(kept.GetProperty("deletionProtection").GetBoolean());
        // The emulator lacks both of these.
        Wire.Answer("AssociateKmsKey", "{}");
        Wire.Answer("DisassociateKmsKey", "{}");
        const string key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
        Assert.Equal(key,
            (await CallAsync("logs_set_kms_key", new { group = Group, kmsKeyArn = key })).GetProperty("kmsKeyArn").GetString());
        await CallAsync("logs_set_kms_key", new { group = Group });
        var groups = (await CallAsync("logs_list_groups", new { prefix = Group })).GetProperty("items").EnumerateArray();
        Assert.Equal(30, groups.Single(g => g.GetProperty("name").GetString() == Group).GetProperty("retentionDays").GetInt32());

        await CallAsync("logs_put_metric_filter",
            new { group = Group, name = "errors", pattern = "ERROR", @namespace = "Shop", metric = "Errors", defaultValue = 0 });
        await CallAsync("logs_put_subscription", new
        {
            group = Group,
            name = "alerts",
            pattern = "ERROR",
            destinationArn = "arn:aws:logs:us-east-1:123456789012:destination:alerts",
        });
        Assert.Equal(["metric errors", "subscription alerts"], await FiltersAsync());
        var plan = await PlanAsync("logs_delete_group", new { group = Group });
        Assert.Contains(plan.GetProperty("changes").EnumerateArray(), c => c.GetProperty("resource").GetString() is "metric filter errors");

        await ConfirmAsync("logs_delete_filter", new { group = Group, type = "metric", name = "errors" });
        await ConfirmAsync("logs_delete_filter", new { group = Group, type = "subscription", name = "alerts" });
        Assert.Empty(await FiltersAsync());
        await ConfirmAsync("logs_delete_group", new { group = Group });
        Assert.Equal("NotFound", (await FailAsync("logs_set_retention", new { group = Group })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Streams_are_told_and_a_query_counts_what_they_hold()
    {
        await Surroundings.LogAsync(Wire, Group, "web/1", (30, "ERROR one"), (20, "fine"));

        var streams = (await CallAsync("logs_get_group", new { group = Group })).GetProperty("streams").EnumerateArray();
        Assert.Equal("web/1", Assert.Single(streams).GetProperty("name").GetString());

        var found = await CallAsync("logs_query_events", new { groups = new[] { Group }, query = "fields @message" });
        Assert.Equal(["ERROR one", "fine"],
            found.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("@message").GetString()).Order(StringComparer.Ordinal));
        // The emulator's queries are over at once, and scan nothing.
        Wire.Answer("GetQueryResults", JsonSerializer.Serialize(new
        {
            status = "Running",
            results = Array.Empty<object>(),
            statistics = new { bytesScanned = 3e9, recordsMatched = 1, recordsScanned = 5 },
        }));
        Wire.Answer("StopQuery", """{"success":true}""");
        var stopped = await CallAsync("logs_query_events", new { groups = new[] { Group }, query = "fields @message", maxGib = 1 });
        Assert.Equal("Cancelled", stopped.GetProperty("status").GetString());
        Assert.Contains(Wire.Seen, r => r.Operation is "StopQuery");
    }

    [Fact]
    public async Task A_tail_waits_for_what_is_written_next()
    {
        await Surroundings.LogAsync(Wire, Group, "web/1", (30, "old"));

        var following = CallAsync("logs_list_events", new { group = Group, follow = 30 });
        await Task.Delay(TimeSpan.FromSeconds(3));
        await Surroundings.LogAsync(Wire, Group, "web/1", (0, "new"));

        Assert.Equal("new", Assert.Single((await following).GetProperty("items").EnumerateArray()).GetProperty("message").GetString());
    }

    private async Task<IEnumerable<string>> FiltersAsync() =>
        (await CallAsync("logs_get_group", new { group = Group })).GetProperty("filters").EnumerateArray()
            .Select(f => $"{f.GetProperty("type").GetString()} {f.GetProperty("name").GetString()}");
}
