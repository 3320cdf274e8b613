using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins;

public sealed class PagingTests
{
    [Fact]
    public async Task What_is_asked_for_by_its_id_is_found_behind_an_empty_page()
    {
        var found = await Paging.FirstAsync<Volume>(token => Task.FromResult<(List<Volume>?, string?)>(token switch
        {
            null => (null, "a"),
            "a" => ([new() { VolumeId = "vol-0" }], "b"),
            _ => ([new() { VolumeId = "vol-1" }], null),
        }), v => v.VolumeId == "vol-1");

        Assert.Equal("vol-1", found!.VolumeId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("again")]
    public async Task Without_it_the_search_ends_with_the_last_page_also_where_AWS_repeats_its_token(string? last)
    {
        var pages = 0;

        Assert.Null(await Paging.FirstAsync<Volume>(token =>
        {
            pages++;
            return Task.FromResult<(List<Volume>?, string?)>(([], token is null ? "again" : last));
        }));
        Assert.Equal(2, pages);
    }
}
