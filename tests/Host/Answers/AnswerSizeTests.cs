using System.Text.Json.Nodes;

namespace Infra.Core.Answers;

public sealed class AnswerSizeTests
{
    private static JsonObject Page(int count, string? next = null)
    {
        var page = new JsonObject { ["items"] = new JsonArray([.. Enumerable.Range(0, count).Select(i => new JsonObject { ["id"] = i })]), ["complete"] = next is null };
        if (next is not null) page["nextCursor"] = next;
        return page;
    }

    [Theory]
    [InlineData(10, 1000)]
    [InlineData(1000, 40)]
    public void Pages_that_are_cut_give_every_row_once(int limit, int size)
    {
        // A tool that pages by 30 rows, and a host that cuts each page further.
        List<int> seen = [];
        string? cursor = null;
        do
        {
            var at = Place.Read(cursor, "t");
            var start = at.Cursor is null ? 0 : int.Parse(at.Cursor, System.Globalization.CultureInfo.InvariantCulture);
            var page = Page(30, start < 60 ? (start + 30).ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
            AnswerSize.CutPage(page, "t", at, limit, size);
            seen.AddRange(page["items"]!.AsArray().Select(i => start + i!["id"]!.GetValue<int>()));
            cursor = page["nextCursor"]?.GetValue<string>();
            Assert.Equal(cursor is null, page["complete"]!.GetValue<bool>());
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 90), seen);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("bm90IGpzb24")]
    [InlineData("WyJvdGhlciIsMCxudWxsXQ")]
    [InlineData("WyJ0IiwtMSxudWxsXQ")]
    public void A_cursor_of_another_tool_or_of_nobody_is_refused(string cursor) =>
        Assert.Equal(ToolErrorCode.InvalidInput, Assert.Throws<ToolException>(() => Place.Read(cursor, "t")).Code);

    [Fact]
    public void A_large_result_is_cut_where_it_is_large_and_says_so()
    {
        var result = new JsonObject { ["name"] = "a", ["rules"] = new JsonArray([.. Enumerable.Range(0, 5000).Select(i => JsonValue.Create($"rule {i}"))]), ["log"] = new string('x', 50_000) };

        AnswerSize.CutToSize(result, 5000);

        Assert.True(result.ToJsonString().Length < 5300);
        Assert.Equal("a", result["name"]!.GetValue<string>());
        Assert.Contains(result["truncated"]!.AsArray(), t => t!.GetValue<string>().EndsWith("of 5000 items", StringComparison.Ordinal));
        Assert.Contains(result["truncated"]!.AsArray(), t => t!.GetValue<string>().EndsWith("of 50000 characters", StringComparison.Ordinal));
    }

    [Fact]
    public void A_result_that_fits_is_left_alone()
    {
        var result = new JsonObject { ["name"] = "a" };

        AnswerSize.CutToSize(result, 5000);

        Assert.False(result.ContainsKey("truncated"));
    }
}
