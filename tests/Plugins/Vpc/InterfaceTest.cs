using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public abstract class InterfaceTest : NetworkTest
{
    protected InterfaceTest() =>
        Client.DescribeNetworkInterfacesAsync(default!, default)
            .ReturnsForAnyArgs(_ => new DescribeNetworkInterfacesResponse { NetworkInterfaces = [Eni] });

    protected NetworkInterface Eni { get; } = new()
    {
        NetworkInterfaceId = "eni-9",
        SubnetId = "subnet-1",
        Status = NetworkInterfaceStatus.Available,
        AvailabilityZone = "eu-west-1a",
        PrivateIpAddress = "10.0.1.7",
        SourceDestCheck = true,
        Groups = [new() { GroupId = "sg-1" }],
        PrivateIpAddresses =
        [
            new() { PrivateIpAddress = "10.0.1.7", Primary = true },
            new() { PrivateIpAddress = "10.0.1.8", Primary = false, Association = new() { PublicIp = "203.0.113.8",
                AllocationId = "eipalloc-1", IpOwnerId = "123456789012" } },
        ],
    };
}
