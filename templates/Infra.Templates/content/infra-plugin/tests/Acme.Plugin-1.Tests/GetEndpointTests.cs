using Amazon.AwsService;

namespace AcmeNamespace;

public sealed class GetEndpointTests : ToolTest<IAmazonAwsClientName>
{
    [Fact]
    public async Task The_region_is_the_clients()
    {
        Client.Config.Returns(new AmazonAwsClientNameConfig { RegionEndpoint = Amazon.RegionEndpoint.EUWest1 });

        var result = await RunAsync(GetEndpoint.Tool, new { });

        Assert.Equal("eu-west-1", result.GetProperty("region").GetString());
    }
}
