using System.Text.Json;

namespace Infra.Plugins.Inventory;

public sealed class ChangesTests : InventoryTest
{
    [Fact]
    public async Task Rows_that_came_went_and_changed_are_told_with_their_fields()
    {
        Keep("prod", ("ec2_instances",
            """[{ "region": "a", "id": "i-1", "state": "running" }, { "region": "a", "id": "i-2", "state": "running" }]"""));
        Keep("prod", ("ec2_instances",
            """[{ "region": "a", "id": "i-1", "state": "stopped" }, { "region": "a", "id": "i-3", "state": "running" }]"""));

        var told = await ChangesAsync(new { table = "ec2_instances" });

        Assert.Equal(["changed i-1 state running stopped", "removed i-2", "added i-3"], Lines(told));
        Assert.True(told.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Pages_go_on_where_the_last_one_ended()
    {
        Keep("prod", ("ec2_volumes", "[]"));
        Keep("prod", ("ec2_volumes",
            """[{ "region": "a", "id": "vol-1" }, { "region": "a", "id": "vol-2" }, { "region": "a", "id": "vol-3" }]"""));

        var first = await ChangesAsync(new { table = "ec2_volumes", limit = 2 });
        var second = await ChangesAsync(new { table = "ec2_volumes", limit = 2, cursor = first.GetProperty("nextCursor").GetString() });

        Assert.Equal(["added vol-1", "added vol-2", "added vol-3"], Lines(first).Concat(Lines(second)));
    }

    [Fact]
    public async Task Rows_without_a_key_of_their_own_are_added_or_removed()
    {
        foreach (var value in new[] { "1", "2" })
            Keep("prod", ("ec2_tags", $$"""
                [{ "region": "a", "resourceId": "i-1", "key": "a", "value": "{{value}}" }, { "region": "a", "resourceId": "i-1", "key": "b", "value": "1" },
                 { "region": "a", "resourceId": "i-2", "key": "a", "value": "1" }, { "region": "a", "resourceId": "i-2", "key": "b", "value": "2" }]
                """));
        Assert.Equal(["added", "removed"], (await ChangesAsync(new { table = "ec2_tags" })).GetProperty("items").EnumerateArray()
            .Select(r => r.GetProperty("change").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_account_that_was_not_read_again_has_not_changed()
    {
        Keep("prod", ("ec2_instances", """[{ "region": "a", "id": "i-1" }]"""));
        Keep("dev", ("ec2_instances", """[{ "region": "a", "id": "i-2" }]"""));
        Assert.Equal(["added i-2"], Lines(await ChangesAsync(new { table = "ec2_instances" })));
    }

    [Fact]
    public async Task A_region_that_did_not_answer_or_was_not_asked_has_not_changed()
    {
        Keep("prod", ("ec2_instances",
            """[{ "region": "a", "id": "i-1" }, { "region": "b", "id": "i-2" }, { "region": "c", "id": "i-3" }]"""));
        using (var snapshot = new ParquetStore(Folder).Begin(""))
        {
            using (var part = snapshot.Open(Table("ec2_instances"), "prod", ["a", "b"]))
            {
                part.Add([new() { ["region"] = "a", ["id"] = "i-4" }]);
                part.Complete([new("b", "Throttled", "Later.")], isEmpty: false);
            }

            snapshot.Complete([Table("ec2_instances")]);
        }

        Assert.Equal(["removed i-1", "added i-4"], Lines(await ChangesAsync(new { table = "ec2_instances" })));
    }

    [Fact]
    public async Task What_is_not_there_is_named_beside_what_is()
    {
        Assert.Contains("infra inventory sync", (await FailAsync(new { table = "x" })).Hint, StringComparison.Ordinal);
        var time = Keep("prod", ("ec2_volumes", "[]"));
        Assert.Contains("ec2_volumes", (await FailAsync(new { table = "../x" })).Hint, StringComparison.Ordinal);
        Assert.Contains("Only one", (await FailAsync(new { table = "ec2_volumes" })).Message, StringComparison.Ordinal);
        Assert.Contains("no snapshot", (await FailAsync(new { table = "ec2_volumes", to = time.AddDays(-1).ToString("O") })).Message,
            StringComparison.Ordinal);
        Assert.Contains("no time", (await FailAsync(new { table = "ec2_volumes", to = "soon" })).Message, StringComparison.Ordinal);
    }

    private Task<JsonElement> ChangesAsync(object arguments) => RunAsync(Changes.Tool(Folder), arguments);

    private Task<ToolException> FailAsync(object arguments) => Assert.ThrowsAsync<ToolException>(() => ChangesAsync(arguments));

    private static List<string> Lines(JsonElement told) =>
    [
        .. told.GetProperty("items").EnumerateArray().Select(r => string.Join(' ',
            new[] { r.GetProperty("change").GetString(), r.GetProperty("key").GetString() }.Concat(
                r.TryGetProperty("fields", out var fields)
                    ? fields.EnumerateArray().SelectMany(f => f.EnumerateObject().Select(p => p.Value.GetString())) : [])))
    ];
}
