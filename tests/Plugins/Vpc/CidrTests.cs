namespace Infra.Plugins.Vpc;

public sealed class CidrTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/9", "10.128.0.1", false)]
    [InlineData("10.0.0.0/31", "10.0.0.1/32", true)]
    [InlineData("10.0.0.1/32", "10.0.0.0/31", false)]
    [InlineData("0.0.0.0/0", "203.0.113.7", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("2001:db8::/33", "2001:db8:7fff::/48", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::/48", false)]
    public void A_block_contains_what_its_prefix_says(string block, string other, bool contains) =>
        Assert.Equal(contains, Cidr.Parse(block)!.Value.Contains(Cidr.Parse(other)!.Value));

    [Theory]
    [InlineData("sg-1")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("::/129")]
    [InlineData("/8")]
    [InlineData(null)]
    public void What_is_no_block_is_null(string? text) => Assert.Null(Cidr.Parse(text));
}
