namespace Infra.Emulator.Ec2;

public sealed class AddressTests(EmulatorFixture fixture) : Ec2Test(fixture)
{
    [Fact]
    public async Task An_address_goes_from_one_instance_to_another_and_back_to_AWS()
    {
        var (first, second) = (await LaunchAsync("first"), await LaunchAsync("second"));
        var address = await CallAsync("ec2_allocate_address", new { name = "vpn" });
        var (id, ip) = (address.GetProperty("id").GetString(), address.GetProperty("publicIp").GetString());
        Assert.Equal(id, Assert.Single(Rows(await CallAsync("ec2_list_addresses", new { unused = true }))).GetProperty("id").GetString());

        await CallAsync("ec2_associate_address", new { allocationId = id, instanceId = first });
        Assert.Empty(Rows(await CallAsync("ec2_list_addresses", new { unused = true })));
        Assert.Equal("Conflict", (await FailAsync("ec2_associate_address", new { allocationId = id, instanceId = second }))
            .GetProperty("code").GetString());
        var move = new { allocationId = id, instanceId = second, allowReassociation = true };
        Assert.Contains($"{first} loses {ip}", Warnings(await PlanAsync("ec2_associate_address", move)));
        await CallAsync("ec2_associate_address", move);
        Assert.Equal("vpn", Assert.Single(Rows(await CallAsync("ec2_list_addresses", new { instanceId = second }))).GetProperty("name")
            .GetString());

        Assert.Equal(second, (await CallAsync("ec2_disassociate_address", new { allocationId = id })).GetProperty("from").GetString());
        await CallAsync("ec2_associate_address", new { allocationId = id, instanceId = first });
        await ConfirmAsync("ec2_release_address", new { allocationId = id });
        Assert.Empty(Rows(await CallAsync("ec2_list_addresses")));
    }
}
