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
    [InlineData("10.1/16")]
    [InlineData("010.0.0.0/8")]
    [InlineData("0x0a.0.0.0/8")]
    [InlineData("[::1]/128")]
    [InlineData("fe80::1%1/64")]
    [InlineData(null)]
    public void What_is_no_block_is_null(string? text) => Assert.Null(Cidr.Parse(text));

    // EC2-L1, PUB-24
    [Theory]
    [InlineData("100.68.0.18/18", "100.68.0.0/18")]
    [InlineData("10.0.0.1/0", "0.0.0.0/0")]
    [InlineData("203.0.113.7", "203.0.113.7/32")]
    [InlineData("2001:DB8:A:0::1/48", "2001:db8:a::/48")]
    [InlineData("2001:db8::ffff/121", "2001:db8::ff80/121")]
    public void A_block_is_written_as_EC2_keeps_it(string text, string canonical) => Assert.Equal(canonical, Cidr.Require(text).ToString());

    // EC2-M7
    [Theory]
    [InlineData("0.0.0.0/0", true, false)]
    [InlineData("0.0.0.0/1 128.0.0.0/1", true, false)]
    [InlineData("0.0.0.0/2 64.0.0.0/2 128.0.0.0/2 192.0.0.0/2", true, false)]
    // All that the internet routes, without private, reserved and multicast addresses.
    [InlineData("0.0.0.0/1 128.0.0.0/2 192.0.0.0/3", true, false)]
    [InlineData("::/1 8000::/1", false, true)]
    [InlineData("2000::/3", false, true)]
    [InlineData("2000::/4 3000::/4 0.0.0.0/0", true, true)]
    [InlineData("0.0.0.0/1", false, false)]
    [InlineData("0.0.0.0/1 128.0.0.0/2", false, false)]
    [InlineData("2000::/4", false, false)]
    [InlineData("10.0.0.0/8 192.168.0.0/16", false, false)]
    [InlineData("", false, false)]
    public void Blocks_are_the_world_together(string blocks, bool ipv4, bool ipv6) =>
        Assert.Equal((ipv4, ipv6), Cidr.World([.. blocks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Cidr.Require)]));
}
