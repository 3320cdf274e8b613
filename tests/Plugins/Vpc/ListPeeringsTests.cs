namespace Infra.Plugins.Vpc;

public sealed class ListPeeringsTests : NetworkTest
{
    [Fact]
    public async Task Either_side_is_found()
    {
        Assert.Equal("pcx-1",
            Assert.Single((await RunAsync(ListPeerings.Tool, new { vpcId = "vpc-2" })).GetProperty("items").EnumerateArray())
            .GetProperty("id").GetString());
        Assert.Equal(2, (await RunAsync(ListPeerings.Tool, new { vpcId = "vpc-1" })).GetProperty("items").GetArrayLength());
    }
}
