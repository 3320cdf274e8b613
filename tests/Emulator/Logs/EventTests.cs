using System.Text.Json;
using Infra.Emulator.Lambda;

namespace Infra.Emulator.Logs;

public sealed class EventTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    [Fact]
    public async Task Pages_that_the_host_cuts_neither_repeat_nor_lose_events_of_a_group_that_is_written_to() // EC2-H3
    {
        var text = new string('x', 300);
        await Surroundings.LogAsync(Wire, "/ecs/web", "a", [.. Enumerable.Range(0, 60).Select(i => (120 - i, $"old-{i} {text}"))]);

        var first = await CallAsync("logs_list_events", new { group = "/ecs/web" });
        await Surroundings.LogAsync(Wire, "/ecs/web", "a", [.. Enumerable.Range(0, 40).Select(i => (40 - i, $"new-{i} {text}"))]);
        List<string> seen = [.. Names(first)];
        var page = first;
        for (var n = 0; n < 10 && page.TryGetProperty("nextCursor", out var cursor); n++)
        {
            page = await CallAsync("logs_list_events", new { group = "/ecs/web", cursor = cursor.GetString() });
            seen.AddRange(Names(page));
        }

        // The host cut the first page before its 50 rows, and asked again for the rest.
        Assert.InRange(Names(first).Count(), 1, 40);
        Assert.Equal(Enumerable.Range(0, 60).Reverse().Select(i => $"old-{i}"), seen);
        Assert.True(page.GetProperty("complete").GetBoolean());
        Assert.Equal("new-39", Names(await CallAsync("logs_list_events", new { group = "/ecs/web" })).First());
    }

    private static IEnumerable<string> Names(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("message").GetString()!.Split(' ')[0]);
}
