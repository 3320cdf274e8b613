using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class ModifyNetworkInterfaceTests : InterfaceTest
{
    [Fact]
    public async Task Addresses_of_both_families_come_and_go()
    {
        Client.AssignPrivateIpAddressesAsync(default!, default)
            .ReturnsForAnyArgs(new AssignPrivateIpAddressesResponse
            {
                AssignedPrivateIpAddresses = [
                new() { PrivateIpAddress = "10.0.1.33" }]
            });
        Client.AssignIpv6AddressesAsync(default!, default)
            .ReturnsForAnyArgs(new AssignIpv6AddressesResponse { AssignedIpv6Addresses = ["2001:db8::7"] });
        var input = new
        {
            interfaceId = "eni-9",
            addAddresses = new[] { "ipv4", "10.0.1.9", "ipv6" },
            removeAddresses = new[] { "10.0.1.8" }
        };

        var plan = await PlanAsync(ModifyNetworkInterface.Tool, input);
        var changed = (await RunAsync(ModifyNetworkInterface.Tool, input)).GetProperty("changed").EnumerateArray()
            .Select(c => c.GetString());

        Assert.Contains(plan.Changes, c => c.Kind == ChangeKind.Lose && c.Resource == "the association of 203.0.113.8 with 10.0.1.8");
        Assert.Equal("""{"interfaceId":"eni-9","removeAddresses":["10.0.1.9"],"addAddresses":["10.0.1.8"]}""",
            plan.Undo!.Arguments.GetRawText());
        Assert.Equal(["gave eni-9 the address 10.0.1.33", "gave eni-9 10.0.1.9", "gave eni-9 the address 2001:db8::7",
            "took 10.0.1.8 from eni-9"], changed);
        await Client.Received(1)
            .UnassignPrivateIpAddressesAsync(Arg.Is<UnassignPrivateIpAddressesRequest>(r => r.PrivateIpAddresses.Single() == "10.0.1.8"),
                default);
    }

    [Fact]
    public async Task The_primary_address_and_one_that_it_does_not_have_are_obstacles() => Assert.Equal(
        ["10.0.1.7 is its primary address, which stays.", "eni-9 has no address 10.0.1.99."],
        (await PlanAsync(ModifyNetworkInterface.Tool, new { interfaceId = "eni-9", removeAddresses = new[] { "10.0.1.7", "10.0.1.99" } }))
            .Obstacles);

    [Fact]
    public async Task Groups_and_the_check_are_requests_of_their_own()
    {
        await RunAsync(ModifyNetworkInterface.Tool,
            new { interfaceId = "eni-9", securityGroupIds = new[] { "sg-2" }, sourceDestCheck = false });

        await Client.Received(1)
            .ModifyNetworkInterfaceAttributeAsync(
                Arg.Is<ModifyNetworkInterfaceAttributeRequest>(r => r.SourceDestCheck == false && r.Groups == null), default);
        await Client.Received(1)
            .ModifyNetworkInterfaceAttributeAsync(
                Arg.Is<ModifyNetworkInterfaceAttributeRequest>(r => r.Groups != null && r.SourceDestCheck == null), default);
    }
}
