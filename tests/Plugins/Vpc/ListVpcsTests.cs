using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class ListVpcsTests : NetworkTest
{
    [Fact]
    public async Task All_blocks_in_use_are_told_and_limits_are_those_of_EC2()
    {
        Vpc.CidrBlockAssociationSet =
        [
            new() { CidrBlock = "10.0.0.0/16", CidrBlockState = new() { State = "associated" } },
                new() { CidrBlock = "10.1.0.0/16", CidrBlockState = new() { State = "disassociated" } },
        ];
        Vpc.Ipv6CidrBlockAssociationSet = [new() { Ipv6CidrBlock = "2001:db8::/56", Ipv6CidrBlockState = new() { State = "associated" } }];

        var page = await RunAsync(ListVpcs.Tool, new { cidrBlock = "10.0.7.7/16", limit = 1, cursor = "next" });

        Assert.Equal("""["10.0.0.0/16","2001:db8::/56"]""", page.GetProperty("items")[0].GetProperty("cidrBlocks").ToString());
        await Client.Received().DescribeVpcsAsync(Arg.Is<DescribeVpcsRequest>(r =>
            r.MaxResults == 5 && r.NextToken == "next" && r.Filters.Single().Values.Single() == "10.0.0.0/16"), default);
    }

    [Theory]
    [InlineData("STAG*", 1)]
    [InlineData("staging", 1)]
    [InlineData("stag", 0)]
    public async Task A_name_is_the_whole_name_without_regard_to_case(string name, int found) =>
        Assert.Equal(found, (await RunAsync(ListVpcs.Tool, new { name })).GetProperty("items").GetArrayLength());
}
