using Amazon.EC2;

namespace Infra.Plugins.Vpc;

public sealed class DeleteNetworkInterfaceTests : InterfaceTest
{
    [Fact]
    public async Task Its_addresses_are_lost_and_an_elastic_one_stays()
    {
        var plan = await PlanAsync(DeleteNetworkInterface.Tool, new { interfaceId = "eni-9" });
        Assert.Contains("Elastic IP 203.0.113.8: stays; it costs money until it is released", Lines(plan));
        Eni.Status = NetworkInterfaceStatus.InUse;
        Assert.Single((await PlanAsync(DeleteNetworkInterface.Tool, new { interfaceId = "eni-9" })).Obstacles);

        await RunAsync(DeleteNetworkInterface.Tool, new { interfaceId = "eni-9" });
        await Client.ReceivedWithAnyArgs(1).DeleteNetworkInterfaceAsync(default!, default);
    }

    [Fact]
    public async Task An_address_of_Amazon_goes_with_it()
    {
        Eni.PrivateIpAddresses[1].Association = new() { PublicIp = "203.0.113.8", IpOwnerId = "amazon" };

        Assert.Contains("LOST: public address 203.0.113.8",
            Lines(await PlanAsync(DeleteNetworkInterface.Tool, new { interfaceId = "eni-9" })));
    }
}
