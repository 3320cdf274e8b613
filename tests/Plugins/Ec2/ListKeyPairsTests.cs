using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ListKeyPairsTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task Rows_are_sorted_by_name()
    {
        Client.DescribeKeyPairsAsync(default(DescribeKeyPairsRequest)!, default).ReturnsForAnyArgs(new DescribeKeyPairsResponse
        {
            KeyPairs = [new() { KeyPairId = "key-2", KeyName = "b", KeyType = "rsa" }, new() { KeyPairId = "key-1", KeyName = "a" }],
        });

        var page = await RunAsync(ListKeyPairs.Tool, new { });

        Assert.Equal("key-1", page.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.True(page.GetProperty("complete").GetBoolean());
    }
}
