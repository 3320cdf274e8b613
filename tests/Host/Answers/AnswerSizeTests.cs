using System.Globalization;
using System.Text.Json.Nodes;

namespace Infra.Core.Answers;

public sealed class AnswerSizeTests
{
    // A tool that pages by some rows of random width, and a host that cuts each page further: every row comes once, in order, and no
    // page is longer than allowed unless it is a single row. ANS-R2
    [Theory]
    [InlineData(1, 1_000, 100)]
    [InlineData(7, 60_000, 100)]
    [InlineData(10, 500, 30)]
    [InlineData(500, 2_000, 60)]
    [InlineData(500, 60_000, 1_200)]
    [InlineData(int.MaxValue, 10_000, 1_200)]
    [InlineData(int.MaxValue, 40, 90)]
    public void Pages_that_are_cut_give_every_row_once(int limit, int size, int count)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var rows = Enumerable.Range(0, count)
                .Select(i => new JsonObject { ["id"] = i, ["text"] = new string('x', random.Next(0, 400)) }).ToList();
            var own = random.Next(1, count + 1);
            List<int> seen = [];
            string? cursor = null;
            do
            {
                var at = Place.Read(cursor, "t");
                var start = at.Cursor is null ? 0 : int.Parse(at.Cursor, CultureInfo.InvariantCulture);
                var page = new JsonObject
                {
                    ["items"] = new JsonArray([.. rows.Skip(start).Take(own).Select(r => r.DeepClone())]),
                    ["note"] = "A note."
                };
                AnswerSize.CutPage(page, "t", at, start + own < count ? (start + own).ToString(CultureInfo.InvariantCulture) : null,
                    limit, size);

                var items = page["items"]!.AsArray();
                Assert.InRange(items.Count, 1, limit);
                Assert.True(items.Count == 1 || HostJson.Text(page).Length <= size,
                    $"seed {seed}: {HostJson.Text(page).Length} characters");
                seen.AddRange(items.Select(i => i!["id"]!.GetValue<int>()));
                cursor = page["nextCursor"]?.GetValue<string>();
                Assert.Equal(cursor is null, page["complete"]!.GetValue<bool>());
            }
            while (cursor is not null);

            Assert.Equal(Enumerable.Range(0, count), seen);
        }
    }

    [Fact]
    public void A_row_that_is_too_long_by_itself_is_cut_inside_and_the_page_says_so()
    {
        var page = new JsonObject { ["items"] = new JsonArray(new JsonObject { ["id"] = 1, ["text"] = new string('x', 50_000) }) };

        AnswerSize.CutPage(page, "t", new(null, 0), null, int.MaxValue, 2_000);

        Assert.InRange(HostJson.Text(page).Length, 1, 2_300);
        Assert.Equal(1, page["items"]![0]!["id"]!.GetValue<int>());
        Assert.Contains("of 50000 characters", page["note"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(page["complete"]!.GetValue<bool>());
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
        var result = new JsonObject
        {
            ["name"] = "a",
            ["rules"] =
            new JsonArray([.. Enumerable.Range(0, 5000).Select(i => JsonValue.Create($"rule {i}"))]),
            ["log"] = new string('x', 50_000)
        };

        AnswerSize.CutToSize(result, 5000);

        Assert.True(result.ToJsonString().Length < 5300);
        Assert.Equal("a", result["name"]!.GetValue<string>());
        Assert.Contains(result["truncated"]!.AsArray(), t => t!.GetValue<string>().EndsWith("of 5000 items", StringComparison.Ordinal));
        Assert.Contains(result["truncated"]!.AsArray(),
            t => t!.GetValue<string>().EndsWith("of 50000 characters", StringComparison.Ordinal));
    }

    [Fact]
    public void A_result_that_fits_is_left_alone()
    {
        var result = new JsonObject { ["name"] = "a" };

        AnswerSize.CutToSize(result, 5000);

        Assert.False(result.ContainsKey("truncated"));
    }
}
