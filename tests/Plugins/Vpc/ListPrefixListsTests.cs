namespace Infra.Plugins.Vpc;

public sealed class ListPrefixListsTests : PrefixListTest
{
    [Fact]
    public async Task One_list_comes_with_its_blocks()
    {
        Assert.Equal("203.0.113.0/24 (office)",
            (await RunAsync(ListPrefixLists.Tool, new { prefixListId = "pl-1" })).GetProperty("items")[0].GetProperty("entries")[0]
                .GetString());
        Assert.False((await RunAsync(ListPrefixLists.Tool, new { })).GetProperty("items")[0].TryGetProperty("entries", out _));
    }
}
