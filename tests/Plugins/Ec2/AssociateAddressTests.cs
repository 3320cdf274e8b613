using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class AssociateAddressTests : ToolTest<IAmazonEC2>
{
    private AssociateAddressRequest? sent;

    private void Given(Address address, Instance? instance = null)
    {
        Client.DescribeAddressesAsync(default(DescribeAddressesRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAddressesResponse { Addresses = [address] });
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(instance ?? Ec2Things.Instance()));
        Client.DescribeNetworkInterfacesAsync(default!, default).ReturnsForAnyArgs(new DescribeNetworkInterfacesResponse());
        Client.AssociateAddressAsync(Arg.Do<AssociateAddressRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new AssociateAddressResponse { AssociationId = "eipassoc-1" });
    }

    private static Instance Node()
    {
        var instance = Ec2Things.Instance();
        instance.NetworkInterfaces =
        [
            new() { NetworkInterfaceId = "eni-2", Attachment = new() { DeviceIndex = 1 }, PrivateIpAddress = "10.0.1.5" },
            new()
            {
                NetworkInterfaceId = "eni-1", Attachment = new() { DeviceIndex = 0 }, PrivateIpAddress = "10.0.0.5",
                Association = new() { PublicIp = "198.51.100.9", IpOwnerId = "amazon" },
                PrivateIpAddresses =
                [
                    new() { PrivateIpAddress = "10.0.0.5", Association = new() { PublicIp = "198.51.100.9", IpOwnerId = "amazon" } },
                    new() { PrivateIpAddress = "10.0.0.6", Association = new() { PublicIp = "203.0.113.9", IpOwnerId = "123456789012" } },
                ],
            },
        ];
        return instance;
    }

    [Fact]
    public async Task An_address_in_use_is_taken_from_its_holder_only_if_asked_to()
    {
        Given(Ec2Things.Address("i-9"));

        var refused = await PlanAsync(AssociateAddress.Tool, new { allocationId = "eipalloc-1", instanceId = "i-1" });
        var plan = await PlanAsync(AssociateAddress.Tool,
            new { allocationId = "eipalloc-1", instanceId = "i-1", allowReassociation = true });

        Assert.Contains("allowReassociation", Assert.Single(refused.Obstacles), StringComparison.Ordinal);
        Assert.Empty(plan.Obstacles);
        Assert.Contains("i-9 loses 203.0.113.7, and connections to it end.", plan.Warnings);
        Assert.Equal(["eipalloc-1", "i-1"], plan.Resources.Select(r => r.Id));
    }

    [Fact]
    public async Task It_goes_to_exactly_one_thing()
    {
        Given(Ec2Things.Address());

        await Assert.ThrowsAsync<ToolException>(() => RunAsync(AssociateAddress.Tool, new { allocationId = "eipalloc-1" }));
        await Assert.ThrowsAsync<ToolException>(
            () => RunAsync(AssociateAddress.Tool, new { allocationId = "eipalloc-1", instanceId = "i-1", networkInterfaceId = "eni-1" }));
        await Client.DidNotReceiveWithAnyArgs().AssociateAddressAsync(default!, default);
    }

    [Fact]
    public async Task Reassociation_is_not_allowed_by_default()
    {
        Given(Ec2Things.Address());

        await RunAsync(AssociateAddress.Tool, new { allocationId = "eipalloc-1", instanceId = "i-1" });

        Assert.Equal((false, "i-1"), (sent!.AllowReassociation!.Value, sent.InstanceId));
    }

    // EC2-M8: AWS takes an instance id only for instances with a single interface.
    [Theory]
    [InlineData(null, "eni-1")]
    [InlineData("10.0.0.6", "eni-1")]
    [InlineData("10.0.1.5", "eni-2")]
    public async Task With_several_interfaces_the_one_that_is_meant_is_named(string? privateIp, string expected)
    {
        Given(Ec2Things.Address(), Node());

        await RunAsync(AssociateAddress.Tool, privateIp is null ? new { allocationId = "eipalloc-1", instanceId = "i-1" }
            : new { allocationId = "eipalloc-1", instanceId = "i-1", privateIp } as object);

        Assert.Equal((expected, null, privateIp), (sent!.NetworkInterfaceId, (string?)sent.InstanceId, (string?)sent.PrivateIpAddress));
    }

    // EC2-M6: each private address has a public one of its own.
    [Theory]
    [InlineData("10.0.0.5", "LOST: public address 198.51.100.9 of i-1 eni-1 10.0.0.5")]
    [InlineData("10.0.0.6", "Elastic IP 203.0.113.9: associated with: i-1 eni-1 10.0.0.6 -> none; it costs money until it is released")]
    public async Task The_plan_tells_which_public_address_the_private_one_loses(string privateIp, string expected)
    {
        Given(Ec2Things.Address(), Node());

        var plan = await PlanAsync(AssociateAddress.Tool, new { allocationId = "eipalloc-1", instanceId = "i-1", privateIp });

        Assert.Equal(
        [
            $"203.0.113.7 (eipalloc-1): associated with: none -> i-1 eni-1 {privateIp}",
            expected,
            "To take it back: ec2_disassociate_address {\"allocationId\":\"eipalloc-1\"}",
        ], Lines(plan));
    }

    [Fact]
    public async Task A_private_address_that_the_instance_does_not_have_is_wrong_input()
    {
        Given(Ec2Things.Address(), Node());

        var error = await Assert.ThrowsAsync<ToolException>(
            () => PlanAsync(AssociateAddress.Tool, new { allocationId = "eipalloc-1", instanceId = "i-1", privateIp = "10.9.9.9" }));

        Assert.Equal(ToolErrorCode.InvalidInput, error.Code);
    }

    [Fact]
    public async Task An_association_that_exists_already_changes_nothing()
    {
        var address = Ec2Things.Address("i-1");
        (address.NetworkInterfaceId, address.PrivateIpAddress) = ("eni-1", "10.0.0.5");
        Given(address, Node());

        var plan = await PlanAsync(AssociateAddress.Tool, new { allocationId = "eipalloc-1", instanceId = "i-1" });

        Assert.All(plan.Changes, c => Assert.Equal(ChangeKind.None, c.Kind));
        Assert.Empty(plan.Obstacles);
    }
}
