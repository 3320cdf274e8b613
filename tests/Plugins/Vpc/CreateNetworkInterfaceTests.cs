using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class CreateNetworkInterfaceTests : InterfaceTest
{
    [Fact]
    public async Task An_address_outside_of_the_subnet_is_an_obstacle()
    {
        Client.CreateNetworkInterfaceAsync(default!, default)
            .ReturnsForAnyArgs(new CreateNetworkInterfaceResponse { NetworkInterface = Eni });

        Assert.Equal("10.9.9.9 is not in 10.0.1.0/24.",
            Assert.Single((await PlanAsync(CreateNetworkInterface.Tool, new { subnetId = "subnet-1", privateIp = "10.9.9.9" })).Obstacles));
        await RunAsync(CreateNetworkInterface.Tool, new { subnetId = "subnet-1", securityGroupIds = new[] { "sg-1" } });

        await Client.Received()
            .CreateNetworkInterfaceAsync(Arg.Is<CreateNetworkInterfaceRequest>(r => r.Groups.Single() == "sg-1" && r.ClientToken != null),
                default);
    }
}
